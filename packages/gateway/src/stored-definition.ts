import {
  completeDefinition,
  type DefinitionInput,
  defineProvider,
  type JsonObject,
  type Provider,
  parsePayload,
} from '@signal-hooks/catalogue';
import type { StoredProvider } from './domain.ts';

/**
 * Compiles a stored definition.
 * @throws {TypeError} with what is wrong, in words for people
 */
export function compileDefinition(stored: StoredProvider): Provider {
  const definition = parseStored(stored);
  if (definition === null) throw new TypeError('it is no JSON.');
  return defineProvider(stored.id, completeDefinition(definition as unknown as DefinitionInput));
}

/** A stored definition as it was given; null if it is damaged. */
export function parseStored({ definition }: StoredProvider): JsonObject | null {
  const parsed = parsePayload(Buffer.from(definition));
  return parsed.ok ? parsed.payload : null;
}
