import {
  ALERTS,
  COMMON_FIELDS,
  type CommonField,
  type Field,
  filledFields,
  PROVIDERS,
  type SignalRecord,
  sampleRecord,
} from '@signal-hooks/catalogue';
import type { Output } from './component.ts';
import type { Json, JsonRecord } from './json.ts';
import { outputParameters, type Parameter } from './parameter.ts';

/** What follows the fields in every record. */
const BEHIND: readonly Parameter[] = [
  {
    name: 'unreadable_fields',
    type: 'array',
    label: 'Unreadable fields',
    spec: { type: 'text' },
  },
  {
    name: 'raw',
    type: 'collection',
    label: 'Raw payload',
    help: 'Empty unless the webhook includes the payload.',
  },
];

/**
 * What a bundle with a record holds: the common fields, then those of the provider that was
 * chosen in the form, which Make asks the procedures for.
 */
const recordInterface = (): Json => [
  ...outputParameters(COMMON_FIELDS),
  'rpc://ownFields',
  'rpc://ownFieldsAtGateway',
  ...BEHIND,
];

/** What the provider's sample leaves empty is filled in, so that every field can be seen. */
function filledIn(field: CommonField | Field, cell: unknown): Json {
  if (field.type !== 'list') return (cell ?? field.sample) as Json;
  const rows = Array.isArray(cell) && cell.length > 0 ? (cell as JsonRecord[]) : [{}];
  return rows.map((row: JsonRecord) =>
    Object.fromEntries(field.items.map(({ key, sample }) => [key, row[key] ?? sample])),
  );
}

/** The sample of an event type, with something in each of some fields. */
function sampleCells(
  record: SignalRecord,
  fields: readonly (CommonField | Field)[],
): readonly (readonly [key: string, cell: Json])[] {
  return fields.map((field) => [field.key, filledIn(field, record[field.key])]);
}

/** A bundle as the editor shows it before anything has come; a sample can have no procedure. */
function sampleBundle(): JsonRecord {
  const [eventType = ''] = Object.keys(PROVIDERS.siggnal.events);
  const record = sampleRecord(PROVIDERS.siggnal, eventType);
  const { unreadable_fields, raw } = record;
  const cells = Object.fromEntries(sampleCells(record, COMMON_FIELDS));
  return { ...cells, unreadable_fields, raw: raw as JsonRecord };
}

/** A record of any provider. */
export const RECORD_OUTPUT: Output = { interface: recordInterface(), samples: sampleBundle() };

const ALERT_FIELDS = filledFields(ALERTS);

/** A record of an alert: only what alerts have something in. */
export const ALERT_OUTPUT: Output = {
  interface: outputParameters(ALERT_FIELDS),
  samples: Object.fromEntries(sampleCells(sampleRecord(ALERTS, 'alert.opened'), ALERT_FIELDS)),
};
