import { PROVIDERS, triggersOf } from '@signal-hooks/catalogue';
import { SECRET, TOKEN } from './support/leaks.ts';
import { TestServer } from './support/test-server.ts';
import { refusalOf, run } from './support/zapier.ts';

/** `zapier-` and the first 16 digits of the token's SHA-256, by openssl. */
const GROUP = 'zapier-242f2d5e0c30502a';
const TARGET = 'https://hooks.zapier.com/hooks/standard/123/abc/';

let gateway: TestServer;
beforeAll(async () => {
  gateway = await TestServer.start();
});
afterAll(() => gateway.close());

const method = (key: string, what: string): string => `triggers.${key}.operation.${what}`;

const subscribe = (key: string, input: Readonly<Record<string, unknown>> = {}) => {
  gateway.answer(201, {
    id: 'sub_01new',
    name: 'Zapier',
    target_url: TARGET,
    format: 'flat',
    status: 'active',
    secret: SECRET,
  });
  return run(method(key, 'performSubscribe'), {
    gateway: gateway.url,
    targetUrl: TARGET,
    subscribeData: null,
    input,
  });
};

/** The body that a form leads to. */
const bodyOf = async (key: string, input: Readonly<Record<string, unknown>>) => {
  await subscribe(key, input);
  return JSON.parse(gateway.only.body);
};
const filterOf = async (input: Readonly<Record<string, unknown>>, key = 'new_signal') =>
  (await bodyOf(key, input)).filter;

