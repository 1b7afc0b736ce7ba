import { GatewayError } from '../../errors.ts';
import type { SourceDeps } from './deps.ts';
import { findKnown, usable } from './stored.ts';

/**
 * Removes a source with its events, and its registration first. Subscriptions to it end.
 * @param force also if the provider cannot be asked or refuses
 * @throws {GatewayError} `source_not_found`, `provider_refused` or `provider_unavailable`
 */
export function removeSource(
  deps: SourceDeps,
  id: string,
  { force }: { readonly force: boolean },
): Promise<void> {
  return deps.changes.run(id, async () => {
    const { store, directory, log } = deps;
    const known = await findKnown(deps, id);
    const { registrationId } = known.source;
    if (registrationId !== null) {
      try {
        await deps.registrar.remove(usable(known), registrationId);
      } catch (error) {
        if (!force || !(error instanceof GatewayError)) throw hintForce(error);
        log.warn({ source: id, code: error.code }, 'source removed, but not at its provider');
      }
    }
    await store.accounts.deleteSource(id);
    await endSubscriptions(deps, id);
    await directory.refresh();
  });
}

/** They would wait for ever: their source's id is never given again. */
async function endSubscriptions(deps: SourceDeps, sourceId: string): Promise<void> {
  const { store, directory, now } = deps;
  const all = [...directory.subscriptions(), ...directory.unusableSubscriptions()];
  for (const { subscription } of all) {
    if (subscription.sourceId !== sourceId || subscription.status === 'ended') continue;
    const statusReason = 'Its source was removed.';
    await store.accounts.changeSubscription(subscription.id, (stored) => ({
      ...stored,
      status: 'ended',
      statusReason,
    }));
    await store.deliveries.cancel(subscription.id, now());
  }
}

function hintForce(error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const detail = `${error.message} To remove the source here all the same, force it (API: force=true, command line: --force); then remove the webhook at the provider by hand.`;
  return new GatewayError(error.code, detail, { cause: error.cause, fields: error.fields });
}
