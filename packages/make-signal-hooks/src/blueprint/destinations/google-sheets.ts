import { cut, ID, orEmpty, wrap } from '../iml.ts';
import { orRetry } from '../modules.ts';
import type { Source } from '../sources.ts';
import type { Destination } from './destination.ts';

/** The header ranges that the module offers; the narrowest one that holds the columns. */
const RANGES = [
  [26, 'A1:Z1'],
  [78, 'A1:BZ1'],
  [104, 'A1:CZ1'],
] as const;

function headerRange(columns: number): string {
  const range = RANGES.find(([most]) => columns <= most);
  if (range === undefined) throw new RangeError(`${columns} columns are more than a row takes`);
  return range[1];
}

/** Google refuses a cell of more than 50,000 characters, and with it the row; one is the ellipsis. */
const LONGEST = 49_999;

/** A row for every event. Written RAW, because text of strangers must never become a formula. */
export const googleSheets: Destination = {
  slug: 'google-sheets',
  name: 'Google Sheets log',
  credits: 1,
  steps: ({ columns, cell, fills }: Source) => [
    orRetry({
      id: ID.destination,
      module: 'google-sheets:addRow',
      version: 2,
      name: 'Add a row',
      parameters: {},
      mapper: {
        mode: 'map',
        spreadsheetId: 'REPLACE_WITH_SPREADSHEET_ID',
        sheetId: 'Signals',
        tableFirstRow: headerRange(columns.length),
        values: Object.fromEntries(
          columns.map(({ key, type }, at) => [
            String(at),
            type === 'string' && fills(key) ? cut(orEmpty(cell(key)), LONGEST) : wrap(cell(key)),
          ]),
        ),
        insertUnformatted: false,
        valueInputOption: 'RAW',
        insertDataOption: 'INSERT_ROWS',
      },
    }),
  ],
  clicks: [
    `Module ${ID.destination}: choose or make a Google connection, and enter the spreadsheet’s id in place of \`REPLACE_WITH_SPREADSHEET_ID\` (the long part of its address). If that empties the values below it, put the id into the file with a text editor instead, and import it again.`,
    'A text of more than 50,000 characters, the most that Google takes in a cell, is cut and ends with `…`.',
    'In the spreadsheet name a sheet `Signals` and paste your provider’s header row into A1 (below; tabs part the cells).',
  ],
};
