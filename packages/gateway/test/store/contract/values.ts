import type { Store } from '../../../src/store/store.ts';
import { EVERY_DELIVERY, EVERY_EVENT } from '../../../src/store/store.ts';
import {
  addAccounts,
  attempt,
  backfill,
  claimOf,
  delivered,
  deliveryId,
  dueIds,
  event,
  type OpenStore,
  plain,
  rejection,
  source,
  subscription,
  useStore,
} from './fixtures.ts';

/** The last millisecond of the year 9999: beyond 32 bits, and exact as a number. */
const FAR = 253_402_300_799_999;

/** What a payload may hold and a database may not like: NULs, halves of surrogate pairs, quotes. */
const HOSTILE = [
  'a\0b',
  'a\ud800b',
  'a\udc00b',
  'a\ufffdb',
  'a\u0010b',
  'a\u00100000b',
  'a\\u0000b',
  '\\x00',
  '{"a",NULL}',
  "it''s; DROP TABLE events --",
  '$1 %s ? {}',
  'Ünïcode 🧨 \r\n\t',
  '',
  ' ',
  'NULL',
];

/** Every value comes back as it was given. */
export function valueContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  beforeEach(() => addAccounts(opened.current.store));

  describe('texts', () => {
    it('that differ are different identities, whatever they hold', async () => {
      const { store } = opened.current;
      const events = HOSTILE.map((identity, at) => event(`evt_${at}`, { identity }));
      const first = await store.events.append(events);
      expect(first.map(({ duplicate }) => duplicate)).toEqual(HOSTILE.map(() => false));
      const again = HOSTILE.map((identity, at) => event(`evt_again_${at}`, { identity }));
      expect(await store.events.append(again)).toEqual(
        HOSTILE.map((_, at) => ({ eventId: `evt_${at}`, duplicate: true })),
      );
    });

    it('come back as they were in types and headers', async () => {
      const { store } = opened.current;
      for (const [at, text] of HOSTILE.entries()) {
        const given = { type: text, headers: { 'x-text': text }, subscriptionIds: ['sub_1'] };
        await store.events.append([event(`evt_${at}`, given)]);
        const { type, headers } = given;
        expect(await store.events.get(`evt_${at}`)).toMatchObject({ type, headers });
        const [claimed] = await claimOf(store, 'sub_1', 5000, 9000, 1);
        expect(claimed?.event).toMatchObject({ id: `evt_${at}`, type, headers });
      }
    });

    it('come back in answers, names and explanations, halves of surrogate pairs replaced', async () => {
      const { store } = opened.current;
      await store.events.append([event('evt_1', { subscriptionIds: ['sub_1'] })]);
      const id = await deliveryId(store, 'evt_1');
      for (const [at, text] of HOSTILE.entries()) {
        const made = { ...delivered(id), attempt: attempt(id, { at, response: text }) };
        await store.deliveries.record([made]);
        await store.accounts.addRejections(
          [{ ...rejection(`rej_${at}`, at), explanation: text }],
          100,
        );
        await store.accounts.putSource(source('src_a', { name: text, events: [text] }));
        await store.accounts.putSubscription(
          subscription('sub_1', { name: text, statusReason: text }),
        );
        const [stored] = await store.accounts.listSources();
        expect(stored).toMatchObject({ events: [text] });
        const [held] = await store.accounts.listSubscriptions();
        for (const back of [stored?.name, held?.name, held?.statusReason]) {
          expect(replaced(back)).toBe(replaced(text));
        }
      }
      const answers = (await store.deliveries.listAttempts(id)).map(({ response }) => response);
      expect(answers.map(replaced)).toEqual(HOSTILE.map(replaced));
      const { items } = await store.accounts.listRejections('src_a', { cursor: null, limit: 100 });
      expect(items.map(({ explanation }) => replaced(explanation)).reverse()).toEqual(
        HOSTILE.map(replaced),
      );
    });

    it('find the events of their type, and no others', async () => {
      const { store } = opened.current;
      await store.events.append(HOSTILE.map((type, at) => event(`evt_${at}`, { type })));
      for (const type of HOSTILE) {
        const query = { ...EVERY_EVENT, types: [type] };
        const page = await store.events.list(query, { cursor: null, limit: 100, maxBytes: 1e9 });
        expect(page.items.map(({ id }) => id)).toEqual([`evt_${HOSTILE.indexOf(type)}`]);
      }
    });

    it('that are no id of anything find nothing', async () => {
      const { store } = opened.current;
      for (const id of HOSTILE) {
        expect(await store.events.get(id)).toBeNull();
        expect(await store.deliveries.get(id)).toBeNull();
        expect(await store.deliveries.listAttempts(id)).toEqual([]);
        expect(await store.deliveries.replay(id, 1)).toBe(false);
        expect(await store.accounts.deleteSource(id)).toBe(false);
        expect(await claimOf(store, id, 9000, 9999, 5)).toEqual([]);
        expect(await backfill(store, 'sub_1', [id], 1)).toBe(0);
        const cursor = Buffer.from(JSON.stringify(['deliveries', `\0${id}`])).toString('base64url');
        const query = { ...EVERY_DELIVERY, subscriptionId: id, eventId: id };
        const page = await store.deliveries.list(query, { cursor, limit: 5 });
        expect(page).toEqual({ items: [], next: null });
      }
    });

    it('as long as an identity and a type may be, of the widest characters', async () => {
      const { store } = opened.current;
      const long = { identity: '🧨\0'.repeat(66), type: '字'.repeat(100) };
      expect(await store.events.append([event('evt_1', long), event('evt_2', long)])).toEqual([
        { eventId: 'evt_1', duplicate: false },
        { eventId: 'evt_1', duplicate: true },
      ]);
    });
  });

  describe('bytes', () => {
    it('come back as they were, in every length and value', async () => {
      const { store } = opened.current;
      const every = Uint8Array.from({ length: 256 }, (_, at) => at);
      const bodies = [every, new Uint8Array(), Uint8Array.of(0), every.subarray(250)];
      await store.events.append(bodies.map((body, at) => event(`evt_${at}`, { body })));
      for (const [at, body] of bodies.entries()) {
        const stored = await store.events.get(`evt_${at}`);
        expect([...(stored?.body ?? [])]).toEqual([...body]);
      }
      await store.accounts.putSource(source('src_c', { sealed: every }));
      expect((await store.accounts.listSources()).map(plain)).toContainEqual(
        plain(source('src_c', { sealed: every })),
      );
    });

    it('of many large bodies at once', async () => {
      const { store } = opened.current;
      const bodies = Array.from({ length: 24 }, (_, at) => Buffer.alloc(1_000_000 + at, at));
      const calls = bodies.map((body, at) => store.events.append([event(`evt_${at}`, { body })]));
      expect((await Promise.all(calls)).flat()).toHaveLength(24);
      for (const [at, body] of bodies.entries()) {
        const stored = await store.events.get(`evt_${at}`);
        expect(Buffer.compare(stored?.body ?? Buffer.of(), body)).toBe(0);
      }
    });
  });

  describe('numbers', () => {
    it('of times are exact, far in the future too', async () => {
      const { store } = opened.current;
      await store.events.append([event('evt_1', { receivedAt: FAR, subscriptionIds: ['sub_1'] })]);
      expect(await store.events.get('evt_1')).toMatchObject({ receivedAt: FAR });
      expect(await store.deliveries.nextDueAt()).toBe(FAR);
      expect(await dueIds(store, FAR - 1)).toEqual([]);
      const [claimed] = await claimOf(store, 'sub_1', FAR, FAR + 1, 1);
      expect(claimed).toMatchObject({ dueAt: FAR, createdAt: FAR, event: { receivedAt: FAR } });
      const id = claimed?.id ?? '';
      const made = attempt(id, { at: FAR, durationMs: 12.625, httpStatus: null, error: 'timeout' });
      await store.deliveries.record([{ attempt: made, status: 'failed', dueAt: FAR }]);
      expect(await store.deliveries.listAttempts(id)).toEqual([made]);
      // 12.625 ms later, rounded.
      expect(await store.deliveries.get(id)).toMatchObject({ finishedAt: FAR + 13, dueAt: FAR });
      expect((await store.accounts.listSources())[0]).toMatchObject({ lastEventAt: FAR });
    });

    it('of limits keep their fractions', async () => {
      const { store } = opened.current;
      await store.accounts.putSubscription(
        subscription('sub_1', { maxPerSecond: 0.1, failingSince: FAR }),
      );
      expect((await store.accounts.listSubscriptions())[0]).toMatchObject({
        maxPerSecond: 0.1,
        failingSince: FAR,
      });
    });
  });

  describe('the order', () => {
    it('of ids is that of their bytes, whatever the language of the database', async () => {
      const { store } = opened.current;
      // In English a precedes B, and punctuation does not count.
      const ids = ['rej_B', 'rej_a', 'rej-c', 'rej_b', 'rejA'];
      for (const id of ids) await store.accounts.addRejections([rejection(id, 5)], 100);
      const read = async (cursor: string | null): Promise<string[]> => {
        const page = await store.accounts.listRejections('src_a', { cursor, limit: 2 });
        const rest = page.next === null ? [] : await read(page.next);
        return [...page.items.map(({ id }) => id), ...rest];
      };
      expect(await read(null)).toEqual(['rej_b', 'rej_a', 'rej_B', 'rejA', 'rej-c']);
      await store.accounts.addRejections([rejection('rej_Z', 5)], 3);
      expect(await read(null)).toEqual(['rej_b', 'rej_a', 'rej_Z']);
    });

    it('of events received in the same millisecond is that in which they were given', async () => {
      const { store } = opened.current;
      const given = ['m', 'c', 'z', 'a'].map((identity) => event(`evt_${identity}`, { identity }));
      await store.events.append(given);
      await append(store, 'evt_b', 'evt_y');
      const query = EVERY_EVENT;
      const { items } = await store.events.list(query, { cursor: null, limit: 10, maxBytes: 1e9 });
      expect(items.map(({ id }) => id)).toEqual([
        ...['evt_y', 'evt_b', 'evt_a', 'evt_z', 'evt_c', 'evt_m'],
      ]);
    });
  });

  it('nothing at all is fine too', async () => {
    const { store } = opened.current;
    await store.deliveries.record([]);
    await store.deliveries.release([]);
    expect(await backfill(store, 'sub_1', [], 1)).toBe(0);
    expect(await store.events.prune(FAR, 10, FAR)).toBe(0);
    expect(await store.deliveries.countPending()).toEqual(new Map());
  });
}

/** SQLite gives three replacement characters for half a pair. */
const replaced = (text: string | null | undefined): string | undefined =>
  text?.replace(/[\ufffd\p{Surrogate}]+/gu, '?');

async function append(store: Store, ...ids: string[]): Promise<void> {
  for (const id of ids) await store.events.append([event(id)]);
}
