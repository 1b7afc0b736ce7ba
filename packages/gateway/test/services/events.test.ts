import { encodePayload, PROVIDERS } from '@signal-hooks/catalogue';
import type { NewEvent } from '../../src/domain.ts';
import { newId } from '../../src/ids.ts';
import type { EventListQuery } from '../../src/services/events.ts';
import { type Harness, startHarness } from '../http/harness.ts';

const ALL: EventListQuery = {
  sourceId: null,
  provider: null,
  eventTypes: [],
  since: null,
  until: null,
  state: null,
  text: null,
  priorityAtLeast: null,
  conditions: [],
};

describe('EventService', () => {
  let harness: Harness;
  let sourceId: string;
  let otherId: string;
  const start = Date.UTC(2026, 0, 1);
  /** Newest last. */
  const ids: string[] = [];

  beforeAll(async () => {
    harness = await startHarness();
    const { sources } = harness.services;
    sourceId = (await sources.add({ provider: 'siggnal' })).ready.source.id;
    otherId = (await sources.add({ provider: 'signals', secrets: ['abc'] })).ready.source.id;
    const events = Array.from({ length: 1250 }, (_, at): NewEvent => {
      const id = newId('evt', start + at);
      ids.push(id);
      const payload = {
        signal_id: `sig_${at}`,
        // Two of them are urgent: one is found by the first look, the other lies far back.
        priority: at === 3 || at === 1200 ? 'high' : 'low',
      };
      return {
        id,
        sourceId,
        type: 'signal',
        receivedAt: start + at,
        headers: {},
        body: encodePayload(payload, 'compact'),
        payloadGone: null,
        identity: `sig_${at}`,
        identityWindowMs: null,
        deliveries: [],
      };
    });
    await harness.store.events.append(events);
    const sample = PROVIDERS.signals.events['role.created']?.sample({
      sequence: 1,
      at: new Date(start),
    });
    await harness.store.events.append([
      {
        ...(events[0] as NewEvent),
        id: newId('evt', start - 1),
        sourceId: otherId,
        type: 'role.created',
        receivedAt: start - 1,
        body: encodePayload(sample ?? {}, 'compact'),
      },
    ]);
  });
  afterAll(() => harness.close());

  const list = (query: Partial<EventListQuery>, limit = 5, cursor: string | null = null) =>
    harness.services.events.list({ ...ALL, ...query }, { cursor, limit });

  test('of a source that is gone are none, and that is said', async () => {
    const page = { cursor: null, limit: 10 };
    const gone = harness.services.events.list({ ...ALL, sourceId: 'src_gone' }, page);
    await expect(gone).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ path: 'source_id', message: 'There is no such source.' }],
    });
  });

  test('lists newest first, with records', async () => {
    const { items } = await list({});
    expect(items.map(({ id }) => id)).toEqual(ids.slice(-5).reverse());
    expect(items[0]?.record).toMatchObject({
      event_id: ids.at(-1),
      signal_id: 'sig_1249',
      received_at: new Date(start + 1249).toISOString(),
    });
  });

  test('by source, provider, type and time', async () => {
    expect((await list({ provider: 'signals' })).items).toHaveLength(1);
    expect((await list({ sourceId: otherId })).items).toHaveLength(1);
    expect((await list({ sourceId: otherId, provider: 'siggnal' })).items).toEqual([]);
    expect((await list({ provider: 'sigsentry' })).items).toEqual([]);
    expect((await list({ eventTypes: ['role.created', 'x'] })).items).toHaveLength(1);
    expect((await list({ since: start + 1248 })).items).toHaveLength(2);
  });

  test('a condition finds what lies far back, in several requests', async () => {
    const first = await list({ priorityAtLeast: 'medium' });
    expect(first.items.map(({ id }) => id)).toEqual([ids[1200]]);
    expect(first.next).not.toBeNull();
    const second = await list({ priorityAtLeast: 'medium' }, 5, first.next);
    expect(second.items.map(({ id }) => id)).toEqual([ids[3]]);
    expect(second.next).toBeNull();
  });

  test('a text is found in every field and in the payload, whatever its case', async () => {
    const found = async (text: string) => (await list({ text })).items.map(({ id }) => id);
    expect(await found('SIG_1249')).toEqual([ids[1249]]);
    expect(await found('sig_12490')).toEqual([]);
    const both = { text: 'sig_1', conditions: [{ field: 'priority', op: 'eq', value: 'high' }] };
    expect((await list(both)).items.map(({ id }) => id)).toEqual([ids[1200]]);
  });

  test('a page that is full in the middle of a look goes on right there', async () => {
    const conditions = [{ field: 'signal_id', op: 'starts_with', value: 'sig_12' }];
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ conditions }, 7, cursor);
      found.push(...page.items.map(({ record }) => String(record.signal_id)));
      cursor = page.next;
    } while (cursor !== null);
    const expected = ids.map((_, at) => `sig_${at}`).filter((id) => id.startsWith('sig_12'));
    expect(found).toEqual(expected.reverse());
  });

  test('a filter is tried on the latest events of a source', async () => {
    const count = (query: Partial<EventListQuery>) =>
      harness.services.events.countFitting({ ...ALL, ...query });
    const high = [{ field: 'priority', op: 'eq', value: 'high' }];
    // Number 1200 is among the latest 500, number 3 is not.
    expect(await count({ sourceId, conditions: high })).toEqual({ events: 500, fitting: 1 });
    expect(await count({ sourceId: otherId })).toEqual({ events: 1, fitting: 1 });
    const ofType = { sourceId: otherId, eventTypes: ['role.updated'] };
    expect(await count(ofType)).toEqual({ events: 1, fitting: 0 });
    // Those of a source have the fields of its provider, as its subscriptions.
    const foreign = [{ field: 'signal_id', op: 'eq', value: 'a' }];
    await expect(count({ sourceId: otherId, conditions: foreign })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ path: 'filter.0.field' }],
    });
  });

  test('one event', async () => {
    const event = await harness.services.events.get(ids[0] as string);
    expect(event).toMatchObject({ sourceId, type: 'signal', receivedAt: start });
    await expect(harness.services.events.get('evt_none')).rejects.toMatchObject({
      code: 'event_not_found',
    });
  });

  test('large events come in pages of a bounded size, and let others have their turn', async () => {
    const { ready } = await harness.services.sources.add({ provider: 'siggnal' });
    const large = ready.source.id;
    const text = 'x'.repeat(1024 * 1024);
    for (let at = 0; at < 20; at += 1) {
      const body = encodePayload({ signal_id: `large_${at}`, priority: 'low', text }, 'compact');
      const [first = ''] = ids;
      const stored = (await harness.store.events.get(first)) as NewEvent;
      const more = { identity: `large_${at}`, identityWindowMs: null, deliveries: [] };
      await harness.store.events.append([
        { ...stored, ...more, id: newId('evt', start + at), sourceId: large, body },
      ]);
    }
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    const pages: number[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({ sourceId: large }, 100, cursor);
      pages.push(page.items.length);
      cursor = page.next;
    } while (cursor !== null);
    clearInterval(timer);
    expect(pages).toEqual([3, 3, 3, 3, 3, 3, 2]);
    expect(turns).toBeGreaterThan(pages.length);
    // With a condition that none fulfils, one request does not read them all: it goes on from its cursor.
    const searched = await list({ sourceId: large, priorityAtLeast: 'high' }, 100);
    expect([searched.items, typeof searched.next]).toEqual([[], 'string']);
    const tried = await harness.services.events.countFitting({ ...ALL, sourceId: large });
    expect(tried.events).toBeLessThan(20);
  });
});
