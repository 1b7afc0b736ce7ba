import type { Provider } from '@signal-hooks/catalogue';
import type { Source } from '../../domain.ts';
import type { ReadySource } from '../../ready.ts';
import { applyInput, type SourceInput } from './input.ts';
import type { RegistrarResult } from './registrar.ts';

/** What a change of a source works on. */
export type Changing = Pick<ReadySource, 'source' | 'secrets'>;
/** A change: what is stored, and what it becomes. */
export type Change = (stored: Changing) => Changing;

/** A source with what an input changes. @throws {GatewayError} `invalid_request` */
export function withInput(
  provider: Provider,
  { source, secrets }: Changing,
  input: SourceInput,
): Changing {
  const events = input.events === undefined ? source.events : [...new Set(input.events)];
  return {
    source: { ...source, name: input.name ?? source.name, events },
    secrets: applyInput(provider, secrets, input),
  };
}

/**
 * Whether a registration is not the one of before. Where an API cannot renew, new credentials
 * mean a new registration: at another installation it may have the number of the old one.
 */
export function isAnother(
  { registration }: Provider,
  before: Source,
  { registrationId, credentials }: RegistrarResult,
): boolean {
  if (credentials === null) return false;
  return registrationId !== before.registrationId || !registration.canRenew;
}
