import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkDefinition,
  DEFINITION_SCHEMA,
  PRESETS,
  PROVIDERS,
  type ProviderDefinition,
  readSetup,
} from '@signal-hooks/catalogue';

/** A definition as a user's JSON file would hold it, under an id of their own; registration by API is code. */
function documentOf({ registration, ...definition }: ProviderDefinition): Record<string, unknown> {
  const all = registration.kind === 'api' ? definition : { ...definition, registration };
  return JSON.parse(JSON.stringify({ ...all, id: 'mine' }));
}

/** The problems of a definition, by path. */
function problemsOf(given: unknown): Record<string, string> {
  const checked = checkDefinition(given);
  if (checked.ok) return {};
  return Object.fromEntries(checked.problems.map(({ path, message }) => [path, message]));
}

test.each([...Object.values(PROVIDERS), ...Object.values(PRESETS)])(
  '$id passes, as a changed copy',
  ({ definition }) => {
    const document = documentOf(definition);
    const checked = checkDefinition(document);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(checked.input).toEqual(document);
    expect(checked.provider.id).toBe('mine');
  },
);

/** All that is needed. */
const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
};

test('three keys are enough', () => {
  const checked = checkDefinition(ACME);
  if (!checked.ok) throw new Error('refused');
  expect(checked.provider).toMatchObject({ id: 'acme', name: 'Acme', events: {} });
  expect(problemsOf({})).toEqual({
    id: 'This is needed.',
    name: 'This is needed.',
    signature: 'This is needed.',
  });
});

type Change = readonly [path: string, value: unknown];

const at = (document: Record<string, unknown>, [path, value]: Change): Record<string, unknown> => {
  const [first = '', ...rest] = path.split('.');
  const held = document[first];
  const inner =
    rest.length === 0 ? value : at(held as Record<string, unknown>, [rest.join('.'), value]);
  if (!Array.isArray(document)) return { ...document, [first]: inner };
  return Object.assign([...document], { [first]: inner });
};

test.each<[Change, string]>([
  [['id', 'Acme Alerts'], 'id'],
  [['wording', {}], 'wording.noun'],
  [['wording.startsWhen', 'Acme raises an alert.'], 'wording.startsWhen'],
  [['wording.triggers', [{ name: 'fire' }]], 'wording.triggers.0.noun'],
  [['signature.algorithm', 'md5'], 'signature.algorithm'],
  [['signature.algorithm', 'rsa-sha256'], 'signature.encoding'],
  [['signature.timestamp', 'x-time'], 'signature'],
  [['signature.kind', 'hmac'], 'signature.kind'],
  [['signature.header', 'X-Signature'], 'signature.header'],
  [['eventType', { txt: 'signal' }], 'eventType.txt'],
  [['eventType', { of: 'a', steps: ['upper'] }], 'eventType.steps.0'],
  [['eventType', { of: 'a', steps: [{ eval: '1' }] }], 'eventType.steps.0.eval'],
  [['eventType', [{ header: 'x', believe: 'y' }]], 'eventType.0.believe'],
  [['eventType', ['a', 7]], 'eventType.1'],
  [['eventType', 'a'.repeat(201)], 'eventType'],
  [['identity', []], 'identity'],
  [['identity.0.parts.0', { function: 'f' }], 'identity.0.parts.0.function'],
  [['common.price', 'a.b'], 'common.price'],
  [['common.title', { when: { equals: 1 }, use: 'a' }], 'common.title.when.equals'],
  [['people', 'strangers'], 'people'],
  [['fields.0.type', 'text'], 'fields.0.type'],
  [['fields.0.key', 'signalId'], 'fields.0.key'],
  [['events.signal.description', 'A signal.'], 'events.signal.description'],
  [['registration.secretLabel', ''], 'registration.secretLabel'],
  [['panel.filters.0.parameter', 'event_types'], 'panel.filters.0.parameter'],
  [['panel.filters.0.range', [1]], 'panel.filters.0.range'],
  [['panel.settings', { region: { label: 'Region' } }], 'panel.settings.region.parameter'],
  [['panel.icon', 'acme.svg'], 'panel.icon'],
  [['signature', { algorithm: 'token', header: 'x', encoding: 'hex' }], 'signature.encoding'],
  [['signature', { algorithm: 'hmac-sha1', header: 'x' }], 'signature.encoding'],
  [['signature.algorithm', 'ed25519'], 'signature.encoding'],
  [['signature.content', '{timestamp}.{body}'], 'signature'],
  [['signature.content', 'no place'], 'signature'],
  [['signature.timestamp', { header: 'x-time', unit: 'min' }], 'signature.timestamp.unit'],
  [['signature.timestamp', { unit: 'ms' }], 'signature'],
  [['signature.pairs', { separator: '|', signature: 'v1' }], 'signature.pairs.separator'],
  [['body', { accepts: ['xml'] }], 'body.accepts.0'],
  [['body', { each: 7 }], 'body.each'],
  [['handshakes', [{ signed: true, answer: {} }]], 'handshakes'],
  [['handshakes', [{ signed: true, challenge: {}, answer: {} }]], 'handshakes.0.challenge'],
  [['handshakes', [{ answer: {} }]], 'handshakes.0.signed'],
  [['handshakes', [{ signed: false, answer: { html: 'x' } }]], 'handshakes.0.answer.html'],
  [['identity', [{ parts: ['id'] }]], 'identity'],
  [['evidence', { price: { status: 'seen' } }], 'evidence.price'],
  [['fields.0.key', 'raw'], 'fields'],
  [['events.signal.sample', { a: '{nonce}' }], 'events.signal.sample'],
  [['events.signal.sample', { a: '{constructor}' }], 'events.signal.sample'],
  [['events.signal.sample', { a: '{sequence%0}' }], 'events.signal.sample'],
  [['wire.headers', { 'x-a': '{nonce}' }], 'wire.headers'],
  [['wire.perAttempt', { a: '{sequence}' }], 'wire.perAttempt'],
  [['id', 'custom'], 'id'],
  [['id', 'siggnal'], 'id'],
  [['id', 'github'], 'id'],
])('%j is refused, and the path says where', (change, path) => {
  const problems = problemsOf(at(documentOf(PROVIDERS.siggnal.definition), change));
  expect(problems).toHaveProperty([path], expect.stringMatching(/^.+\.$|\?$/));
});

