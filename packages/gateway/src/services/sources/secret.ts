import type { Provider } from '@signal-hooks/catalogue';
import type { SourceSecrets } from '../../domain.ts';
import { invalid } from '../invalid.ts';
import { newSecret } from './registrar.ts';

/** What a source holds before it is given anything. */
export const NO_SECRETS: SourceSecrets = {
  secrets: [],
  publicKeys: [],
  authorization: [],
  unsigned: false,
  settings: {},
  retiring: [],
};

/** Whether the user enters the secret at the provider: one that is made here will do. */
export const isSecretOurs = ({ registration }: Provider): boolean =>
  registration.secretFrom === 'user';

/**
 * A new secret for a source that is not registered.
 * @throws {GatewayError} `invalid_request` if the provider makes its own: it would never sign with ours
 */
export function makeSecret(provider: Provider): string {
  if (isSecretOurs(provider)) return newSecret();
  const { name, registration } = provider;
  const message =
    registration.api === null
      ? `Copy the signing secret from ${name} and give it.`
      : `Register the source at ${name}, which brings the secret, or give the one that ${name} signs with.`;
  throw invalid([{ path: 'secret', message }]);
}
