import { TOKEN } from './support/leaks.ts';
import { COMMON_ITEM, eventOf, SIGGNAL_RECORD } from './support/records.ts';
import { TestServer } from './support/test-server.ts';
import { refusalOf, run } from './support/zapier.ts';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
afterAll(() => gateway.close());

type Input = Readonly<Record<string, unknown>>;

const perform = (what: string, input: Input): Promise<unknown> =>
  run(`${what}.operation.perform`, { gateway: gateway.url, input });

describe('Find Events', () => {
  const find = (input: Input) => perform('searches.find_events', input);

  test('with an empty form finds the latest 25, one item each', async () => {
    const older = { ...SIGGNAL_RECORD, event_id: 'evt_01jz' };
    gateway.answer(200, { data: [SIGGNAL_RECORD, older].map(eventOf), next_cursor: null });
    expect(await find({})).toEqual([
      COMMON_ITEM,
      { ...COMMON_ITEM, id: 'evt_01jz', event_id: 'evt_01jz' },
    ]);
    const { method, url, headers } = gateway.only;
    expect([method, url, headers.authorization]).toEqual([
      'GET',
      '/v1/events?limit=25',
      `Bearer ${TOKEN}`,
    ]);
  });

  test('asks for all that the form says, times in UTC', async () => {
    gateway.answer(200, { data: [], next_cursor: null });
    const input = {
      event_types: 'signal, signal.promoted',
      priority_at_least: 'High',
      filter_field: 'company_name',
      filter_op: 'contains',
      filter_value: 'Acme',
      words: ' tender ',
      since: '2026-04-25T14:30:00+03:00',
      until: '2026-04-26',
      most_events: '3',
    };
    expect(await find(input)).toEqual([]);
    expect([...gateway.only.query]).toEqual([
      ['limit', '3'],
      ['event_type', 'signal'],
      ['event_type', 'signal.promoted'],
      [
        'filter',
        '[{"field":"priority","op":"gte","value":"high"},{"field":"company_name","op":"contains","value":"Acme"}]',
      ],
      ['since', '2026-04-25T11:30:00.000Z'],
      ['until', '2026-04-26T00:00:00.000Z'],
      ['q', 'tender'],
    ]);
  });

  test('gathers as many as were asked for over several pages', async () => {
    const row = (at: number) => eventOf({ ...SIGGNAL_RECORD, event_id: `evt_${at}` });
    const pages: Record<string, unknown> = {
      first: { data: [1].map(row), next_cursor: 'c2Vjb25k' },
      c2Vjb25k: { data: [2, 3, 4].map(row), next_cursor: 'dGhpcmQ' },
    };
    gateway.seen.length = 0;
    gateway.reply = ({ query }) => ({ status: 200, body: pages[query.get('cursor') ?? 'first'] });
    const found = (await find({ most_events: 3 })) as readonly { readonly id: string }[];
    expect(found.map(({ id }) => id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
  });

  test.each([
    [{ most_events: 0 }, 'Most Events must be a whole number from 1 to 100.'],
    [{ most_events: 101 }, 'Most Events must be a whole number from 1 to 100.'],
    [{ most_events: 'all' }, 'Most Events must be a whole number from 1 to 100.'],
    [
      { since: 'yesterday' },
      'Received Since must be a date and time, such as 2026-04-25T14:30:00Z.',
    ],
    [
      { until: {}, since: 'x' },
      'Received Since must be a date and time, such as 2026-04-25T14:30:00Z.',
    ],
  ])('with %j says what to enter', async (input, message) => {
    gateway.answer(500, '');
    expect(await refusalOf(find(input))).toEqual({ kind: 'AppError', status: 400, message });
    expect(gateway.seen).toEqual([]);
  });
});

describe('Replay Events Since', () => {
  const replay = (input: Input) =>
    perform('creates.replay_events_since', { subscription_id: 'sub_1', ...input });
  const REPLAY = {
    id: 'rpl_1',
    subscription_id: 'sub_1',
    status: 'running',
    since: '2026-04-24T00:00:00.000Z',
    until: '2026-04-25T14:30:00.000Z',
    events: 0,
    created_at: '2026-04-25T14:30:00.000Z',
  };

  test('replays what a subscriber has missed', async () => {
    gateway.answer(200, { replay: REPLAY, count: null });
    const { events: _events, ...item } = REPLAY;
    expect(await replay({ since: '2026-04-24' })).toEqual(item);
    const { method, url, body } = gateway.only;
    expect([method, url, JSON.parse(body)]).toEqual([
      'POST',
      '/v1/replays',
      {
        subscription_id: 'sub_1',
        since: '2026-04-24T00:00:00.000Z',
        states: ['failed', 'never_sent'],
      },
    ]);
  });

  test('replays what was chosen, up to a time', async () => {
    gateway.answer(200, { replay: REPLAY, count: null });
    await replay({
      since: '2026-04-24',
      until: '2026-04-25T00:00:00Z',
      states: ['delivered', 'x'],
    });
    expect(JSON.parse(gateway.only.body)).toEqual({
      subscription_id: 'sub_1',
      since: '2026-04-24T00:00:00.000Z',
      until: '2026-04-25T00:00:00.000Z',
      states: ['delivered'],
    });
  });

  test('says what the gateway says', async () => {
    gateway.refuse(404, 'subscription_not_found', 'There is no such subscription.');
    expect((await refusalOf(replay({ since: '2026-04-24' }))).message).toBe(
      'There is no such subscription.',
    );
    gateway.answer(200, { replay: null, count: null });
    expect((await refusalOf(replay({ since: '2026-04-24' }))).message).toBe(
      'The gateway has started no replay. Try again.',
    );
    gateway.answer(500, '');
    expect((await refusalOf(replay({ since: '' }))).message).toBe(
      'Received Since must be a date and time, such as 2026-04-25T14:30:00Z.',
    );
    expect(gateway.seen).toEqual([]);
  });
});

describe('Send Test Event', () => {
  const send = (id: unknown = ' sub_1 ') =>
    perform('creates.send_test_event', { subscription_id: id });
  const RESULT = { delivered: true, duration_ms: 84.5, http_status: 200, error: null };

  test('sends one to the subscriber, and tells what came of it', async () => {
    gateway.answer(200, { ...RESULT, response: 'ok' });
    expect(await send()).toEqual({ id: 'sub_1', ...RESULT });
    const { method, url } = gateway.only;
    expect([method, url]).toEqual(['POST', '/v1/subscriptions/sub_1/test']);
  });

  test('is no failure where the subscriber does not take it', async () => {
    const refused = { delivered: false, duration_ms: 3, http_status: null, error: 'refused' };
    gateway.answer(200, { ...refused, response: null });
    expect(await send()).toEqual({ id: 'sub_1', ...refused });
  });

  test('of a subscription that has ended says so', async () => {
    const detail = 'The subscription has ended; nothing is sent to it.';
    gateway.refuse(409, 'conflict', detail);
    expect((await refusalOf(send())).message).toBe(detail);
  });
});

test('subscriptions are chosen by name, status and day, page by page', async () => {
  const row = {
    id: 'sub_1',
    name: 'Zapier: New Signal',
    status: 'active',
    created_at: '2026-11-02T09:15:02.000Z',
  };
  for (const action of ['replay_events_since', 'send_test_event']) {
    gateway.answer(200, {
      data: [row, { ...row, id: 'sub_2', name: '', status: 'disabled' }],
      next_cursor: 'bW9yZQ',
    });
    const choices = `creates.${action}.operation.inputFields.0.choices.perform`;
    expect(await run(choices, { gateway: gateway.url, meta: { paging_token: 'bGFzdA' } })).toEqual({
      results: [
        { id: 'sub_1', label: 'Zapier: New Signal, active, made 2026-11-02' },
        { id: 'sub_2', label: 'sub_2, disabled, made 2026-11-02' },
      ],
      paging_token: 'bW9yZQ',
    });
    expect(gateway.only.url).toBe('/v1/subscriptions?limit=100&cursor=bGFzdA');
  }
});
