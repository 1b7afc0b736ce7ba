import fc from 'fast-check';
import { type LearnedDefinition, learnDefinition } from '../../../src/definition/learn/learn.ts';
import {
  COMMON_FIELDS,
  checkDefinition,
  type JsonObject,
  parsePayload,
  sampleRecord,
} from '../../../src/index.ts';
import { compile, recordOf } from './captured.ts';

const WORDS =
  'id type event action data object payload attributes meta email name phone company customer contacts items created_at updatedAt timestamp amount url title score priority token provider raw created_gmt Größe Цена __proto__ constructor length * a.b 12345 toString'.split(
    ' ',
  );
const VALUES = [
  null,
  '',
  ' ',
  true,
  'true',
  0,
  -0,
  1.5,
  '1.50',
  1777127412,
  '1777127412',
  1777127412000,
  9007199254740993n.toString(),
  'jane@acme.example',
  'https://acme.example',
  '+49 30 1234567',
  'deal.won',
  'Deal',
  'evt_12345678',
  '2026-04-25T14:30:00Z',
  '2026-02-30T14:30:00Z',
  '2026-04-25T14:30:00',
  '2026-04-25 14:30:00 UTC',
  'high',
  '\u0000\ud800',
  'x'.repeat(300),
] as const;

/** What products send, and what they never would. */
const { object } = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
  object: fc.dictionary(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...WORDS) }, fc.string()),
    tie('value'),
    { maxKeys: 8, noNullPrototype: true },
  ) as fc.Arbitrary<JsonObject>,
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...VALUES),
    fc.jsonValue({ maxDepth: 1 }),
    tie('object'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('object'), { maxLength: 4 }),
  ),
}));
const headers = fc.dictionary(
  fc.constantFrom(
    'x-acme-signature',
    'X-Acme-Event',
    'x-acme-delivery',
    'x-acme-timestamp',
    'webhook-id',
    'webhook-timestamp',
    'webhook-signature',
    'authorization',
    'x-token',
    'content-type',
  ),
  fc.oneof(
    fc.string(),
    fc.constantFrom(
      'ab'.repeat(32),
      `sha1=${'ab'.repeat(20)}`,
      `t=1777127412,v1=${'ab'.repeat(32)}`,
      `v1,${'A'.repeat(43)}=`,
      `v0=${'ab'.repeat(32)}`,
      'ab'.repeat(256),
      '1777127412',
      'deal.won',
      'Bearer abcdefgh',
    ),
  ),
  { maxKeys: 5, noNullPrototype: true },
);

/** Reads it as a gateway would; what that refuses is no request. */
const asPayload = (value: JsonObject): JsonObject[] => {
  const parsed = parsePayload(Buffer.from(JSON.stringify(value)));
  return parsed.ok ? [parsed.payload] : [];
};

const KEY = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const COMMON = new Set(COMMON_FIELDS.map(({ key }) => key));

/** One expectation for all: thousands of them take longer than what is tested. */
function checkFields({ definition: { fields = [] } }: LearnedDefinition): void {
  const columns = fields.flatMap((field) => (field.type === 'list' ? field.items : []));
  const wrong = [...fields, ...columns].filter(
    ({ key, label }) => !KEY.test(key) || key.length > 60 || !/^\P{C}{1,60}$/u.test(label),
  );
  const again = fields.filter(({ key }, at) => fields.findIndex((each) => each.key === key) !== at);
  const common = fields.filter(({ key }) => COMMON.has(key));
  expect([wrong, again, common, fields.length > 100]).toEqual([[], [], [], false]);
}

test('of whatever JSON a definition is learned that reads it', () => {
  fc.assert(
    fc.property(
      fc.array(object, { minLength: 1, maxLength: 3 }),
      headers,
      fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      (objects, sent, secret) => {
        const requests = objects.flatMap(asPayload).map((payload) => ({
          payload,
          headers: sent,
          body: Buffer.from(JSON.stringify(payload)),
        }));
        if (requests.length === 0) return;
        const options = secret === undefined ? {} : { secret };
        const learned = learnDefinition(requests, options);
        expect(learnDefinition(structuredClone(requests), options)).toEqual(learned);
        checkFields(learned);
        const checked = checkDefinition(JSON.parse(JSON.stringify(learned.definition)));
        if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
        const { provider } = checked;
        for (const { payload } of requests) {
          expect(recordOf(provider, payload).unreadable_fields).toEqual([]);
          expect(provider.identity(payload, sent).key).not.toBe('');
          expect(provider.eventType(payload, sent)).not.toBe('');
        }
        for (const type of Object.keys(provider.events)) {
          expect(sampleRecord(provider, type)).toMatchObject({
            event_type: type,
            unreadable_fields: [],
          });
        }
        expect(JSON.stringify(learned.definition).length).toBeLessThan(60_000);
      },
    ),
    { numRuns: 2000 },
  );
  expect(Object.prototype).not.toHaveProperty('admin');
});

test('every option of every question is as good', () => {
  fc.assert(
    fc.property(object, headers, (value, sent) => {
      for (const payload of asPayload(value)) {
        for (const { about, options } of learnDefinition([{ payload, headers: sent }]).questions) {
          for (const { answer } of options) {
            const answers = { [about]: answer };
            const { definition, questions } = learnDefinition([{ payload, headers: sent }], {
              answers,
            });
            expect(questions.find((question) => question.about === about)?.chosen).toBe(answer);
            const provider = compile(definition);
            expect(recordOf(provider, payload).unreadable_fields).toEqual([]);
            for (const type of Object.keys(provider.events)) {
              expect(sampleRecord(provider, type).unreadable_fields).toEqual([]);
            }
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test.each<[string, JsonObject]>([
  ['50,000 keys', Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`k${at}`, at]))],
  [
    '20,000 rows with keys of their own',
    { rows: Array.from({ length: 20_000 }, (_, at) => ({ [`k${at}`]: at })) },
  ],
  ['a long text', { text: `${'a'.repeat(2_000_000)} `, url: `https://${'a'.repeat(2_000_000)} ` }],
  [
    'long keys',
    Object.fromEntries(Array.from({ length: 50 }, (_, at) => ['Aa'.repeat(50_000) + at, 1])),
  ],
  [
    'lists of many columns with long names',
    Object.fromEntries(
      Array.from({ length: 90 }, (_, at) => [
        `list${'ü'.repeat(40)}${String.fromCharCode(97 + (at % 26), 97 + at / 26)}`,
        [Object.fromEntries(WORDS.map((word) => [word + 'ö'.repeat(40), 'x']))],
      ]),
    ),
  ],
  [
    'lists of many columns',
    Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [
        `list_${'x'.repeat(at)}`,
        [
          Object.fromEntries(
            Array.from({ length: 40 }, (_each, column) => [`c${'y'.repeat(column)}`, 1]),
          ),
        ],
      ]),
    ),
  ],
  ['60 levels', asPayload(JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`))[0] as JsonObject],
])('%s take no time', (_name, payload) => {
  const before = performance.now();
  const learned = learnDefinition([{ payload }]);
  expect(performance.now() - before).toBeLessThan(5000);
  checkFields(learned);
  expect(checkDefinition(learned.definition)).toMatchObject({ ok: true });
  expect(recordOf(compile(learned.definition), payload).unreadable_fields).toEqual([]);
  expect(Buffer.byteLength(JSON.stringify(learned.definition))).toBeLessThan(60_000);
});
