import type { CapturedRequest } from '../../../src/definition/learn/captured.ts';
import { type LearnOptions, learnDefinition } from '../../../src/definition/learn/learn.ts';
import { AnswerError } from '../../../src/definition/learn/question.ts';
import { type JsonObject, sampleRecord } from '../../../src/index.ts';
import { compile, linesOf, payloadOf, recordOf } from './captured.ts';

const learn = (payloads: readonly object[], options: LearnOptions = {}, headers = {}) =>
  learnDefinition(
    payloads.map((payload) => ({ payload: payload as JsonObject, headers })),
    options,
  );
const fieldsOf = (...payloads: object[]): string[] =>
  linesOf(learn(payloads).definition.fields ?? []);

test('there must be a request', () => {
  expect(() => learnDefinition([])).toThrow(RangeError);
});

describe('several requests', () => {
  const event = (id: string, more: object = {}) => ({
    event: 'deal.won',
    account_uuid: 'b1',
    message_id: id,
    ...more,
  });

  test('what is the same in different events is no id', () => {
    const one = learn([event('m1')]).definition.identity;
    expect(one?.[0]?.parts).toEqual(['message_id']);
    const constant = learn([event('m1', { a: 1 }), event('m1', { a: 2 })]).definition.identity;
    expect(constant?.[0]?.parts).toEqual([{ text: 'content' }, { digestWithout: [] }]);
  });

  test('a retry among them changes nothing', () => {
    const different = [event('m1', { a: 1 }), event('m2', { a: 2 })];
    expect(learn([...different, different[0] ?? {}])).toEqual(learn(different));
  });

  test('what only some have is no identity, but a field', () => {
    const { definition } = learn([event('m1', { a: 1 }), { event: 'deal.lost', b: 'x' }]);
    expect(definition.identity).toHaveLength(1);
    expect(linesOf(definition.fields ?? [])).toEqual([
      'account_uuid | Account UUID | id | account_uuid',
      'message_id | Message ID | id | message_id',
      'a | A | integer | a',
      'b | B | string | b',
    ]);
  });

  test('a type fits the values of all of them', () => {
    expect(fieldsOf({ a: 1 }, { a: 1.5 })).toEqual(['a | A | number | a']);
    expect(fieldsOf({ a: 1 }, { a: '7' })).toEqual(['a | A | number | a']);
    expect(fieldsOf({ a: 1 }, { a: 'x' })).toEqual(['a | A | id | a']);
    expect(fieldsOf({ a: 'https://a.example' }, { a: 'none' })).toEqual(['a | A | string | a']);
    expect(fieldsOf({ a: 1, b: null }, { a: null, b: true })).toEqual([
      'a | A | integer | a',
      'b | B | boolean | b',
    ]);
  });

  test('what differs in kind is left out, and that is said', () => {
    const { definition, notes } = learn([
      { a: 1, b: 1 },
      { a: { c: 1 }, b: true },
    ]);
    expect(definition.fields).toEqual([]);
    expect(notes).toContain(
      'Left out (of different kinds in different requests): a. They are in raw.',
    );
    expect(notes).toContain('Left out (no type fits all their values): b. They are in raw.');
  });

  test('a header counts only if all requests have it', () => {
    const requests: CapturedRequest[] = [
      { payload: { a: 1 }, headers: { 'X-Acme-Event': 'won', 'x-acme-signature': 'a'.repeat(64) } },
      { payload: { a: 2 }, headers: { 'x-acme-signature': 'b'.repeat(64) } },
      { payload: { a: 3 } },
    ];
    const { definition } = learnDefinition(requests);
    expect(definition.eventType).toEqual({ text: 'event' });
    expect(definition.signature).toMatchObject({ header: 'x-acme-signature', encoding: 'hex' });
    expect(definition.id).toBe('acme');
  });
});

describe('the name', () => {
  test.each<[LearnOptions, object]>([
    [{}, { id: 'my-product', name: 'My Product' }],
    [{ name: 'Acme Alerts!' }, { id: 'acme-alerts', name: 'Acme Alerts!' }],
    [{ name: 'Ромашка' }, { id: 'my-product', name: 'Ромашка' }],
    [{ id: 'acme-crm' }, { id: 'acme-crm', name: 'Acme CRM' }],
    // These ids are not free.
    [{ name: 'Custom' }, { id: 'my-custom', name: 'Custom' }],
    [{ name: 'GitHub' }, { id: 'my-github', name: 'GitHub' }],
    [{ id: 'github' }, { id: 'github', name: 'GitHub' }],
    [
      { id: 'acme', name: ' Acme\n' },
      { id: 'acme', name: 'Acme' },
    ],
  ])('%j makes %j', (options, expected) => {
    expect(learn([{ a: 1 }], options).definition).toMatchObject(expected);
  });
});

test('of what is described already that is said', () => {
  const { notes } = learn([{ a: 1 }], {}, { 'x-shopify-topic': 'orders/create' });
  expect(notes).toContain(
    'Shopify is described already, as “shopify”: take that, unless you want another definition.',
  );
});

