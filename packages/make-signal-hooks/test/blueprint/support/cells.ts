/** The cell as the catalogue has it: typed, and times in UTC. */
export function asCatalogue(type: string, cell: unknown): unknown {
  if (cell === undefined || cell === null || cell === '') return null;
  if (type === 'datetime') return new Date(String(cell)).toISOString();
  return type === 'id' || type === 'string' ? String(cell) : cell;
}
