/** Our checker of schemas says yes and no where Ajv does, and at the same places. */
import { DEFINITION_SCHEMA, type JsonValue, PRESETS, PROVIDERS } from '@signal-hooks/catalogue';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { schemaProblems } from '../../src/definition/schema-check.ts';

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, strict: true }).compile(
  DEFINITION_SCHEMA,
);

function pathOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath.split('/').slice(1);
  if (keyword === 'required') path.push(String(params.missingProperty));
  if (keyword === 'dependentRequired') path.push(String(params.missingProperty));
  if (keyword === 'additionalProperties') path.push(String(params.additionalProperty));
  if (keyword === 'propertyNames') path.push(String(params.propertyName));
  return path
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~').slice(0, 100))
    .join('.');
}

/** Keywords that only say that another one has failed. */
const CONSEQUENCES = ['if'];

function expectAgreement(document: JsonValue): void {
  const ours = new Set([...schemaProblems(DEFINITION_SCHEMA, document)].map(({ path }) => path));
  const valid = validate(document);
  const theirs = new Set(
    (validate.errors ?? []).filter(({ keyword }) => !CONSEQUENCES.includes(keyword)).map(pathOf),
  );
  expect([ours.size === 0, [...ours].filter((path) => !theirs.has(path))]).toEqual([valid, []]);
}

const documents = [...Object.values(PROVIDERS), ...Object.values(PRESETS)].map(
  ({ definition: { registration: _registration, ...definition } }): JsonValue =>
    JSON.parse(JSON.stringify(definition)),
);

test.each(documents)('$id: agreed', (document) => {
  expectAgreement(document as JsonValue);
  expect(validate(document)).toBe(true);
});

/** Every place of a document. */
function placesOf(value: JsonValue): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    placesOf(item).map((path) => [key, ...path]),
  );
  return [[], ...inner];
}

function withValue(
  value: JsonValue,
  [first, ...rest]: readonly string[],
  put: JsonValue,
): JsonValue {
  if (first === undefined) return put;
  const copy: JsonValue = Array.isArray(value) ? [...value] : { ...(value as object) };
  const object = copy as { [key: string]: JsonValue };
  object[first] = withValue(object[first] ?? null, rest, put);
  return copy;
}

const HOSTILE: readonly JsonValue[] = [
  ...[null, true, 0, -1, 1.5, 1e21, '', 'a', 'A b', 'x'.repeat(2000), [], {}, [[]], [null]],
  ...[{ a: 1 }, { constructor: 'a' }, { header: 'x', toString: 'y' }, { each: ['a'] }],
  ...[{ when: {}, use: 'a' }, { is: 1 }, { value: 'a', is: {} }, { path: 'a', query: 'b' }],
  ...['token', 'ed25519', 'hmac-sha1', 204, 'GET', { unit: 'ms' }, ['form'], Array(101).fill('a')],
];

const places = documents.map(placesOf);

test('agreed on 1,000 changed documents', () => {
  const index = fc.nat({ max: documents.length - 1 });
  fc.assert(
    fc.property(
      index,
      fc.nat(),
      fc.constantFrom(...HOSTILE),
      fc.boolean(),
      (at, nth, put, adds) => {
        const all = places[at] ?? [];
        const place = all[nth % all.length] ?? [];
        expectAgreement(withValue(documents[at] ?? null, adds ? [...place, 'added'] : place, put));
      },
    ),
    { numRuns: 1000 },
  );
});
