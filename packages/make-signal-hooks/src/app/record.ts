import { COMMON_FIELDS, type CommonField, PROVIDERS, sampleRecord } from '@signal-hooks/catalogue';
import type { Json, JsonRecord } from './json.ts';
import { outputParameters, type Parameter } from './parameter.ts';

/** The procedure that adds a provider's own fields to an interface. */
const OWN_FIELDS = 'ownFields';

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
 * chosen in the form, which Make asks the procedure for.
 */
export const recordInterface = (): Json => [
  ...outputParameters(COMMON_FIELDS),
  `rpc://${OWN_FIELDS}`,
  ...BEHIND,
];

/** What the provider's sample leaves empty is filled in, so that every field can be seen. */
function filledIn(field: CommonField, cell: unknown): Json {
  if (field.type !== 'list') return (cell ?? field.sample) as Json;
  const rows = Array.isArray(cell) && cell.length > 0 ? (cell as JsonRecord[]) : [{}];
  return rows.map((row: JsonRecord) =>
    Object.fromEntries(field.items.map(({ key, sample }) => [key, row[key] ?? sample])),
  );
}

/** A bundle as the editor shows it before anything has come; a sample can have no procedure. */
export function sampleBundle(): JsonRecord {
  const [eventType = ''] = Object.keys(PROVIDERS.siggnal.events);
  const record = sampleRecord(PROVIDERS.siggnal, eventType);
  const cells = COMMON_FIELDS.map((field) => [field.key, filledIn(field, record[field.key])]);
  const { unreadable_fields, raw } = record;
  return { ...Object.fromEntries(cells), unreadable_fields, raw: raw as JsonRecord };
}

/** A trigger's webhook knows its provider; a search has it in its form. */
const CHOSEN = 'ifempty(webhook.provider, parameters.provider)';

const SOURCE = 'ifempty(webhook.source_id, parameters.source_id)';

/** Make's type for the type of a field that the gateway tells. */
const TYPE_OF_ITEM = ['integer', 'number', 'boolean', 'url', 'email'].reduce(
  (other, type) => `if(item.type == '${type}', '${type}', ${other})`,
  "if(item.type == 'datetime', 'date', if(item.type == 'list', 'array', 'text'))",
);

/** Lists a provider's own fields: those whose evidence the gateway tells. */
const askGateway = (fields: string): JsonRecord => ({
  url: '/v1/providers',
  method: 'GET',
  response: {
    valid: "{{statusCode < 300 && ifempty(body.data, 'none') != 'none'}}",
    iterate: {
      container: `{{ifempty(${fields}, emptyarray)}}`,
      condition: '{{item.status}}',
    },
    output: { name: '{{item.key}}', type: `{{${TYPE_OF_ITEM}}}`, label: '{{item.label}}' },
    limit: 300,
  },
});

/**
 * The procedure: one answer for each provider that is built in, without a request; for any other,
 * and where only a source is chosen, the gateway is asked.
 */
export function ownFields(): Json {
  const providers = Object.values(PROVIDERS);
  const isOther = providers.map(({ id }) => ` && ${CHOSEN} != '${id}'`).join('');
  return [
    ...providers.map(({ id, fields }) => ({
      condition: `{{${CHOSEN} == '${id}'}}`,
      response: { output: outputParameters(fields) },
    })),
    {
      ...askGateway(`first(map(body.data, 'fields', 'id', ${CHOSEN}))`),
      condition: `{{${CHOSEN}${isOther}}}`,
    },
    {
      ...askGateway("first(map(body.data, 'fields'))"),
      condition: `{{!${CHOSEN} && ${SOURCE}}}`,
      qs: { source_id: `{{${SOURCE}}}` },
    },
  ];
}
