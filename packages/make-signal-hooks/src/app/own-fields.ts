import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Json, JsonRecord } from './json.ts';
import { IS_LIST, MAX_CHOICES } from './lists.ts';
import { MAKE_TYPES, outputParameters } from './parameter.ts';

/** A trigger's webhook knows its provider; a search has it in its form. */
const CHOSEN = 'ifempty(webhook.provider, parameters.provider)';

const SOURCE = 'ifempty(webhook.source_id, parameters.source_id)';

/** Make's type for the type of a field that the gateway tells. */
const TYPE_OF_ITEM = Object.entries(MAKE_TYPES)
  .filter(([, type]) => type !== 'text')
  .reduce(
    (other, [ours, type]) => `if(item.type == '${ours}', '${type}', ${other})`,
    "if(item.type == 'list', 'array', 'text')",
  );

/** Lists a provider's own fields: those whose evidence the gateway tells. */
const askGateway = (condition: string, fields: string, qs: JsonRecord = {}): JsonRecord => ({
  url: '/v1/providers',
  method: 'GET',
  ...(Object.keys(qs).length > 0 && { qs }),
  condition,
  response: {
    valid: IS_LIST,
    iterate: {
      container: `{{ifempty(${fields}, emptyarray)}}`,
      condition: '{{item.status}}',
    },
    output: { name: '{{item.key}}', type: `{{${TYPE_OF_ITEM}}}`, label: '{{item.label}}' },
    limit: MAX_CHOICES,
  },
});

/** The own fields of each provider that is built in, without a request and so without a connection. */
export const builtInFields = (): Json =>
  Object.values(PROVIDERS).map(({ id, fields }) => ({
    condition: `{{${CHOSEN} == '${id}'}}`,
    response: { output: outputParameters(fields) },
  }));

/** Those of any other provider, and of the one of a source where only that is chosen. */
export function gatewayFields(): Json {
  const isOther = Object.keys(PROVIDERS)
    .map((id) => ` && ${CHOSEN} != '${id}'`)
    .join('');
  return [
    askGateway(`{{${CHOSEN}${isOther}}}`, `first(map(body.data, 'fields', 'id', ${CHOSEN}))`),
    askGateway(`{{!${CHOSEN} && ${SOURCE}}}`, "first(map(body.data, 'fields'))", {
      source_id: `{{${SOURCE}}}`,
    }),
  ];
}
