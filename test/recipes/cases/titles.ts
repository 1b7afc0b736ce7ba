/** The titles on a sheet, in the order of its rows. @param rows the header first */
export function titlesOn([header, ...rows]: readonly (readonly unknown[])[]): unknown[] {
  const at = header?.indexOf('title') ?? -1;
  return rows.map((row) => row[at]);
}
