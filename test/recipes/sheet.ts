import type { Fixture } from './fixture.ts';
import { spreadsheetOf } from './fixture.ts';

/** A row as somebody sees it: by the names in the first row, '' where nothing is. */
export type SheetRow = Readonly<Record<string, unknown>>;

/** Holds a recipe's sheet against rows written by hand, cell by cell and column by column. */
export function expectSheet(
  { google }: Pick<Fixture, 'google'>,
  slug: string,
  wanted: readonly SheetRow[],
): void {
  const id = spreadsheetOf(slug);
  const [header = [], ...rows] = google.rows(id);
  expect(header).toEqual(Object.keys(wanted[0] ?? {}));
  expect(
    rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']))),
  ).toEqual(wanted);
  // What is read back could look right though it was typed in.
  expect(google.formulas(id)).toEqual([]);
  const written = google.writes.filter((write) => write.id === id);
  expect(new Set(written.map(({ option }) => option))).toEqual(new Set(['RAW']));
}
