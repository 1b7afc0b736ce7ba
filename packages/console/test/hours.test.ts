import type { EventsOfHour, Source } from '@signal-hooks/client';
import { arrangeHours } from '../src/pages/home/hours.ts';

const NOW = Date.parse('2026-11-27T18:20:00Z');
const row = (at: string, source_id: string, events: number, rejections = 0): EventsOfHour => ({
  ...{ at, source_id, events, rejections },
});
const source = (id: string): Source => ({ id, name: `name of ${id}` }) as Source;

test('every hour of the last 24 is there, the current one last', () => {
  const { hours, series, total } = arrangeHours([], [], NOW);
  expect(hours).toHaveLength(24);
  expect(hours[0]?.at.toISOString()).toBe('2026-11-26T19:00:00.000Z');
  expect(hours[23]?.at.toISOString()).toBe('2026-11-27T18:00:00.000Z');
  expect([series, total]).toEqual([[], 0]);
});

test('counts are in the order of the busiest source', () => {
  const rows = [
    row('2026-11-26T18:00:00Z', 'a', 1000),
    row('2026-11-27T17:00:00Z', 'a', 1, 4),
    row('2026-11-27T17:00:00Z', 'b', 5),
    row('2026-11-27T18:00:00Z', 'a', 2, 1),
    row('2026-11-27T18:00:00Z', 'refused-only', 0, 7),
  ];
  const { hours, series, total, rejections } = arrangeHours(rows, [source('a')], NOW);
  expect(series).toEqual([
    { name: 'b', total: 5 },
    { name: 'name of a', total: 3 },
  ]);
  expect(hours.slice(-2).map(({ counts }) => counts)).toEqual([
    [5, 1],
    [0, 2],
  ]);
  expect([total, rejections]).toEqual([8, 12]);
});

test('many sources share the last colour', () => {
  const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id, at) =>
    row('2026-11-27T18:00:00Z', id, 10 - at),
  );
  const { hours, series } = arrangeHours(rows, [], NOW);
  expect(series.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', null]);
  expect(hours.at(-1)?.counts).toEqual([10, 9, 8, 7, 6 + 5 + 4]);
});
