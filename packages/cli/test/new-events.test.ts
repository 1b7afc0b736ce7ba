import { NewEvents } from '../src/commands/events/new-events.ts';

/** An event that was received in that second of a minute. */
const at = (second: number, id: string) => ({
  id,
  received_at: `2026-04-25T14:30:${String(second).padStart(2, '0')}.000Z`,
});
type Row = ReturnType<typeof at>;

/** What the gateway lists: the newest first. */
const listed = (stored: readonly Row[], { since }: NewEvents): Row[] =>
  stored
    .filter(({ received_at }) => since === undefined || received_at >= since)
    .toSorted((a, b) => (a.received_at < b.received_at ? 1 : -1));

test('an event that is stored late, behind others that were received after it, is new all the same', () => {
  const fresh = new NewEvents();
  const stored = [at(10, 'first'), at(12, 'third')];
  const look = (): string[] => fresh.take(listed(stored, fresh)).map(({ id }) => id);
  expect(look()).toEqual(['first', 'third']);
  stored.push(at(11, 'second'), at(13, 'fourth'));
  expect(look()).toEqual(['second', 'fourth']);
  expect(look()).toEqual([]);
});

test('each is new once, also within a millisecond, and long afterwards', () => {
  const fresh = new NewEvents();
  const stored: Row[] = [];
  const seen: string[] = [];
  for (let second = 0; second < 60; second += 1) {
    stored.push(at(second, `a${second}`), at(second, `b${second}`));
    seen.push(...fresh.take(listed(stored, fresh)).map(({ id }) => id));
  }
  expect(seen.toSorted()).toEqual(stored.map(({ id }) => id).toSorted());
  // What is known is asked for no more.
  expect(listed(stored, fresh).length).toBeLessThan(20);
});

test('from a time on', () => {
  const fresh = new NewEvents(at(10, '').received_at);
  const stored = [at(9, 'old'), at(10, 'new')];
  expect(fresh.take(listed(stored, fresh)).map(({ id }) => id)).toEqual(['new']);
  expect(fresh.since).toBe(at(10, '').received_at);
});