test.each<[message: string, given: unknown]>([
  ['Give an object.', undefined],
  ['Give an object.', null],
  ['Give an object.', 'text'],
  ['Give an object.', [ACME]],
  ['Give an object.', () => ACME],
  ['This cannot be written as JSON.', { ...ACME, docs: 10n }],
  ['There is a key “__proto__”. Leave it out.', JSON.parse('{"__proto__":{"id":"x"}}')],
  ['Give at most 64 kB of JSON.', { ...ACME, setup: 'x'.repeat(65_536) }],
  [
    'This is nested too deeply.',
    { ...ACME, eventType: Array.from({ length: 70 }).reduce<unknown>((inner) => [inner], 'a') },
  ],
])('%s', (message, given) => {
  expect(problemsOf(given)).toEqual({ '': message });
});

test('a message says what to write', () => {
  expect(
    problemsOf({ ...ACME, nam: 'x', signature: { algorithm: 'hmac-sha25', header: 'X-A' } }),
  ).toEqual({
    nam: 'There is no such key. Did you mean "name"?',
    'signature.algorithm': expect.stringMatching(/^Give one of .+ Did you mean "hmac-sha256"\?$/),
    'signature.header':
      'This does not have the right form. The name of a request header, in lower case.',
    'signature.encoding': 'This is needed.',
  });
  const nested = { ...ACME, eventType: { of: { text: 7 }, steps: 'trim' } };
  expect(problemsOf(nested)).toEqual({
    'eventType.of.text': 'Give a text.',
    'eventType.steps': 'Give a list.',
  });
  expect(problemsOf({ ...ACME, eventType: { each: ['a'] } })).toEqual({
    'eventType.read': 'This is needed together with “each”.',
    'eventType.with': 'This is needed together with “each”.',
  });
  expect(Object.keys(problemsOf({ ...ACME, fields: Array(100).fill({}) }))).toHaveLength(20);
});

describe('what could take too long is refused', () => {
  const digest = { digest: 'a' };
  const each = { each: ['a'], read: 'b', with: ',' };
  const column = { key: 'a', label: 'A', type: 'string', sample: '', status: 'seen', from: '*' };
  const rows = (from: unknown) => ({
    key: 'rows',
    label: 'Rows',
    type: 'list',
    status: 'seen',
    from,
  });

  test.each<[object, string]>([
    [{ eventType: { each: ['a'], read: each, with: ',' } }, 'eventType'],
    [{ identity: Array(20).fill({ parts: [digest] }) }, 'identity'],
    [{ body: { each: '' }, identity: Array(5).fill({ parts: [digest] }) }, 'identity'],
    [{ eventType: Array(20).fill(['a.*', 'b.*']) }, 'eventType'],
    [{ fields: [{ ...rows('rows'), items: [column] }] }, 'fields'],
    [{ common: { contacts: { from: 'a', columns: { name: '*' } } } }, 'common'],
    [
      {
        handshakes: [
          { signed: true, when: { all: Array(20).fill({ exists: digest }) }, answer: {} },
        ],
      },
      'handshakes',
    ],
  ])('%j', (part, path) => {
    expect(problemsOf({ ...ACME, ...part })).toEqual({
      [path]: expect.stringContaining('too long'),
    });
  });

  test('what a definition usually does is not', () => {
    const usual = {
      eventType: ['a', 'b', { header: 'x-event' }],
      identity: [{ parts: [each] }, { parts: [digest] }],
      fields: [{ ...rows(['rows', 'items']), items: [{ ...column, from: ['a', 'b'] }] }],
    };
    expect(problemsOf({ ...ACME, ...usual })).toEqual({});
  });
});

