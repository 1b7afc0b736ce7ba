import { fillTemplate } from '../definition/template.ts';
import { type JsonObject, parsePayload } from '../json.ts';
import type { Provider, SampleContext, SampleObject, TriggerWording } from '../provider.ts';
import { readEvent, toRecord } from '../receive.ts';
import { encodePayload, findEvent } from '../wire.ts';
import {
  type Field,
  type ListField,
  PRIORITIES,
  type ScalarField,
  type ScalarType,
} from './field.ts';
import {
  COMMON_FIELDS,
  type CommonField,
  isAdded,
  type SignalRecord,
  SOURCE_KEYS,
} from './record.ts';

/** One flat column of a record: what a Sheet's header row and a CSV hold. */
export interface RecordColumn {
  readonly key: string;
  readonly label: string;
  readonly type: ScalarType;
}

/**
 * The fields of a record, in its order: the common ones, then the provider's own.
 * @param provider absent or null for what all providers have in common
 */
export const recordFields = (provider?: Provider | null): readonly (CommonField | Field)[] => [
  ...COMMON_FIELDS,
  ...(provider?.fields ?? []),
];

/**
 * The scalar columns in the order of the record: the common ones, then the provider's own.
 * @param provider absent for what all providers have in common
 */
export function recordColumns(provider?: Provider): RecordColumn[] {
  return recordFields(provider).flatMap(({ key, label, type }) =>
    type === 'list' ? [] : [{ key, label, type }],
  );
}

/** Whether a cell is filled in every record, whatever the payload. */
const isAlwaysFilled = (key: string): boolean => isAdded(key) && !SOURCE_KEYS.includes(key);

/** What a cell may hold besides null. Patterns say no more than the mapping guarantees. */
const TYPES: Readonly<Record<ScalarType, JsonObject>> = {
  string: { type: 'string' },
  id: { type: 'string' },
  url: { type: 'string', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' },
  email: { type: 'string', pattern: '^[^\\s@]+@[^\\s@]+$' },
  phone: { type: 'string', pattern: '[0-9]' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  datetime: { type: 'string', format: 'date-time' },
  priority: { enum: [...PRIORITIES, null] },
};

type AnyScalar = Omit<ScalarField, 'from' | 'status'> & Partial<Pick<ScalarField, 'status'>>;
type AnyList = Omit<ListField, 'from' | 'status'> & Partial<Pick<ListField, 'status'>>;

function annotations(field: AnyScalar | AnyList): JsonObject {
  const notes: JsonObject = { title: field.label };
  if (field.help !== undefined) notes.description = field.help;
  if (field.status !== undefined) notes['x-evidence'] = field.status;
  if (field.type !== 'list' && field.sample !== null) notes.examples = [field.sample];
  return notes;
}

function scalarSchema(field: AnyScalar): JsonObject {
  const schema = { ...TYPES[field.type], ...annotations(field) };
  if (isAlwaysFilled(field.key) || schema.type === undefined) return schema;
  return { ...schema, type: [schema.type, 'null'] };
}

function rowSchema(items: readonly ScalarField[]): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(items.map((item) => [item.key, scalarSchema(item)])),
    required: items.map(({ key }) => key),
    additionalProperties: false,
  };
}

const fieldSchema = (field: CommonField | Field): JsonObject =>
  field.type === 'list'
    ? { ...annotations(field), type: 'array', items: rowSchema(field.items) }
    : scalarSchema(field);

/** The JSON Schema (2020-12) of a provider's records. Every key is required; most may be null. */
export function recordSchema(provider: Provider): JsonObject {
  const properties: JsonObject = {
    ...Object.fromEntries(recordFields(provider).map((field) => [field.key, fieldSchema(field)])),
    unreadable_fields: {
      type: 'array',
      items: { type: 'string' },
      title: 'Unreadable Fields',
      description: 'Keys of the fields whose value was of a wrong type; they are null.',
    },
    raw: { type: 'object', title: 'Raw', description: 'The provider’s payload as it came.' },
  };
  properties.provider = { const: provider.id, title: 'Provider' };
  properties.provider_name = { const: provider.name, title: 'Provider Name' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${provider.name} record`,
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** The one context of sample records, so that they never change. */
const SAMPLE: SampleContext = { sequence: 1, at: new Date(Date.UTC(2026, 3, 25, 14, 30, 0)) };

/**
 * A whole record of one of the provider's events, mapped from its sample payload.
 * @throws {RangeError} if the provider has no such event or ping
 */
export function sampleRecord(provider: Provider, eventType: string): SignalRecord {
  const definition = findEvent(provider, eventType);
  if (definition === undefined) throw new RangeError(`${provider.id} has no event "${eventType}"`);
  return recordOfSample(provider, eventType, definition.sample(SAMPLE));
}

/**
 * A record of what one of a provider's triggers brings.
 * @throws {RangeError} as {@link sampleRecord}
 */
export const triggerSampleRecord = (
  provider: Provider,
  { eventType, sample }: TriggerWording,
): SignalRecord =>
  sample === undefined
    ? sampleRecord(provider, eventType)
    : recordOfSample(provider, eventType, fillTemplate(sample, { ...SAMPLE }));

function recordOfSample(
  provider: Provider,
  eventType: string,
  payload: SampleObject,
): SignalRecord {
  const { wire } = provider;
  const parsed = parsePayload(encodePayload(payload, wire.encoding));
  if (!parsed.ok) throw new RangeError(`the sample of "${eventType}" is not readable`);
  const headers = wire.headers({ type: eventType, deliveryId: 'del_sample', payload });
  return toRecord(provider, readEvent(provider, parsed.payload, headers), {
    event_id: 'evt_01k9q2v7c5e8',
    received_at: new Date(SAMPLE.at.getTime() + 2000).toISOString(),
  });
}
