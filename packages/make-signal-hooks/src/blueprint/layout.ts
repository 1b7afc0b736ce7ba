import type { MakeModule, Step } from './types.ts';

const COLUMN = 300;
const ROW = 300;

/** How many rows a flow takes: its routes are below each other. */
const rowsOf = (flow: readonly Step[]): number =>
  Math.max(
    1,
    ...flow.map(({ routes = [] }) => routes.reduce((sum, route) => sum + rowsOf(route), 0)),
  );

/** Gives each module its place: left to right, routes below each other, handlers beneath. */
export function place(flow: readonly Step[], x = 0, y = 0): MakeModule[] {
  return flow.map((step, at) => placeOne(step, x + at * COLUMN, y));
}

function placeOne(step: Step, x: number, y: number): MakeModule {
  const { id, module, version, name, parameters, filter, mapper, onerror, routes } = step;
  let row = 0;
  const placed = routes?.map((route) => {
    const flow = place(route, x + COLUMN, y + row * ROW);
    row += rowsOf(route);
    return { flow };
  });
  return {
    id,
    module,
    version,
    ...(parameters && { parameters }),
    ...(filter && { filter }),
    ...(mapper !== undefined && { mapper }),
    metadata: { designer: { x, y, name } },
    ...(onerror && {
      onerror: onerror.map((handler, at) => placeOne(handler, x + (at * COLUMN) / 2, y + ROW / 2)),
    }),
    ...(placed && { routes: placed }),
  };
}
