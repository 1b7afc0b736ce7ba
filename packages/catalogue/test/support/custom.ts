import {
  completeDefinition,
  type DefinitionInput,
  defineProvider,
  type Provider,
} from '@signal-hooks/catalogue';

/** A provider as a user defines one; unless told, it sends a token. */
export const custom = (part: Partial<DefinitionInput> = {}): Provider =>
  defineProvider(
    'custom',
    completeDefinition({
      id: 'custom',
      name: 'Acme',
      signature: { algorithm: 'token', header: 'x-token' },
      ...part,
    }),
  );
