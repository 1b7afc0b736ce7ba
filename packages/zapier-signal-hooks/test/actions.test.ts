import { TOKEN } from './support/leaks.ts';
import { COMMON_ITEM, eventOf, SIGGNAL_RECORD } from './support/records.ts';
import { TestServer } from './support/test-server.ts';
import { refusalOf, run } from './support/zapier.ts';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
afterAll(() => gateway.close());

describe('Find Event', () => {
  const find = (input: Readonly<Record<string, unknown>>) =>
    run('searches.find_event.operation.perform', { gateway: gateway.url, input });

  test('by its id', async () => {
    gateway.answer(200, eventOf(SIGGNAL_RECORD));
    expect(await find({ event_id: ' evt_01ka ' })).toEqual([COMMON_ITEM]);
    const { method, url, headers } = gateway.only;
    expect([method, url, headers.authorization]).toEqual([
      'GET',
      '/v1/events/evt_01ka',
      `Bearer ${TOKEN}`,
    ]);
  });

  test('by an id that is not known finds nothing, and that is no failure', async () => {
    gateway.refuse(404, 'event_not_found', 'There is no such event.');
    expect(await find({ event_id: 'evt_gone' })).toEqual([]);
  });

  test('by an id that would lead elsewhere finds nothing', async () => {
    gateway.refuse(404, 'event_not_found', 'There is no such event.');
    expect(await find({ event_id: '../sources?x=#' })).toEqual([]);
    expect(gateway.only.url).toBe('/v1/events/..%2Fsources%3Fx%3D%23');
  });

  test('by a field finds the latest', async () => {
    gateway.answer(200, { data: [eventOf(SIGGNAL_RECORD)], next_cursor: 'bW9yZQ' });
    expect(await find({ field: 'company_tax_id', value: '0701234567' })).toEqual([COMMON_ITEM]);
    const { path, query } = gateway.only;
    expect([path, [...query]]).toEqual([
      '/v1/events',
      [
        ['limit', '100'],
        ['filter', '[{"field":"company_tax_id","op":"contains","value":"0701234567"}]'],
      ],
    ]);
  });

  test.each([
    ['another case, and blanks', 'company_name', ' ооо  «РОМАШКА» ', 'ооо «ромашка»'],
    ['a number', 'company_tax_id', 701234567, '701234567', '701234567'],
    ['blanks within', 'company_tax_id', '0701 234 567', '0701234567'],
    [
      'the address of a website',
      'company_domain',
      'https://www.Romashka.example/about?x#y',
      'romashka.example',
    ],
    ['a host with www.', 'company_domain', 'WWW.ROMASHKA.EXAMPLE.', 'romashka.example'],
    [
      'a website where the record has a host',
      'company_domain',
      'romashka.example',
      'romashka.example',
      'https://www.romashka.example/',
    ],
    [
      'another case of the address',
      'contact_email',
      ' Anna@Romashka.Example ',
      'anna@romashka.example',
    ],
    ['the second contact', 'contact_email', 'pavel@romashka.example', 'pavel@romashka.example'],
    ['another case of an ID', 'subject_id', ' SIG_000007', 'sig_000007'],
  ])('finds it by %s', async (_what, field, value, sent, ...more) => {
    const [cell] = more;
    const [first, second] = SIGGNAL_RECORD.contacts;
    const contacts = [first, { ...second, email: 'pavel@romashka.example' }];
    const record = {
      ...SIGGNAL_RECORD,
      contacts,
      ...(cell === undefined ? {} : { [field]: cell }),
    };
    gateway.answer(200, { data: [eventOf(record)], next_cursor: null });
    expect(await find({ field, value })).toMatchObject([{ id: 'evt_01ka' }]);
    const searched = field === 'contact_email' ? 'contacts' : field;
    expect(JSON.parse(gateway.only.query.get('filter') ?? '')).toEqual([
      { field: searched, op: 'contains', value: sent },
    ]);
  });

  test('does not take what only contains the value', async () => {
    gateway.answer(200, { data: [eventOf(SIGGNAL_RECORD)], next_cursor: null });
    for (const [field, value] of [
      ['company_name', 'Ромашка'],
      ['company_domain', 'ashka.example'],
      ['contact_email', 'Anna'],
      ['subject_id', 'sig_00'],
    ]) {
      expect(await find({ field, value })).toEqual([]);
    }
  });

  test('takes what an earlier step has made for text', async () => {
    gateway.refuse(404, 'event_not_found', 'There is no such event.');
    expect(await find({ event_id: 12 })).toEqual([]);
    for (const input of [
      { event_id: null, field: null, value: [] },
      { field: true, value: {} },
    ]) {
      expect((await refusalOf(find(input))).message).toMatch(/^Give an event ID/);
    }
  });

  test('names the field of the form where the gateway refuses the value', async () => {
    gateway.refuse(422, 'invalid_request', 'The request has invalid values.', {
      fields: [{ path: 'filter.0.value', message: 'Give a text of 1 to 500 characters.' }],
    });
    expect(await refusalOf(find({ field: 'company_name', value: 'x'.repeat(501) }))).toMatchObject({
      message: 'The request has invalid values. Value: Give a text of 1 to 500 characters.',
    });
  });

  test('by a field finds nothing where nothing fits', async () => {
    gateway.answer(200, { data: [], next_cursor: null });
    expect(await find({ field: 'contact_email', value: 'nobody@example.com' })).toEqual([]);
  });

  test('by a field looks further back than one page: the gateway looks at 1000 events each', async () => {
    const pages: Record<string, unknown> = {
      first: { data: [], next_cursor: 'c2Vjb25k' },
      c2Vjb25k: { data: [eventOf(SIGGNAL_RECORD)], next_cursor: 'dGhpcmQ' },
    };
    gateway.seen.length = 0;
    gateway.reply = ({ query }) => ({ status: 200, body: pages[query.get('cursor') ?? 'first'] });
    expect(await find({ field: 'company_name', value: 'ООО «Ромашка»' })).toEqual([COMMON_ITEM]);
    expect(gateway.seen).toHaveLength(2);
  });

  test.each([
    ['nothing', {}],
    ['spaces', { event_id: '  ' }],
    ['a field alone', { field: 'company_name' }],
    ['a value alone', { value: 'Acme' }],
    ['an empty value', { field: 'company_name', value: '' }],
  ])('with %s says what is missing', async (_what, input) => {
    gateway.answer(500, '');
    expect(await refusalOf(find(input))).toEqual({
      kind: 'AppError',
      status: 400,
      message: 'Give an event ID, or both a field and a value.',
    });
    expect(gateway.seen).toEqual([]);
  });
});

