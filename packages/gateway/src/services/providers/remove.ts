import { GatewayError } from '../../errors.ts';
import { sourcesOf, subscriptionsTo } from './change.ts';
import type { ProviderDeps } from './deps.ts';
import { ownProvider } from './own.ts';

/**
 * Forgets the definition of a provider of the user's own.
 * @throws {GatewayError} `provider_not_found`, or `conflict` if something is of it still
 */
export async function removeProvider(deps: ProviderDeps, id: string): Promise<void> {
  const { store, directory } = deps;
  await ownProvider(deps, id);
  const [source] = sourcesOf(deps, id);
  if (source !== undefined) throw inUse(source, 'is a source of it. Remove that source first.');
  const [subscription] = subscriptionsTo(deps, id);
  if (subscription !== undefined) throw inUse(subscription, 'asks for its events. End it first.');
  const isGone = await store.providers.delete(id);
  await directory.refresh();
  // Another process has removed it, or added a source, since this one looked.
  if (!isGone) throw new GatewayError('conflict', 'It has just been changed. Try again.');
}

const inUse = (id: string, what: string): GatewayError =>
  new GatewayError('conflict', `It cannot be removed: ${id} ${what}`);