describe('subscribing', () => {
  test('keeps what deliveries are checked and the subscription is ended with, and no more', async () => {
    expect(await subscribe('new_signal')).toEqual({ id: 'sub_01new', secret: SECRET });
  });

  test('with an empty form asks for everything', async () => {
    expect(await bodyOf('new_signal', {})).toEqual({
      name: 'Zapier: New Signal',
      target_url: 'https://hooks.zapier.com/hooks/standard/123/abc/',
      source_id: null,
      provider: null,
      event_types: [],
      filter: [],
      format: 'flat',
      max_per_second: 1.5,
      rate_group: GROUP,
      fixed_secret: true,
      replace: true,
    });
    const { method: verb, url, headers } = gateway.only;
    expect([verb, url, headers.authorization]).toEqual([
      'POST',
      '/v1/subscriptions',
      `Bearer ${TOKEN}`,
    ]);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('with a full form asks for just that', async () => {
    expect(
      await bodyOf('signals_event', {
        source_id: 'src_01a',
        event_types: ['user.created', 'role.updated'],
        priority_at_least: 'high',
        filter_field: 'user_email',
        filter_op: 'contains',
        filter_value: '@example.com',
        events_per_second: 12.5,
      }),
    ).toEqual({
      name: 'Zapier: New SIGNALS Event',
      target_url: 'https://hooks.zapier.com/hooks/standard/123/abc/',
      source_id: 'src_01a',
      provider: 'signals',
      event_types: ['user.created', 'role.updated'],
      filter: [
        { field: 'priority', op: 'gte', value: 'high' },
        { field: 'user_email', op: 'contains', value: '@example.com' },
      ],
      format: 'flat',
      max_per_second: 12.5,
      rate_group: GROUP,
      fixed_secret: true,
      replace: true,
    });
  });

  test.each(Object.values(PROVIDERS))(
    'the trigger of $name asks for its events',
    async (provider) => {
      const { key, label } = triggersOf(provider)[0];
      expect(await bodyOf(key, {})).toMatchObject({
        ...{ name: `Zapier: ${label}`, provider: provider.id, source_id: null },
      });
    },
  );

  test.each([
    ['signal_ark_play_match', 'New Play Match', 'signal-ark', 'signal.play_matched'],
    ['signals_user_deactivated', 'New User Deactivated', 'signals', 'user.deactivated'],
    ['salesiq_missed_chat', 'New Missed Chat', 'salesiq', 'conversation.missed'],
    ['salesiq_chat_rating', 'New Chat Rating', 'salesiq', 'conversation.rated'],
  ])('%s asks for that kind of events, whatever the form says', async (key, label, ...expected) => {
    const [provider, type] = expected;
    expect(await bodyOf(key, { event_types: ['tag.created'] })).toMatchObject({
      ...{ name: `Zapier: ${label}`, provider, event_types: [type], filter: [] },
    });
  });

  test('a trigger for alerts asks for those of its rules, and for what the form adds', async () => {
    const input = { filter_field: 'subject_name', filter_op: 'eq', filter_value: 'CRM' };
    const added = { field: 'subject_name', op: 'eq', value: 'CRM' };
    expect(await bodyOf('alerts_failed_delivery', input)).toMatchObject({
      provider: 'alerts',
      event_types: ['alert.opened'],
      filter: [
        {
          field: 'alert_rule',
          op: 'in',
          value: ['subscription_failing', 'subscription_disabled'],
        },
        added,
      ],
    });
    expect(await bodyOf('alerts_rejected_request', {})).toMatchObject({
      provider: 'alerts',
      event_types: ['alert.opened'],
      filter: [{ field: 'alert_rule', op: 'eq', value: 'source_rejecting' }],
    });
    expect(await bodyOf('alerts_alert', {})).toMatchObject({
      ...{ name: 'Zapier: New Alert', provider: 'alerts', event_types: [], filter: [] },
    });
  });

  test('where the gateway refuses the filter beside a trigger’s own, the form’s fields are named', async () => {
    gateway.refuse(422, 'invalid_request', 'The request has invalid values.', {
      fields: [{ path: 'filter.1.field', message: 'There is no such field.' }],
    });
    const input = { filter_field: 'nonsense', filter_op: 'eq', filter_value: 'x' };
    const call = run(method('alerts_rejected_request', 'performSubscribe'), {
      ...{ gateway: gateway.url, targetUrl: TARGET, subscribeData: null, input },
    });
    expect((await refusalOf(call)).message).toBe(
      'The request has invalid values. Filter Field: There is no such field.',
    );
  });

  test('takes what an earlier step has made for text', async () => {
    const typed = {
      source_id: null,
      event_types: 'user.created, role.updated',
      filter_field: 'user_is_admin',
      filter_op: 'eq',
      filter_value: true,
      events_per_second: '2',
    };
    expect(await bodyOf('signals_event', typed)).toMatchObject({
      source_id: null,
      event_types: ['user.created', 'role.updated'],
      filter: [{ field: 'user_is_admin', op: 'eq', value: true }],
      max_per_second: 2,
    });
    const score = (value: unknown, op = 'gte') =>
      filterOf({ filter_field: 'score', filter_op: op, filter_value: value });
    expect(await score(80)).toEqual([{ field: 'score', op: 'gte', value: 80 }]);
    expect(await score([1, '2.5'], 'in')).toEqual([{ field: 'score', op: 'in', value: [1, 2.5] }]);
    expect(await filterOf({ event_types: null, filter_value: [], priority_at_least: 0 })).toEqual([
      { field: 'priority', op: 'gte', value: '0' },
    ]);
  });

  test.each([0, -1, 26, 'fast', 'Infinity'])('a rate of %s is refused', async (rate) => {
    expect(await refusalOf(subscribe('new_signal', { events_per_second: rate }))).toEqual({
      kind: 'AppError',
      status: 400,
      message: 'Events per Second must be a number above 0, and 25 at most.',
    });
    expect(gateway.seen).toEqual([]);
  });

  test.each([
    ['new_signal', 'Priority at Least'],
    ['sigsentry_analysis', 'Severity at Least'],
  ])('what the gateway refuses is named as in the form of %s', async (key, label) => {
    gateway.refuse(422, 'invalid_request', 'The request has invalid values.', {
      fields: [
        { path: 'filter.0.value', message: 'Give one of critical, high, medium, low, info.' },
        { path: 'filter.1.value', message: 'Give a date such as 2026-04-25.' },
        { path: 'filter.1.op', message: 'For this field op must be one of eq, ne.' },
        { path: 'filter.1', message: 'A condition is an object.' },
        { path: 'max_per_second', message: 'Give less.' },
      ],
    });
    const input = {
      ...{ priority_at_least: 'urgent', filter_field: 'occurred_at' },
      ...{ filter_op: 'gt', filter_value: '2026-05-01' },
    };
    const call = run(method(key, 'performSubscribe'), { gateway: gateway.url, input });
    expect((await refusalOf(call)).message).toBe(
      `The request has invalid values. ${label}: Give one of critical, high, medium, low, info. Filter Value: Give a date such as 2026-04-25. Filter Condition: It does not fit the field. Choose another. Filter Value: A condition is an object. Events per Second: Give less.`,
    );
  });

  test('empty fields count as left out', async () => {
    const empty = {
      source_id: '',
      event_types: [],
      priority_at_least: '',
      filter_field: '',
      filter_op: '',
      filter_value: '',
    };
    expect(await bodyOf('new_signal', empty)).toMatchObject({
      source_id: null,
      event_types: [],
      filter: [],
    });
  });

  test('text that looks like a template of Zapier’s is sent as it is', async () => {
    const input = {
      filter_field: 'title',
      filter_op: 'contains',
      filter_value: '{{name}} 50 % «ООО»',
    };
    expect(await filterOf(input)).toEqual([
      { field: 'title', op: 'contains', value: '{{name}} 50 % «ООО»' },
    ]);
  });
});

describe('a condition', () => {
  const condition = (field: string, op: string, value: string, key = 'new_signal') =>
    filterOf({ filter_field: field, filter_op: op, filter_value: value }, key);

  test.each(['critical', 'high', 'medium', 'low', 'info'])(
    'priority at least %s',
    async (value) => {
      expect(await filterOf({ priority_at_least: value })).toEqual([
        { field: 'priority', op: 'gte', value },
      ]);
    },
  );

  test.each([
    ['text: is', 'company_name', 'eq', 'Acme Corp', 'Acme Corp'],
    ['text: is not', 'company_name', 'ne', 'Acme, Inc.', 'Acme, Inc.'],
    ['text: contains', 'title', 'contains', ' 25 ', '25'],
    ['text: starts with', 'company_domain', 'starts_with', 'acme', 'acme'],
    ['text: one of', 'company_name', 'in', 'Acme Corp, Globex ,, 7', ['Acme Corp', 'Globex', '7']],
    ['id: is, with its zeros', 'company_tax_id', 'eq', '0701234567', '0701234567'],
    ['id: one of', 'subject_id', 'in', '1,002', ['1', '002']],
    ['link: starts with', 'url', 'starts_with', 'https://', 'https://'],
    ['e-mail: is', 'contact_email', 'eq', 'a@example.com', 'a@example.com'],
    ['phone: starts with', 'contact_phone', 'starts_with', '+7', '+7'],
    ['priority: is', 'priority', 'eq', 'low', 'low'],
    ['priority: as people write it', 'priority', 'eq', ' High ', 'high'],
    ['priority: at most', 'priority', 'lte', 'medium', 'medium'],
    ['priority: one of', 'priority', 'in', 'Low, info', ['low', 'info']],
    ['time: after', 'occurred_at', 'gt', '2026-11-01', '2026-11-01'],
    ['time: until', 'occurred_at', 'lte', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z'],
    ['number: is', 'score', 'eq', '87', 87],
    ['number: is not', 'score', 'ne', '0', 0],
    ['number: more than', 'score', 'gt', ' 80.5 ', 80.5],
    ['number: at least', 'score', 'gte', '-1', -1],
    ['number: less than', 'score', 'lt', '1e3', 1000],
    ['number: at most', 'score', 'lte', '0.5', 0.5],
    ['number: one of', 'score', 'in', '1, 2.5', [1, 2.5]],
    ['list: contains', 'contacts', 'contains', 'Anna', 'Anna'],
  ])('%s', async (_what, field, op, value, sent) => {
    expect(await condition(field, op, value)).toEqual([{ field, op, value: sent }]);
  });

  test.each([
    ['whole number', 'signal_ark_event', 'account_employee_count', 'gte', '100', 100],
    ['boolean: yes', 'signals_event', 'user_is_admin', 'eq', 'true', true],
    ['boolean: no', 'signals_event', 'user_is_admin', 'eq', ' False ', false],
    ['boolean: not yes', 'signals_event', 'user_is_admin', 'ne', 'TRUE', true],
    ['boolean in words', 'salesiq_event', 'is_enabled', 'eq', 'Yes', true],
    ['boolean in words: no', 'salesiq_event', 'is_enabled', 'eq', 'no', false],
    ['boolean as Zapier’s own apps write it', 'salesiq_event', 'is_enabled', 'eq', '1', true],
    ['number between 0 and 1', 'sigsentry_analysis', 'confidence', 'gt', '0.8', 0.8],
    ['text of a provider', 'siggnal_signal', 'signal_type', 'eq', 'tender', 'tender'],
  ])('a field of a provider, %s', async (_what, key, field, op, value, sent) => {
    expect(await condition(field, op, value, key)).toEqual([{ field, op, value: sent }]);
  });

  test.each([
    ['without a value', undefined, true],
    ['empty', '', true],
    ['true', 'true', true],
    ['no', 'No', false],
    ['false', ' FALSE ', false],
  ])('has a value: %s', async (_what, value, sent) => {
    const input = { filter_field: 'contact_email', filter_op: 'exists', filter_value: value };
    expect(await filterOf(input)).toEqual([{ field: 'contact_email', op: 'exists', value: sent }]);
  });

  test.each([
    ['a field alone', { filter_field: 'title' }],
    ['an op alone', { filter_op: 'eq' }],
    ['a value alone', { filter_value: 'x' }],
    ['no value', { filter_field: 'title', filter_op: 'eq' }],
    ['no op', { filter_field: 'title', filter_value: 'x' }],
    ['no field', { filter_op: 'eq', filter_value: 'x' }],
    ['no field to have a value', { filter_op: 'exists' }],
  ])('that is incomplete is refused before anything is sent: %s', async (_what, input) => {
    const message =
      'Fill in Filter Field, Filter Condition and Filter Value, or leave all three empty.';
    for (const what of ['performSubscribe', 'performList']) {
      gateway.answer(200, { data: [], next_cursor: null });
      const call = run(method('new_signal', what), {
        gateway: gateway.url,
        targetUrl: TARGET,
        input,
      });
      expect(await refusalOf(call)).toEqual({ kind: 'AppError', status: 400, message });
      expect(gateway.seen).toEqual([]);
    }
  });

  test.each([
    [
      'a number',
      'new_signal',
      'score',
      'gt',
      'high',
      'Filter Value must be a number such as 80 or 0.5 for the field Score.',
    ],
    [
      'a number with a comma',
      'new_signal',
      'score',
      'gt',
      '0,5',
      'Filter Value must be a number such as 80 or 0.5 for the field Score.',
    ],
    [
      'one of several numbers',
      'new_signal',
      'score',
      'in',
      '1, two',
      'Filter Value must be 1 to 100 values separated by commas, each a number such as 80 or 0.5 for the field Score.',
    ],
    [
      'yes or no',
      'signals_event',
      'user_is_admin',
      'eq',
      'maybe',
      'Filter Value must be true or false for the field User Is Admin.',
    ],
    [
      'at least one value',
      'new_signal',
      'title',
      'in',
      ' , ',
      'Fill in Filter Field, Filter Condition and Filter Value, or leave all three empty.',
    ],
  ])(
    'needs %s, and says so before anything is sent',
    async (_what, key, field, op, value, message) => {
      const input = { filter_field: field, filter_op: op, filter_value: value };
      expect(await refusalOf(subscribe(key, input))).toEqual({
        kind: 'AppError',
        status: 400,
        message,
      });
      expect(gateway.seen).toEqual([]);
    },
  );
});

describe('unsubscribing', () => {
  const unsubscribe = (subscribeData?: Readonly<Record<string, unknown>> | null) =>
    run(method('siggnal_signal', 'performUnsubscribe'), {
      gateway: gateway.url,
      targetUrl: TARGET,
      ...(subscribeData === undefined ? {} : { subscribeData }),
    });

  test('ends the subscription', async () => {
    gateway.answer(204, '');
    expect(await unsubscribe()).toEqual({ id: 'sub_01zap' });
    const { method: verb, url, headers, body } = gateway.only;
    expect([verb, url, headers.authorization, body]).toEqual([
      'DELETE',
      '/v1/subscriptions/sub_01zap',
      `Bearer ${TOKEN}`,
      '',
    ]);
  });

  test('is done if the gateway no longer knows it', async () => {
    gateway.refuse(404, 'subscription_not_found', 'There is no such subscription.');
    await unsubscribe();
    expect(gateway.seen).toHaveLength(1);
  });

  test('is not done because something else knows no such address', async () => {
    gateway.answer(404, '<h1>Not Found</h1>');
    expect(await refusalOf(unsubscribe())).toMatchObject({ kind: 'AppError', status: 404 });
    gateway.answer(200, {});
    expect(await refusalOf(unsubscribe())).toMatchObject({ kind: 'AppError', status: 200 });
  });

  test.each([
    ['nothing was kept', null],
    ['no id was kept', { secret: SECRET }],
    ['the id is empty', { id: '', secret: SECRET }],
    ['the id is null', { id: null }],
  ])('does nothing if %s', async (_what, subscribeData) => {
    gateway.answer(500, '');
    expect(await unsubscribe(subscribeData)).toEqual({});
    expect(gateway.seen).toEqual([]);
  });

  test('an odd id cannot lead elsewhere', async () => {
    gateway.answer(204, '');
    await unsubscribe({ id: '../sources/src_01a?x=1' });
    expect(gateway.only.url).toBe('/v1/subscriptions/..%2Fsources%2Fsrc_01a%3Fx%3D1');
  });

  test('says what is wrong if the token no longer works', async () => {
    gateway.refuse(401, 'token_expired', 'The bearer token has expired.');
    expect((await refusalOf(unsubscribe())).kind).toBe('ExpiredAuthError');
  });

  test('says what is wrong if the gateway fails', async () => {
    gateway.refuse(500, 'internal', 'Something went wrong inside the gateway.');
    expect(await refusalOf(unsubscribe())).toMatchObject({ kind: 'AppError', status: 500 });
  });
});
