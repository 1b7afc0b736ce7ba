import { type Client, getProvider, getSource, type Provider } from '@signal-hooks/client';
import { UsageError } from '../usage-error.ts';

/**
 * The provider of a source that can be used.
 * @throws {UsageError} if it cannot, with what to do
 */
export async function providerOfSource(api: Client, id: string): Promise<Provider> {
  const { provider, problem } = await api(getSource(id));
  if (problem !== null) throw new UsageError(problem);
  return api(getProvider(provider));
}

/** What a provider's requests are checked with. */
export const credentialOf = ({ signature }: Pick<Provider, 'signature'>): string =>
  signature === 'rsa' || signature === 'ecdsa' || signature === 'ed25519' ? 'public key' : 'secret';
