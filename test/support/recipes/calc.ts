import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from '../folder.ts';

const TOOL = 'soffice';
/** Of LibreOffice's start, the first of which makes a profile. */
const LIMIT_MS = 60_000;

/** True where LibreOffice is installed. */
export const hasCalc = (): boolean => spawnSync(TOOL, ['--version']).status === 0;

/**
 * Computes array formulas over a sheet in LibreOffice Calc. Its older versions know neither
 * open ranges nor FILTER: `Signals!D2:D` becomes the rows that there are.
 *
 * @param cells the sheet `Signals`, its header included; every cell is a text, '' an empty cell
 * @param formulas without `=`; each gives a column as long as the rows below the header
 * @returns the columns side by side, row by row, as texts
 * @throws {Error} if LibreOffice fails
 */
export function calculate(
  cells: readonly (readonly string[])[],
  formulas: readonly string[],
): string[][] {
  const folder = makeFolder();
  try {
    const file = join(folder.path, 'weeks.fods');
    writeFileSync(file, flatSheet(cells, formulas));
    const profile = pathToFileURL(join(folder.path, 'profile')).href;
    const args = [`-env:UserInstallation=${profile}`, '--headless', '--convert-to', 'csv'];
    const ran = spawnSync(TOOL, [...args, '--outdir', folder.path, file], { timeout: LIMIT_MS });
    if (ran.status !== 0) throw new Error(`${TOOL}: ${ran.stderr?.toString()}`);
    const text = readFileSync(join(folder.path, 'weeks.csv'), 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
  } finally {
    folder.remove();
  }
}

const NAMESPACES = ['office', 'table', 'text']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(' ');

/** A document in one file, the computed sheet first: of a CSV only the first is written. */
function flatSheet(cells: readonly (readonly string[])[], formulas: readonly string[]): string {
  const last = cells.length;
  const computed = formulas.map((formula) => {
    const ranges = formula.replace(/Signals!([A-Z])2:\1/g, `[$Signals.$12:.$1${last}]`);
    return `<table:table-cell table:formula="of:=${escapeXml(ranges)}"
      table:number-matrix-columns-spanned="1" table:number-matrix-rows-spanned="${last - 1}"/>`;
  });
  const signals = cells.map(
    (row) => `<table:table-row>${row.map(textCell).join('')}</table:table-row>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
    <office:document ${NAMESPACES} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
      office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
    <office:body><office:spreadsheet>
      <table:table table:name="Weeks"><table:table-row>${computed.join('')}</table:table-row></table:table>
      <table:table table:name="Signals">${signals.join('')}</table:table>
    </office:spreadsheet></office:body></office:document>`;
}

const textCell = (text: string): string =>
  text === ''
    ? '<table:table-cell/>'
    : `<table:table-cell office:value-type="string"><text:p>${escapeXml(text)}</text:p></table:table-cell>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
