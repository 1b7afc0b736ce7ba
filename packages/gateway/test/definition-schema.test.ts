import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DEFINITION_SCHEMA,
  defineProvider,
  PROVIDERS,
  type ProviderDefinition,
  readSetup,
  type SignatureDefinition,
} from '@signal-hooks/catalogue';
import { GatewayError } from '../src/errors.ts';
import { compileCheck } from '../src/http/validation.ts';

const check = compileCheck(DEFINITION_SCHEMA, 'body');

/** As a JSON file would hold it; registration by API is code. */
function documentOf({ registration, ...definition }: ProviderDefinition): Record<string, unknown> {
  const all = registration.kind === 'api' ? definition : { ...definition, registration };
  return JSON.parse(JSON.stringify(all));
}

test.each(Object.values(PROVIDERS))('$id keeps to the schema', ({ definition }) => {
  const document = documentOf(definition);
  expect(check(document)).toEqual(documentOf(definition));
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
])('%j is refused, and the path says where', (change, path) => {
  const document = at(documentOf(PROVIDERS.siggnal.definition), change);
  let error: unknown;
  try {
    check(document);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(GatewayError);
  expect((error as GatewayError).fields?.map((problem) => problem.path)).toContain(path);
});

/** The examples of the reference page, by the heading above them. */
const PAGE = readFileSync(join(__dirname, '../../../docs/reference/definition.md'), 'utf8');
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

describe('the examples of the reference keep to the schema', () => {
  const document = documentOf(PROVIDERS.siggnal.definition);

  test.each(examplesOf('Expressions'))('%j', (eventType) => {
    expect(() => check({ ...document, eventType })).not.toThrow();
  });
  test.each(examplesOf('Steps'))('%j', (step) => {
    expect(() => check({ ...document, eventType: { of: 'a', steps: [step] } })).not.toThrow();
  });
  test.each(examplesOf('Conditions'))('%j', (when) => {
    expect(() => check({ ...document, eventType: { when, use: 'a' } })).not.toThrow();
  });
  test('wording', () => {
    const [wording] = examplesOf('Wording');
    expect(Object.keys(wording as object)).toEqual(['noun', 'shortName', 'startsWhen']);
    expect(() => check({ ...document, wording })).not.toThrow();
  });
  test('set-up', () => {
    const [setup] = examplesOf('Set-up');
    expect(check({ ...document, setup })).toMatchObject({ setup });
    expect(readSetup(String(setup)).steps).toEqual([
      'In Acme open Settings → Webhooks and paste {url}.',
      'Copy the secret shown there, and give it here.',
    ]);
  });
  test.each(examplesOf('Signature') as SignatureDefinition[])('%j', (signature) => {
    expect(() => check({ ...document, signature })).not.toThrow();
    const { definition } = PROVIDERS.siggnal;
    expect(() => defineProvider('siggnal', { ...definition, signature })).not.toThrow();
  });
  test('identity', () => {
    const [identity] = examplesOf('Identity');
    expect(identity).toHaveLength(3);
    expect(() => check({ ...document, identity })).not.toThrow();
  });
  test('panel, with every key there is', () => {
    const [panel] = examplesOf('Panel') as { filters: object[]; settings: { threshold: object } }[];
    expect(() => check({ ...document, panel })).not.toThrow();
    const { properties } = DEFINITION_SCHEMA as unknown as { properties: { panel: Schema } };
    const { filters, settings } = properties.panel.properties;
    const given = { ...Object.assign({}, ...(panel?.filters ?? [])), options: [] };
    expect(new Set(Object.keys(panel ?? {}))).toEqual(keysOf(properties.panel));
    expect(new Set(Object.keys(given))).toEqual(keysOf(filters?.items));
    const setting = { ...panel?.settings.threshold, example: '' };
    expect(new Set(Object.keys(setting))).toEqual(keysOf(settings?.additionalProperties));
  });
  test('every construct of the schema has an example', () => {
    const { $defs, properties } = DEFINITION_SCHEMA as {
      properties: { signature: { properties: object } };
      $defs: Record<string, { properties?: object; then?: { properties: object } }>;
    };
    const examples = JSON.stringify(['Expressions', 'Steps', 'Conditions'].flatMap(examplesOf));
    for (const name of ['expression', 'step', 'condition']) {
      const keys = Object.keys($defs[name]?.properties ?? $defs[name]?.then?.properties ?? {});
      expect(keys.length).toBeGreaterThan(1);
      for (const key of keys) expect(examples).toContain(`"${key}":`);
    }
    const signatures = JSON.stringify(examplesOf('Signature'));
    for (const key of Object.keys(properties.signature.properties)) {
      expect(signatures).toContain(`"${key}":`);
    }
  });
});