describe('Replay Delivery', () => {
  const replay = (id: unknown = 'dlv_1') =>
    run('creates.replay_delivery.operation.perform', {
      gateway: gateway.url,
      input: { delivery_id: id },
    });

  test('makes a delivery once more and tells how it stands', async () => {
    gateway.answer(200, {
      id: 'dlv_1',
      event_id: 'evt_1',
      subscription_id: 'sub_1',
      status: 'pending',
      attempt_count: 8,
      due_at: '2026-11-03T14:00:00.000Z',
      created_at: '2026-11-02T09:15:02.000Z',
      finished_at: null,
      attempts: [{ number: 1, at: '2026-11-02T09:15:02.000Z', error: 'timeout' }],
    });
    expect(await replay(' dlv_1 ')).toEqual({
      id: 'dlv_1',
      event_id: 'evt_1',
      subscription_id: 'sub_1',
      status: 'pending',
      attempt_count: 8,
      created_at: '2026-11-02T09:15:02.000Z',
      finished_at: null,
    });
    const { method, url, headers, body } = gateway.only;
    expect([method, url, headers.authorization, body]).toEqual([
      'POST',
      '/v1/deliveries/dlv_1/replay',
      `Bearer ${TOKEN}`,
      '{}',
    ]);
  });

  test('of one that is under way says so', async () => {
    const detail = 'The delivery is still pending; it needs no replay.';
    gateway.refuse(409, 'conflict', detail);
    expect(await refusalOf(replay())).toEqual({ kind: 'AppError', status: 409, message: detail });
  });

  test('of one whose Zap is off says so', async () => {
    const detail = 'The subscription has ended; nothing is sent to it.';
    gateway.refuse(409, 'conflict', detail);
    expect(await refusalOf(replay())).toEqual({ kind: 'AppError', status: 409, message: detail });
  });

  test('of one that is not there says so', async () => {
    gateway.refuse(404, 'delivery_not_found', 'There is no such delivery.');
    expect((await refusalOf(replay('dlv_gone'))).message).toBe('There is no such delivery.');
  });

  test('with a token that may not says which scope it lacks', async () => {
    const detail = 'The bearer token lacks the scope "deliveries:write".';
    gateway.refuse(
      403,
      'forbidden',
      detail,
      {},
      {
        'www-authenticate':
          'Bearer realm="signal-hooks", error="insufficient_scope", scope="deliveries:write"',
      },
    );
    expect(await refusalOf(replay())).toEqual({
      kind: 'AppError',
      status: 403,
      message:
        'The API token lacks the scope deliveries:write. Make one at the gateway that has it and reconnect.',
    });
  });

  test('by an id that would lead elsewhere reaches nothing', async () => {
    gateway.refuse(404, 'not_found', 'There is nothing at this address.');
    await refusalOf(replay('../../v1/sources/src_1/test?'));
    expect(gateway.only.url).toBe('/v1/deliveries/..%2F..%2Fv1%2Fsources%2Fsrc_1%2Ftest%3F/replay');
  });
});
