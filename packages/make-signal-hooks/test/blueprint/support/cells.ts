/** The cell as the catalogue has it: typed, and times in UTC. */
export function asCatalogue(type: string, cell: unknown): unknown {
  if (cell === undefined || cell === null || cell === '') return null;
  if (type === 'datetime') return momentOf(String(cell)).toISOString();
  return type === 'id' || type === 'string' ? String(cell) : cell;
}

/** A time as it was written: in seconds or milliseconds since 1970, or ISO 8601. */
function momentOf(text: string): Date {
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1000);
  return new Date(/^\d+$/.test(text) ? Number(text) : text);
}
