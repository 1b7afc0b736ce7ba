import { type Harness, startHarness } from './harness.ts';

describe('lists', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  /** Walks through all pages. */
  async function walk(path: string, limit: number): Promise<{ ids: string[]; pages: number }> {
    const ids: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const sign = path.includes('?') ? '&' : '?';
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, json } = await harness.call('GET', `${path}${sign}limit=${limit}${next}`);
      expect(status).toBe(200);
      expect(json.data.length).toBeLessThanOrEqual(limit);
      ids.push(...json.data.map(({ id }: { id: string }) => id));
      cursor = json.next_cursor;
      pages += 1;
    }
    return { ids, pages };
  }

  const post = async (path: string, body: unknown = {}) =>
    (await harness.call('POST', path, { body })).json;

  test('are paged, newest first, without gap or repetition', async () => {
    const sources: string[] = [];
    const subscriptions: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      sources.unshift((await post('/v1/sources', { provider: 'siggnal' })).id);
      harness.advance(1);
      const target = { target_url: 'https://hooks.example.com/x', source_id: sources.at(-1) };
      subscriptions.unshift((await post('/v1/subscriptions', target)).id);
      harness.advance(1);
    }
    expect(await walk('/v1/sources', 3)).toEqual({ ids: sources, pages: 3 });
    expect(await walk('/v1/sources', 7)).toEqual({ ids: sources, pages: 1 });
    expect(await walk('/v1/subscriptions', 2)).toEqual({ ids: subscriptions, pages: 4 });

    const [first] = sources.slice(-1);
    const events: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      events.unshift((await post(`/v1/sources/${first}/test`)).event_id);
      harness.advance(1);
    }
    expect((await walk('/v1/events', 2)).ids).toEqual(events);
    // Each event went to all seven subscriptions of the first source.
    expect((await walk('/v1/deliveries', 10)).ids).toHaveLength(35);
    const ofOne = await walk(`/v1/deliveries?event_id=${events[0]}`, 100);
    expect(ofOne.ids).toHaveLength(7);
  });

  test('a cursor of one list is none of another', async () => {
    const { json } = await harness.call('GET', '/v1/sources?limit=1');
    const reply = await harness.call('GET', `/v1/subscriptions?cursor=${json.next_cursor}`);
    expect([reply.status, reply.json.fields[0].path]).toEqual([422, 'cursor']);
  });

  test('leave out what has ended, unless asked', async () => {
    const { id } = await post('/v1/subscriptions', { target_url: 'https://hooks.example.com/y' });
    await harness.call('DELETE', `/v1/subscriptions/${id}`);
    expect((await walk('/v1/subscriptions', 100)).ids).not.toContain(id);
    expect((await walk('/v1/subscriptions?status=ended', 100)).ids).toEqual([id]);
  });
});