describe('what an id at the top is of', () => {
  const identityOf = (payload: object) => learn([payload]).definition.identity?.[0]?.parts;

  test('of the event, where the rest of it is beside an object', () => {
    const order = { event: 'order.paid', id: 7, created_at: '2026-04-25T14:30:00Z' };
    const { definition } = learn([{ ...order, order: { number: 'A-1' }, customer: { name: 'J' } }]);
    expect(definition.identity?.[0]?.parts).toEqual(['id']);
    expect(definition.common).toMatchObject({
      subject_id: 'order.number',
      subject_type: { when: { exists: 'order.number' }, use: { text: 'order' } },
    });
  });

  test('of the event, if it says so itself', () => {
    expect(identityOf({ type: 'paid', id: 'evt_12345678', total: 5 })).toEqual(['id']);
  });

  test.each([
    [{ event: 'order.updated', id: 7, total: 5 }],
    [{ event: 'order.updated', id: 7, total: 5, shipping: { city: 'Berlin' } }],
    [
      {
        event: 'order.updated',
        id: 7,
        customer: { name: 'Jane' },
        updated_at: '2026-04-25T14:30:00Z',
      },
    ],
  ])('else of an order, which has many events: %j', (payload) => {
    expect(identityOf(payload)).toEqual([{ text: 'content' }, { digestWithout: [] }]);
    expect(learn([payload]).definition.common).toMatchObject({ subject_id: 'id' });
  });

  test('a short header may be the same for all events', () => {
    const headers = { 'x-acme-webhook-id': '4', 'x-acme-signature': 'ab'.repeat(32) };
    const { definition } = learn([{ a: 1 }], {}, headers);
    expect(JSON.stringify(definition.identity)).not.toContain('x-acme-webhook-id');
  });
});

test('times in UTC that do not say so are read as such', () => {
  const payload = {
    event: 'order.paid',
    order: {
      number: 'A-1',
      paid_at_utc: '2026-04-25 14:30:00',
      updated_at_utc: '2026-04-25 15:00:00',
    },
    event_time: '2026-04-25T14:31:00 UTC',
  };
  const { definition } = learn([payload]);
  expect(definition.common?.occurred_at).toEqual({ of: 'event_time', steps: ['utc'] });
  expect(recordOf(compile(definition), payload)).toMatchObject({
    occurred_at: '2026-04-25T14:31:00.000Z',
    paid_at_utc: '2026-04-25T14:30:00.000Z',
    unreadable_fields: [],
  });
  const [type] = Object.keys(definition.events ?? {});
  expect(sampleRecord(compile(definition), type ?? '')).toMatchObject({
    paid_at_utc: '2026-04-25T14:30:00.000Z',
    unreadable_fields: [],
  });
});

test('a time that is called an id is not both', () => {
  const payload = { id: '2026-04-25T14:30:00Z' };
  const { common } = learn([payload], { answers: { 'common.occurred_at': 'id' } }).definition;
  expect(common).toEqual({ occurred_at: 'id' });
});

describe('the event type', () => {
  test.each<[object[], unknown]>([
    // What is always the same says less.
    [
      [
        { type: 'note', topic: 'a.b' },
        { type: 'note', topic: 'c.d' },
      ],
      'topic',
    ],
    [
      [{ type: 'cb', event: { type: 'msg' } }, { type: 'rate' }],
      ['event.type', 'type'],
    ],
    [[{ data: { object: { type: 'deep' } } }], { text: 'event' }],
    [[{ type: '3f2a9c1d5b7e8f60' }], { text: 'event' }],
    [[{ meta: { event_name: 'order_created' } }], 'meta.event_name'],
  ])('%j is at %j', (payloads, eventType) => {
    expect(learn(payloads).definition.eventType).toEqual(eventType);
  });
});

