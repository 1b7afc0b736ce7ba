import fc from 'fast-check';

/** Names that bodies have, and names that everything inherits. */
const KEYS = [
  ...['a', 'b', 'id', 'type', 'items', '0', '1', '*'],
  ...['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'length', 'then'],
];
const key = fc.constantFrom(...KEYS);
const path = fc.oneof(
  { weight: 9, arbitrary: fc.array(key, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 3 }) },
);
const dotted = path.map((steps) => steps.join('.') || 'a');
const header = fc.constantFrom('x-event', 'x-id', 'content-type', 'constructor');
const word = fc.oneof(fc.constantFrom(...KEYS), fc.string({ minLength: 1, maxLength: 10 }));

/** Expressions and conditions, mostly such as the schema allows. */
const { expression, condition } = fc.letrec<{ expression: unknown; condition: unknown }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    dotted,
    fc.record({ text: word }),
    fc.record({ header }),
    fc.record({ header, believe: fc.array(word, { maxLength: 3 }) }),
    fc.array(tie('expression'), { maxLength: 3 }),
    fc.record({
      of: tie('expression'),
      steps: fc.array(
        fc.oneof(
          fc.constantFrom('trim', 'lower', 'host', 'utc'),
          fc.record({ firstWord: word }),
          fc.record({ lastWord: word }),
        ),
        { maxLength: 3 },
      ),
    }),
    fc.record({ join: fc.array(tie('expression'), { maxLength: 3 }), with: fc.constant(' ') }),
    fc.record({
      each: fc.array(dotted, { minLength: 1, maxLength: 2 }),
      read: tie('expression'),
      with: fc.constant(','),
    }),
    fc.record({ when: tie('condition'), use: tie('expression') }),
    fc.record({ digest: dotted }),
    fc.record({ digestWithout: fc.array(key, { maxLength: 3 }) }),
  ),
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ exists: tie('expression') }),
    fc.record({
      value: tie('expression'),
      is: fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)),
    }),
    fc.record({ value: tie('expression'), oneOf: fc.array(word, { maxLength: 3 }) }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
  ),
}));

const optional = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const content = fc.constantFrom(
  ...[undefined, '{body}', '{timestamp}.{body}', '{id}.{timestamp}.{body}'],
  ...['{method}{url}{body}{timestamp}', '{url}{form}', 'v0:{timestamp}:{body}', '{nonce}{body}'],
);
const timestamp = fc.oneof(
  fc.constant(undefined),
  fc.constant('x-time'),
  fc.record({ header: fc.constant('x-time'), unit: fc.constantFrom('s', 'ms') }),
  fc.record({ pair: fc.constantFrom('t', 'v1') }),
  fc.record({ path: dotted, unit: fc.constantFrom('s', 'ms') }),
);
const signature = fc.record({
  algorithm: fc.constantFrom(
    ...['hmac-sha256', 'hmac-sha1', 'hmac-sha512', 'rsa-sha256', 'ecdsa-sha256', 'ed25519'],
    'token',
  ),
  header: fc.constantFrom('x-signature', 'authorization'),
  encoding: fc.constantFrom('hex', 'base64', 'either', undefined),
  prefix: fc.constantFrom(undefined, 'sha256=', 'v1,'),
  separator: fc.constantFrom(undefined, undefined, ' ', ','),
  pairs: fc.constantFrom(undefined, undefined, { separator: ',', signature: 'v1' }),
  content,
  id: fc.constantFrom(undefined, 'x-id'),
  timestamp,
  tolerance: fc.constantFrom(undefined, 300),
  secret: fc.constantFrom(undefined, undefined, { encoding: 'base64', prefix: 'whsec_' }),
});

/** Signatures that fit together: most random ones do not. */
const fitting = fc.constantFrom(
  { algorithm: 'hmac-sha256', header: 'x-signature', encoding: 'hex' },
  { algorithm: 'hmac-sha1', header: 'x-signature', encoding: 'base64', content: '{url}{form}' },
  {
    ...{ algorithm: 'hmac-sha512', header: 'x-signature', encoding: 'hex' },
    ...{ content: '{timestamp}.{body}', timestamp: { pair: 't' } },
    pairs: { separator: ',', signature: 'v1' },
  },
  {
    ...{ algorithm: 'hmac-sha256', header: 'x-signature', encoding: 'either' },
    timestamp: { path: 'a', unit: 'ms' },
  },
  {
    ...{ algorithm: 'ed25519', header: 'x-signature', encoding: 'hex' },
    ...{ content: '{timestamp}{body}', timestamp: 'x-time' },
  },
  { algorithm: 'token', header: 'authorization', prefix: 'Bearer ' },
);