/** The examples of the reference page, by the heading above them. */
const PAGE = readFileSync(join(__dirname, '../../../../docs/reference/definition.md'), 'utf8');
function examplesOf(heading: string): unknown[] {
  const section = PAGE.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? '';
  const cells = [
    ...section.matchAll(/^\| `(.+?)` \|/gm),
    ...section.matchAll(/```json\n(.+?)```/gs),
  ];
  return cells.map(([, example = '']) => JSON.parse(example));
}

interface Schema {
  readonly properties: Readonly<Record<string, { items?: Schema; additionalProperties?: Schema }>>;
}
const keysOf = (schema: Schema | undefined): Set<string> =>
  new Set(Object.keys(schema?.properties ?? {}));

describe('the examples of the reference pass', () => {
  const passes = (part: object): void => expect(problemsOf({ ...ACME, ...part })).toEqual({});

  test('the shortest definition', () => {
    const [, example = ''] = /```json\n(\{\n {2}"id".+?)```/s.exec(PAGE) ?? [];
    expect(JSON.parse(example)).toEqual(ACME);
  });
  test.each(examplesOf('Expressions'))('%j', (eventType) => passes({ eventType }));
  test.each(examplesOf('Steps'))('%j', (step) => passes({ eventType: { of: 'a', steps: [step] } }));
  test.each(examplesOf('Conditions'))('%j', (when) => passes({ eventType: { when, use: 'a' } }));
  test.each(examplesOf('Signature'))('%j', (signature) => passes({ signature }));
  test.each(examplesOf('Handshakes'))('%j', (handshake) => passes({ handshakes: [handshake] }));
  test('body, evidence, identity', () => {
    const [[body], [evidence], [identity]] = ['Body', 'Evidence', 'Identity'].map(examplesOf) as [
      unknown[],
      unknown[],
      unknown[],
    ];
    expect(identity).toHaveLength(3);
    passes({ body, evidence, identity });
  });
  test('wording', () => {
    const [wording] = examplesOf('Wording');
    expect(Object.keys(wording as object)).toEqual(['noun', 'shortName', 'startsWhen', 'triggers']);
    passes({ wording });
  });
  test('set-up', () => {
    const [setup] = examplesOf('Set-up');
    passes({ setup });
    expect(readSetup(String(setup)).steps).toEqual([
      'In Acme open Settings → Webhooks and paste {url}.',
      'Copy the secret shown there, and give it here.',
    ]);
  });
  test('panel, with every key there is', () => {
    const [panel] = examplesOf('Panel') as { filters: object[]; settings: { threshold: object } }[];
    passes({ panel });
    const { properties } = DEFINITION_SCHEMA as unknown as { properties: { panel: Schema } };
    const { filters, settings } = properties.panel.properties;
    const given = { ...Object.assign({}, ...(panel?.filters ?? [])), options: [] };
    expect(new Set(Object.keys(panel ?? {}))).toEqual(keysOf(properties.panel));
    expect(new Set(Object.keys(given))).toEqual(keysOf(filters?.items));
    const setting = { ...panel?.settings.threshold, example: '' };
    expect(new Set(Object.keys(setting))).toEqual(keysOf(settings?.additionalProperties));
  });
  test('every construct of the schema has an example', () => {
    const { $defs, properties } = DEFINITION_SCHEMA as unknown as {
      properties: Readonly<Record<'signature' | 'body' | 'handshakes', Schema & { items: Schema }>>;
      $defs: Record<string, { properties?: object; then?: { properties: object } }>;
    };
    const shown = (...headings: string[]): string => JSON.stringify(headings.flatMap(examplesOf));
    const examples = shown('Expressions', 'Steps', 'Conditions');
    for (const name of ['expression', 'step', 'condition']) {
      const keys = Object.keys($defs[name]?.properties ?? $defs[name]?.then?.properties ?? {});
      expect(keys.length).toBeGreaterThan(1);
      for (const key of keys) expect(examples).toContain(`"${key}":`);
    }
    for (const [schema, heading] of [
      [properties.signature, 'Signature'],
      [properties.body, 'Body'],
      [properties.handshakes.items, 'Handshakes'],
      [properties.handshakes.items.properties.challenge, 'Handshakes'],
      [properties.handshakes.items.properties.answer, 'Handshakes'],
    ] as const) {
      const keys = keysOf(schema as Schema);
      expect(keys.size).toBeGreaterThan(1);
      for (const key of keys) expect(shown(heading)).toContain(`"${key}":`);
    }
    const { algorithm } = properties.signature.properties as unknown as {
      algorithm: { enum: string[] };
    };
    for (const name of algorithm.enum) expect(PAGE).toContain(name);
  });
});