describe('questions', () => {
  const payload = { type: 'Deal', action: 'update', number: 7, ticket: 1777127412 };

  test('an answer is given back, and what follows from it changes', () => {
    const { questions, definition } = learn([payload]);
    expect(questions).toEqual([
      {
        about: 'eventType',
        question: 'Where does it say what kind of event it is?',
        options: [
          { answer: 'type + action', example: 'Deal.update' },
          { answer: 'type', example: 'Deal' },
        ],
        chosen: 'type + action',
      },
      {
        about: 'fields.ticket.type',
        question: 'Of which type is “Ticket” (ticket)?',
        options: ['integer', 'id', 'datetime'].map((answer) => ({ answer, example: '1777127412' })),
        chosen: 'integer',
      },
    ]);
    expect(linesOf(definition.fields ?? [])).toContain('type | Type | string | type');
    const answered = learn([payload], {
      answers: { eventType: 'type', 'fields.ticket.type': 'datetime' },
    });
    expect(answered.questions.map(({ chosen }) => chosen)).toEqual(['type', 'datetime']);
    expect(answered.definition.eventType).toBe('type');
    expect(linesOf(answered.definition.fields ?? [])).toEqual([
      'action | Action | string | action',
      'number | Number | id | number',
      'ticket | Ticket | datetime | ticket',
    ]);
  });

  test('all the options make a definition that reads the payload', () => {
    const { questions } = learn([payload]);
    for (const { about, options } of questions) {
      for (const { answer } of options) {
        const { definition } = learn([payload], { answers: { [about]: answer } });
        expect(recordOf(compile(definition), payload).unreadable_fields).toEqual([]);
      }
    }
  });

  test('an answer that is none says what there is', () => {
    const answering = (eventType: string) => () => learn([payload], { answers: { eventType } });
    expect(answering('tipe')).toThrow('"tipe" is no answer to eventType. Did you mean "type"?');
    expect(answering('colour of it')).toThrow('Choose one of: type + action, type.');
    expect(answering('')).toThrow(AnswerError);
  });

  test('an answer to nothing is not lost silently', () => {
    const { notes } = learn([payload], { answers: { identiti: 'id' } });
    expect(notes).toContain('The answer to identiti was not needed: nothing is asked about it.');
  });

  test('of many numbers that may be ids only some are asked about', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`n${'a'.repeat(at)}`, 1777127412]),
    );
    expect(learn([many]).questions).toHaveLength(8);
  });
});

describe('bounds', () => {
  test('more than 100 fields are left out, the deepest first', () => {
    const deep = Object.fromEntries(
      Array.from({ length: 80 }, (_, at) => [`in_${'x'.repeat(at)}`, 'v']),
    );
    const flat = Object.fromEntries(
      Array.from({ length: 90 }, (_, at) => [`at_${'x'.repeat(at)}`, 'v']),
    );
    const { definition, notes } = learn([{ deep, flat: 1, ...flat }]);
    expect(definition.fields).toHaveLength(100);
    expect(linesOf(definition.fields ?? []).filter((line) => / \| deep\./.test(line))).toHaveLength(
      9,
    );
    expect(notes.join()).toMatch(
      /Left out \(more than 100 fields\): deep\..* and 63 more\. They are in raw\./,
    );
  });

  test('deeper than six levels is left out', () => {
    const { definition, notes } = learn([{ a: { b: { c: { d: { e: { f: 1, g: { h: 2 } } } } } } }]);
    expect(linesOf(definition.fields ?? [])).toEqual([
      'b_c_d_e_f | B C D E F | integer | a.b.c.d.e.f',
    ]);
    expect(notes.at(-1)).toContain('Left out (deeper than 6 levels): a.b.c.d.e.g.h.');
  });

  test('keys that no path can name, or that objects inherit, are left out', () => {
    const payload = payloadOf(
      '{"constructor":1,"prototype":2,"a.b":3,"*":4," ":5,"toString":6,"length":7,"2024":8,"user_1234567":9}',
    );
    const { definition, notes } = learn([payload]);
    expect(linesOf(definition.fields ?? [])).toEqual([
      'to_string | To String | integer | toString',
      'length | Length | number | length',
    ]);
    expect(recordOf(compile(definition), payload)).toMatchObject({ to_string: 6, length: 7 });
    expect(notes.join('\n')).toContain('(keys that are ids themselves): 2024, user_1234567.');
  });

  test('an own __proto__ is left out too', () => {
    const payload = JSON.parse('{"__proto__":{"admin":true},"a":1}') as JsonObject;
    expect(fieldsOf(payload)).toEqual(['a | A | integer | a']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('what may be secret gets no field', () => {
    const { definition, notes } = learn([
      { apiKey: 'k', access_token: 't', password: 'p', tokens: 3 },
    ]);
    expect(linesOf(definition.fields ?? [])).toEqual(['tokens | Tokens | integer | tokens']);
    expect(notes.join()).toContain('(perhaps secret): apiKey, access_token, password.');
    expect(JSON.stringify({ definition, notes })).not.toMatch(/"[ktp]"/);
  });

  test('names never collide, with each other or with what every record has', () => {
    const payload = {
      provider: 'x',
      raw: 'y',
      a_b: 1,
      aB: 2,
      a: { b: 3 },
      'a-b': 4,
      Цена: 5,
      Вес: 6,
    };
    expect(fieldsOf(payload)).toEqual([
      'payload_provider | Payload Provider | string | provider',
      'payload_raw | Payload Raw | string | raw',
      'a_b | A B | integer | a_b',
      'payload_a_b | Payload A B | integer | aB',
      'b | B | integer | a.b',
      'a_b_2 | A B 2 | integer | a-b',
      'field | Цена | integer | Цена',
      'payload_field | Вес | integer | Вес',
    ]);
  });
});

test('equal requests give equal proposals', () => {
  const payload = { id: 'evt_123456', type: 'a.b', data: { n: 1, list: [{ x: 1 }, { y: 2 }] } };
  expect(learn([payload])).toEqual(learn([structuredClone(payload)]));
});
