import { table, withSection } from '@signal-hooks/recipes';
import { type Figure, isRowName, ROWS, type Row, show } from '../../bench/rows.ts';

/** What `npm run bench -- --json` writes. */
type Figures = Readonly<Record<string, Figure & { readonly aim: string }>>;

/**
 * The page on figures with the table of figures in its place.
 * @throws {Error} if there is a figure that is not measured any more
 */
export function withFigures(page: string, figures: Figures): string {
  const unknown = Object.keys(figures).filter((name) => !isRowName(name));
  if (unknown.length > 0) throw new Error(`bench/figures.json: there is no ${unknown.join(', ')}`);
  const rows = Object.entries(ROWS)
    .filter(([name]) => name in figures)
    .map(([name, row]) => cells(name, row, figures[name] as Figures[string]));
  return withSection(
    page,
    'figures',
    table(['name', 'what', 'ours', 'peer', 'ratio', 'aim'], rows),
  );
}

function cells(name: string, row: Row, { ours, peer, ratio, aim }: Figures[string]): string[] {
  return [
    `\`${name}\``,
    row.peer === null ? row.what : `${row.what}; peer: ${row.peer}`,
    show(ours, row.unit),
    peer === null ? '' : show(peer, row.unit),
    ratio === null ? '' : ratio.toFixed(2),
    aim,
  ];
}
