import {
  completeDefinition,
  type DefinitionInput,
  defineProvider,
  type Provider,
  parsePayload,
} from '@signal-hooks/catalogue';
import type { StoredProvider } from './domain.ts';

/**
 * Compiles a stored definition.
 * @throws {TypeError} with what is wrong, in words for people
 */
export function compileDefinition({ id, definition }: StoredProvider): Provider {
  const parsed = parsePayload(Buffer.from(definition));
  if (!parsed.ok) throw new TypeError(parsed.explanation);
  return defineProvider(id, completeDefinition(parsed.payload as unknown as DefinitionInput));
}
