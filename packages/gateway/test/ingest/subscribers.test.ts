import { PROVIDERS, type ReceivedEvent } from '@signal-hooks/catalogue';
import type { FilterSubject } from '../../src/delivery/filter.ts';
import { Subject, subscribersOf } from '../../src/ingest/subscribers.ts';
import { Pieces } from '../../src/pieces.ts';
import type { ReadySource } from '../../src/ready.ts';

const EVENT: ReceivedEvent = {
  type: 'signal',
  identity: { key: 'sig_1', windowMs: null },
  ping: false,
  payload: { signal_id: 'sig_1', priority: 'high' },
  body: Buffer.from('{}'),
};

/** A source with so many subscriptions, `sub_0` and on, which are compared by this. */
function sourceWith(
  count: number,
  matches: (subject: FilterSubject, at: number) => boolean,
): ReadySource {
  const subscriptions = Array.from({ length: count }, (_, at) => ({
    subscription: { id: `sub_${at}` },
    matches: (subject: FilterSubject) => matches(subject, at),
  }));
  const source = { id: 'src_1' };
  return { source, provider: PROVIDERS.siggnal, subscriptions } as unknown as ReadySource;
}

const subscribers = async (ready: ReadySource): Promise<string[]> => {
  const subject = new Subject(ready, EVENT, 'evt_1', 1_777_127_402_000);
  return (await subscribersOf(ready, subject, new Pieces())).map(({ id }) => id);
};

test.each([1, 16, 17, 100])('all of %i subscriptions are asked, in order', async (count) => {
  const even = (_subject: FilterSubject, at: number): boolean => at % 2 === 0;
  const expected = Array.from({ length: Math.ceil(count / 2) }, (_, at) => `sub_${2 * at}`);
  expect(await subscribers(sourceWith(count, even))).toEqual(expected);
});

test('the record is the same for all, and is that of the event', async () => {
  const records = new Set<unknown>();
  await subscribers(sourceWith(40, ({ record }) => records.add(record).size > 0));
  expect([...records]).toEqual([
    expect.objectContaining({
      event_id: 'evt_1',
      received_at: '2026-04-25T14:30:02.000Z',
      subject_id: 'sig_1',
      priority: 'high',
    }),
  ]);
});