const status = fc.constantFrom('documented', 'seen', 'assumed');
const column = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'constructor', 'to_string', 'value_of'),
  label: fc.constant('Label'),
  type: fc.constantFrom(
    ...['string', 'id', 'url', 'email', 'phone', 'integer', 'number', 'boolean', 'datetime'],
    'priority',
  ),
  sample: fc.constantFrom('x', 1, null),
  status,
  from: expression,
});
const field = fc.oneof(
  { weight: 3, arbitrary: column },
  {
    weight: 1,
    arbitrary: fc.record({
      key: fc.constantFrom('rows', 'items'),
      label: fc.constant('Rows'),
      type: fc.constant('list'),
      status,
      from: expression,
      items: fc.array(column, { maxLength: 2 }),
    }),
  },
);
const good = fc.constantFrom('{sequence}', '{at}', '{sequence:99999999}', '{at-9:epoch}', 'text');
const bad = fc.constantFrom('{sequence%0}', '{constructor}', '{type}', '{at-99999999999999999}');
const places = fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: bad });
const sample = fc.dictionary(
  fc.constantFrom('a', 'id', 'type', 'items', '$number', '$oneOf'),
  fc.oneof(places, fc.array(places, { maxLength: 2 }), fc.record({ a: places })),
  { maxKeys: 3 },
);
const handshake = fc.record(
  {
    method: fc.constantFrom('GET', 'POST'),
    signed: fc.boolean(),
    when: condition,
    challenge: fc.oneof(
      fc.record({ path: key }),
      fc.record({ query: fc.constantFrom('a', 'hub.challenge', '__proto__') }),
    ),
    answer: fc.oneof(
      fc.record({
        text: fc.constantFrom(...['{challenge}', '{challenge} ok'], ...['ok', 'ok'], '{x}'),
      }),
      fc.record({ json: fc.constantFrom({ a: '{challenge}' }, { b: '{hmac}' }, { type: 1 }) }),
      fc.constant({ status: 204 }),
    ),
  },
  { requiredKeys: ['signed', 'answer'] },
);

/** A definition as somebody might write it who does not read the reference, or means harm. */
export const randomDefinition: fc.Arbitrary<object> = fc
  .record({
    id: fc.constant('acme'),
    name: fc.constant('Acme'),
    signature: fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: signature }),
    body: optional(
      fc.record(
        {
          accepts: fc.constantFrom(['json'], ['form'], ['json', 'form']),
          each: fc.oneof(fc.constant(''), dotted),
        },
        { requiredKeys: [] },
      ),
    ),
    handshakes: optional(fc.array(handshake, { maxLength: 2 })),
    eventType: optional(expression),
    identity: optional(
      fc
        .array(
          fc.record({
            when: condition,
            parts: fc.array(expression, { minLength: 1, maxLength: 2 }),
          }),
          {
            maxLength: 2,
          },
        )
        .map((rules) => [...rules, { parts: [{ digestWithout: [] }] }]),
    ),
    common: optional(
      fc.dictionary(
        fc.constantFrom('title', 'occurred_at', 'score', 'priority', 'contact_email'),
        expression,
        { maxKeys: 3 },
      ),
    ),
    fields: optional(fc.uniqueArray(field, { maxLength: 3, selector: ({ key }) => key })),
    events: optional(
      fc.dictionary(
        fc.constantFrom('a', 'constructor', 'b.c'),
        fc.record({
          label: fc.constant('A'),
          description: fc.constant('Triggers when something happens.'),
          status,
          sample,
        }),
        { maxKeys: 2 },
      ),
    ),
  })
  .map((definition) =>
    Object.fromEntries(Object.entries(definition).filter(([, part]) => part !== undefined)),
  );

/** Values with the same names in them as the paths of {@link randomDefinition}. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    word,
    fc.constantFrom(null, true, 0, -0, 1.5, 1e21, '12345678901234567890', 'https://a.b/c', 'a@b'),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}));

/** A body: JSON, a form, or anything. */
export const randomBody: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(key, value, { maxKeys: 6 }).map(written) },
  { weight: 2, arbitrary: fc.array(fc.dictionary(key, value), { maxLength: 4 }).map(written) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.tuple(key, fc.string({ maxLength: 8 })), { maxLength: 5 })
      .map((pairs) => Buffer.from(new URLSearchParams(pairs).toString())),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
);

function written(json: unknown): Buffer {
  return Buffer.from(JSON.stringify(json));
}

/** What a request has besides its body. */
export const randomRequest = fc.record({
  method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', undefined),
  url: fc.constantFrom(
    ...['https://hooks.example/in/src_1', 'https://hooks.example/in/src_1?hub.challenge=x&a=1'],
    ...['https://hooks.example/?__proto__=1', 'nonsense', '', undefined],
  ),
  headers: fc.dictionary(
    fc.constantFrom('x-event', 'x-id', 'x-signature', 'authorization', 'x-time', 'content-type'),
    fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 't=1,v1=ab,v1=cd'),
      fc.array(fc.string({ maxLength: 5 }), { maxLength: 2 }),
    ),
    { maxKeys: 4 },
  ),
});
