import { DEFINITION_SCHEMA } from '@signal-hooks/catalogue';

/** The JSON Schema that a provider's definition is checked with. */
export const definitionSchema = (): [path: string, content: string][] => [
  ['docs/reference/definition.schema.json', `${JSON.stringify(DEFINITION_SCHEMA, null, 2)}\n`],
];
