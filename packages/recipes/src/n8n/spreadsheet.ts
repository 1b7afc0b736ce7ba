import { yourSpreadsheet } from './nodes.ts';
import type { Note } from './recipe.ts';
import { GUIDE, HOW } from './texts.ts';

/** What a new Google sheet has; n8n writes the header by itself as far as it has room. */
const COLUMNS_OF_A_NEW_SHEET = 26;

/** Behind {@link yourSpreadsheet}, which is the first node after those that all recipes have. */
export const SPREADSHEET_NOTE: Note = {
  columns: [2, 2],
  rows: [0, 0],
  text: '### Your spreadsheet\nPaste its address here, in place of *value*.',
};

/**
 * What the user does for the sheet; one with few columns gets its header from n8n. Markdown.
 * @param sheet its name
 * @param writer the node that writes the rows
 */
export function sheetSteps(
  slug: string,
  header: readonly string[],
  sheet: string,
  writer: string,
): string[] {
  const paste = `**${yourSpreadsheet.name}** (no triangle marks it): paste the address of your spreadsheet, as your browser shows it, in place of *value*. It needs a sheet named \`${sheet}\``;
  const head =
    header.length <= COLUMNS_OF_A_NEW_SHEET
      ? '; an empty one will do, the first event writes the header.'
      : `. Paste the header from [the guide](${GUIDE}#${slug}) into its cell A1: a new sheet has ${COLUMNS_OF_A_NEW_SHEET} columns, this one needs ${header.length}.`;
  return [
    `${paste}${head}`,
    `**${writer}**: click *Connect to Google Sheets*${HOW}. Change nothing else there: n8n would empty other fields.`,
  ];
}
