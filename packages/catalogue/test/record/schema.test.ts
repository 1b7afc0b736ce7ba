import {
  COMMON_FIELDS,
  type JsonObject,
  type JsonValue,
  PROVIDERS,
  parsePayload,
  readEvent,
  recordColumns,
  recordSchema,
  sampleRecord,
  toRecord,
} from '@signal-hooks/catalogue';
import { keysOf } from '../support/cells.ts';

/** As much of JSON Schema 2020-12 as the record's schema uses; says where it does not fit. */
function violations(schema: JsonObject, value: JsonValue | undefined, at = '$'): string[] {
  if ('const' in schema) return value === schema.const ? [] : [`${at}: not the constant`];
  if (Array.isArray(schema.enum)) {
    return schema.enum.includes(value ?? null) ? [] : [`${at}: not in the list`];
  }
  const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  const kinds = kind === 'number' && Number.isInteger(value) ? [kind, 'integer'] : [kind];
  const types = [schema.type].flat();
  if (!kinds.some((name) => types.includes(name))) return [`${at}: ${kind}`];
  if (typeof value === 'string' && typeof schema.pattern === 'string') {
    if (!new RegExp(schema.pattern, 'u').test(value)) return [`${at}: pattern`];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return value.flatMap((item, index) => violations(items as JsonObject, item, `${at}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || schema.properties === undefined) return [];
  const properties = schema.properties as Record<string, JsonObject>;
  const missing = (schema.required as string[]).filter((key) => !(key in value));
  const more = Object.keys(value).filter((key) => !(key in properties));
  const inner = Object.entries(properties).flatMap(([key, part]) =>
    violations(part, value[key], `${at}.${key}`),
  );
  return [...missing.map((key) => `${at}.${key} is missing`), ...more, ...inner];
}

describe.each(Object.values(PROVIDERS))('$name', (provider) => {
  const types = [...Object.keys(provider.events), ...(provider.ping ? [provider.ping.type] : [])];

  test.each(types)('the sample record of %s fits the schema', (type) => {
    const record = sampleRecord(provider, type);
    expect(violations(recordSchema(provider), record as JsonObject)).toEqual([]);
    expect(record.event_type).toBe(type);
    expect(record).toEqual(sampleRecord(provider, type));
  });

  test('the schema demands every key, in the record’s order, and no other', () => {
    const schema = recordSchema(provider);
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(Object.keys(schema.properties as JsonObject)).toEqual(keysOf(provider));
    expect(schema.required).toEqual(keysOf(provider));
    expect(schema.additionalProperties).toBe(false);
    expect(() => JSON.stringify(schema)).not.toThrow();
  });

  test('what cannot be read still fits the schema', () => {
    const body = '{"company":1,"signal":[],"data":"x","rootCause":7,"entity":[[]],"plays":[1,{}]}';
    const parsed = parsePayload(Buffer.from(body));
    if (!parsed.ok) throw new Error(parsed.explanation);
    const event = readEvent(provider, parsed.payload, {});
    const record = toRecord(provider, event, { event_id: 'evt_1', received_at: 'now' });
    expect(violations(recordSchema(provider), record as JsonObject)).toEqual([]);
  });

  test('the columns are the scalar keys in the record’s order', () => {
    const columns = recordColumns(provider);
    const record = sampleRecord(provider, types[0] ?? '');
    const scalars = Object.keys(record).filter(
      (key) => typeof record[key] !== 'object' || record[key] === null,
    );
    expect(columns.map(({ key }) => key)).toEqual(scalars);
    for (const column of columns) expect(Object.keys(column)).toEqual(['key', 'label', 'type']);
  });
});

test('without a provider the columns are the common ones', () => {
  expect(recordColumns().map(({ key }) => key)).toEqual(
    COMMON_FIELDS.filter(({ type }) => type !== 'list').map(({ key }) => key),
  );
  expect(recordColumns()[0]).toEqual({ key: 'event_id', label: 'Event ID', type: 'id' });
});

test('there is no sample of an unknown event', () => {
  for (const type of ['nothing', 'constructor', '']) {
    expect(() => sampleRecord(PROVIDERS.siggnal, type)).toThrow(RangeError);
  }
});
