import {
  completeDefinition,
  type DefinitionInput,
  defineProvider,
  type JsonObject,
  type Provider,
  parsePayload,
  SOURCE_KEYS,
} from '@signal-hooks/catalogue';
import type { StoredProvider } from './domain.ts';

/**
 * Compiles a stored definition.
 * @throws {TypeError} with what is wrong, in words for people
 */
export function compileDefinition(stored: StoredProvider): Provider {
  const definition = parseStored(stored);
  if (definition === null) throw new TypeError('it is no JSON.');
  const input = withoutLaterKeys(definition as unknown as DefinitionInput);
  return defineProvider(stored.id, completeDefinition(input));
}

/** Keys that own fields of stored definitions may have: they became common fields later. */
const LATER_ADDED = [...SOURCE_KEYS, 'provider_name', 'event_type_label'];
const LATER_READ = ['contact_first_name', 'contact_last_name'];

/**
 * A definition that was stored when fewer fields were common: an own field of a person's name fills the
 * common one, and others go on behind `payload_`, as names that are taken do.
 */
function withoutLaterKeys({ fields = [], common, ...rest }: DefinitionInput): DefinitionInput {
  const read = fields.filter(({ key }) => LATER_READ.includes(key));
  const own = fields
    .filter((field) => !read.includes(field))
    .map((field) =>
      LATER_ADDED.includes(field.key) ? { ...field, key: `payload_${field.key}` } : field,
    );
  const names = Object.fromEntries(read.map(({ key, from }) => [key, from]));
  return { ...rest, fields: own, common: { ...common, ...names } };
}

/** A stored definition as it was given; null if it is damaged. */
export function parseStored({ definition }: StoredProvider): JsonObject | null {
  const parsed = parsePayload(Buffer.from(definition));
  return parsed.ok ? parsed.payload : null;
}
