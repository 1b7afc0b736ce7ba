import { PROVIDERS, sampleRecord } from '@signal-hooks/catalogue';
import app from '../index.ts';
import { rawRequest } from './support/delivery.ts';
import { TOKEN } from './support/leaks.ts';
import { COMMON_ITEM, eventOf, SIGGNAL_ITEM, SIGGNAL_RECORD } from './support/records.ts';
import { fieldProblems, keyProblems } from './support/results.ts';
import { type AppLike, fixedOutputs } from './support/subjects.ts';
import { TestServer } from './support/test-server.ts';
import { refusalOf, run } from './support/zapier.ts';

type Item = Readonly<Record<string, unknown>>;

/** What a list to choose from returns. */
interface Choices {
  readonly results: readonly { readonly id: string; readonly label: string }[];
  readonly paging_token: string | null;
}

let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
afterAll(() => gateway.close());

const answerEvents = (...records: readonly { event_id: string; provider: string }[]): void =>
  gateway.answer(200, { data: records.map(eventOf), next_cursor: null });

describe('the samples of a trigger', () => {
  const list = (key: string, input: Item = {}, isLoadingSample = false) =>
    run<Item[]>(`triggers.${key}.operation.performList`, {
      gateway: gateway.url,
      input,
      meta: { isLoadingSample },
      subscribeData: null,
    });

  test('are its latest real events, newest first', async () => {
    const older = { ...SIGGNAL_RECORD, event_id: 'evt_01jz', title: 'Older' };
    answerEvents(SIGGNAL_RECORD, older);
    expect(await list('siggnal_signal')).toEqual([
      SIGGNAL_ITEM,
      { ...SIGGNAL_ITEM, id: 'evt_01jz', event_id: 'evt_01jz', title: 'Older' },
    ]);
    expect(await list('new_signal')).toMatchObject([COMMON_ITEM, { id: 'evt_01jz' }]);
  });

  test('are exactly what a delivery gives: T006', async () => {
    for (const key of ['new_signal', 'siggnal_signal']) {
      answerEvents(SIGGNAL_RECORD);
      const live = await run(`triggers.${key}.operation.perform`, {
        rawRequest: rawRequest({ content: JSON.stringify(SIGGNAL_RECORD) }),
      });
      expect(await list(key)).toEqual(live);
    }
  });

  test('are none where nothing has happened yet', async () => {
    gateway.answer(200, { data: [], next_cursor: null });
    expect(await list('new_signal')).toEqual([]);
  });

  test('with an empty form are those of everything', async () => {
    answerEvents();
    await list('new_signal');
    const { method, url, headers } = gateway.only;
    expect([method, url, headers.authorization]).toEqual([
      'GET',
      '/v1/events?limit=25',
      `Bearer ${TOKEN}`,
    ]);
  });

  test('are three in the editor', async () => {
    answerEvents();
    await list('siggnal_signal', {}, true);
    expect(gateway.only.url).toBe('/v1/events?limit=3&provider=siggnal');
  });

  test('with a full form are those that would start the Zap', async () => {
    answerEvents(SIGGNAL_RECORD, SIGGNAL_RECORD, SIGGNAL_RECORD);
    const input = {
      source_id: 'src_01a',
      event_types: ['user.created', 'role.updated'],
      priority_at_least: 'high',
      filter_field: 'user_email',
      filter_op: 'contains',
      filter_value: 'a&b=ü@example.com',
    };
    await list('signals_event', input, true);
    const { path, query } = gateway.only;
    expect(path).toBe('/v1/events');
    expect(
      [...query].map(([name, value]) => [name, name === 'filter' ? JSON.parse(value) : value]),
    ).toEqual([
      ['limit', '3'],
      ['provider', 'signals'],
      ['source_id', 'src_01a'],
      ['event_type', 'user.created'],
      ['event_type', 'role.updated'],
      [
        'filter',
        [
          { field: 'priority', op: 'gte', value: 'high' },
          { field: 'user_email', op: 'contains', value: 'a&b=ü@example.com' },
        ],
      ],
    ]);
  });

  test('are looked for further back where a filter passes over many events', async () => {
    const pages: Record<string, unknown> = {
      first: { data: [], next_cursor: 'c2Vjb25k' },
      c2Vjb25k: { data: [eventOf(SIGGNAL_RECORD)], next_cursor: 'dGhpcmQ' },
      dGhpcmQ: { data: [], next_cursor: null },
    };
    gateway.seen.length = 0;
    gateway.reply = ({ query }) => ({ status: 200, body: pages[query.get('cursor') ?? 'first'] });
    expect(await list('siggnal_signal', { priority_at_least: 'high' }, true)).toEqual([
      SIGGNAL_ITEM,
    ]);
    expect(gateway.seen.map(({ query }) => [query.get('limit'), query.get('cursor')])).toEqual([
      ['3', null],
      ['100', 'c2Vjb25k'],
      ['100', 'dGhpcmQ'],
    ]);
  });

  test('of New Signal are no alerts: a subscription to everything is sent none', async () => {
    const alert = (at: number) => ({ event_id: `evt_alert${at}`, provider: 'alerts' });
    const pages: Record<string, unknown> = {
      first: { data: [1, 2, 3].map(alert).map(eventOf), next_cursor: 'c2Vjb25k' },
      c2Vjb25k: { data: [alert(4), SIGGNAL_RECORD].map(eventOf), next_cursor: null },
    };
    gateway.seen.length = 0;
    gateway.reply = ({ query }) => ({ status: 200, body: pages[query.get('cursor') ?? 'first'] });
    expect(await list('new_signal', {}, true)).toEqual([COMMON_ITEM]);
    expect(gateway.seen.map(({ query }) => query.get('limit'))).toEqual(['3', '100']);
  });

  test('of a kind of events are asked for by it', async () => {
    answerEvents();
    await list('alerts_rejected_request', {}, true);
    expect([...gateway.only.query]).toEqual([
      ['limit', '3'],
      ['provider', 'alerts'],
      ['event_type', 'alert.opened'],
      ['filter', '[{"field":"alert_rule","op":"eq","value":"source_rejecting"}]'],
    ]);
  });

  test('are looked for further back where the newest cannot be read', async () => {
    const older = (at: number) => eventOf({ ...SIGGNAL_RECORD, event_id: `evt_${at}` });
    const pages: Record<string, unknown> = {
      first: { data: [], next_cursor: 'c2Vjb25k' },
      c2Vjb25k: { data: [1, 2, 3, 4].map(older), next_cursor: 'dGhpcmQ' },
    };
    gateway.seen.length = 0;
    gateway.reply = ({ query }) => ({ status: 200, body: pages[query.get('cursor') ?? 'first'] });
    const items = await list('siggnal_signal', {}, true);
    expect(items.map(({ id }) => id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
  });

  test('are what was found when the time is over, and an error if that is nothing', async () => {
    let clock = Date.now();
    const now = jest.spyOn(Date, 'now').mockImplementation(() => clock);
    try {
      gateway.seen.length = 0;
      gateway.reply = ({ query }) => {
        // Each page takes nine seconds; the third ends after 27.
        clock += 9000;
        const data = query.has('provider') ? [eventOf(SIGGNAL_RECORD)] : [];
        return { status: 200, body: { data, next_cursor: 'YWdhaW4' } };
      };
      expect(await list('siggnal_signal', {})).toHaveLength(3);
      expect(gateway.seen).toHaveLength(3);
      expect(await refusalOf(list('new_signal'))).toMatchObject({
        status: 504,
        message:
          'The gateway took too long. Try again; if it happens again, see what slows it down.',
      });
      expect(gateway.seen).toHaveLength(6);
    } finally {
      now.mockRestore();
    }
  });

  test('are not looked for without end', async () => {
    gateway.answer(200, { data: [], next_cursor: 'YWdhaW4' });
    expect(await list('siggnal_signal', { priority_at_least: 'high' })).toEqual([]);
    expect(gateway.seen).toHaveLength(10);
  });

  test.each(Object.values(PROVIDERS).map((provider) => [provider.id, provider] as const))(
    'of %s have the keys and types that the editor knows: Z001',
    async (id, provider) => {
      const { triggers } = app as unknown as AppLike;
      const key = Object.keys(triggers).find((each) => each.startsWith(id.replace('-', '_'))) ?? '';
      const records = Object.keys(provider.events).map((type, at) => ({
        ...sampleRecord(provider, type),
        event_id: `evt_${at}`,
      }));
      answerEvents(...records.slice(0, 25));
      const { sample = {}, ...operation } = triggers[key]?.operation ?? {};
      for (const item of await list(key)) {
        expect(keyProblems(item, sample)).toEqual([]);
        expect(fieldProblems(item, fixedOutputs(operation))).toEqual([]);
      }
    },
  );
});

describe('the list of sources', () => {
  const source = (id: string, provider: string, name: string) => ({
    id,
    provider,
    name,
    ingest_url: `https://hooks.example.com/in/${id}`,
  });
  const ALL = [
    source('src_3', 'siggnal', 'Sales signals'),
    source('src_2', 'signal-ark', ''),
    source('src_1', 'siggnal', 'Продажи'),
  ];
  const list = (key: string, token?: string) =>
    run<Choices>(`triggers.${key}.operation.inputFields.0.choices.perform`, {
      gateway: gateway.url,
      meta: {
        isFillingDynamicDropdown: true,
        ...(token === undefined ? {} : { paging_token: token }),
      },
    });

  test('has every source by its name, or by its id where it has none', async () => {
    gateway.answer(200, { data: ALL, next_cursor: null });
    expect(await list('new_signal')).toEqual({
      results: [
        { id: 'src_3', label: 'Sales signals (Siggnal)' },
        { id: 'src_2', label: 'src_2 (Signal Ark)' },
        { id: 'src_1', label: 'Продажи (Siggnal)' },
      ],
      paging_token: null,
    });
    expect([gateway.only.method, gateway.only.url]).toEqual(['GET', '/v1/sources?limit=100']);
  });

  test('asks the gateway for those of the trigger’s provider', async () => {
    gateway.answer(200, { data: ALL.slice(1, 2), next_cursor: null });
    expect((await list('signal_ark_event')).results).toEqual([{ id: 'src_2', label: 'src_2' }]);
    expect(gateway.only.url).toBe('/v1/sources?limit=100&provider=signal-ark');
  });

  test('of more than a thousand goes on where it was', async () => {
    const rows = Array.from({ length: 1102 }, (_, at) => source(`src_${at}`, 'siggnal', ''));
    gateway.reply = ({ query }) => {
      const from = Number(query.get('cursor') ?? 0);
      const next = from + 100 < rows.length ? String(from + 100) : null;
      return { status: 200, body: { data: rows.slice(from, from + 100), next_cursor: next } };
    };
    const found: string[] = [];
    let token: string | null | undefined;
    for (let times = 0; times < 5 && token !== null; times += 1) {
      const { results, paging_token: next } = await list('siggnal_signal', token);
      found.push(...results.map(({ id }) => id));
      token = next;
    }
    expect(found).toEqual(rows.map(({ id }) => id));
  });
});

test('the list of failed deliveries tells them by event and time, page by page', async () => {
  const row = {
    id: 'dlv_1',
    event_id: 'evt_1',
    subscription_id: 'sub_1',
    status: 'failed',
    attempt_count: 8,
    due_at: null,
    created_at: '2026-11-02T09:15:02.000Z',
    finished_at: '2026-11-03T13:00:00.000Z',
  };
  gateway.answer(200, {
    data: [row, { ...row, id: 'dlv_2', finished_at: null }],
    next_cursor: 'bW9yZQ',
  });
  const choices = 'creates.replay_delivery.operation.inputFields.0.choices.perform';
  expect(await run(choices, { gateway: gateway.url })).toEqual({
    results: [
      { id: 'dlv_1', label: 'evt_1, failed 2026-11-03T13:00:00.000Z' },
      { id: 'dlv_2', label: 'evt_1, failed 2026-11-02T09:15:02.000Z' },
    ],
    paging_token: 'bW9yZQ',
  });
  expect(gateway.only.url).toBe('/v1/deliveries?status=failed&limit=100');
  gateway.answer(200, { data: [], next_cursor: null });
  await run(choices, { gateway: gateway.url, meta: { paging_token: 'bW9yZQ' } });
  expect(gateway.only.url).toBe('/v1/deliveries?status=failed&limit=100&cursor=bW9yZQ');
});
