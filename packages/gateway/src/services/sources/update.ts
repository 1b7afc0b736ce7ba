import type { ReadySource } from '../../ready.ts';
import { type Change, isAnother, withInput } from './change.ts';
import type { SourceDeps } from './deps.ts';
import { refuseIgnored, type SourceInput } from './input.ts';
import { codeOf, withResult } from './registration.ts';
import { changeStored, findReady } from './stored.ts';

/**
 * Changes what is given. Where events or settings of a registered source change, the
 * registration is changed with them, or nothing is.
 * @throws {GatewayError} `source_not_found`, `invalid_request`, or what {@link register} throws
 */
export function updateSource(
  deps: SourceDeps,
  id: string,
  input: SourceInput,
): Promise<ReadySource> {
  return deps.changes.run(id, async () => {
    const stored = await findReady(deps, id);
    const { source, provider } = stored;
    const changing: Change = (now) => withInput(provider, now, input);
    const next = changing(stored);
    const isElsewhere =
      source.registrationId !== null &&
      (input.events !== undefined || input.settings !== undefined);
    if (source.registrationId !== null) refuseIgnored(provider, stored.secrets, input);
    if (!isElsewhere) return changeStored(deps, id, changing);
    const result = await deps.registrar.register({ ...next, provider });
    const ready = await changeStored(deps, id, (now) => withResult(deps, changing(now), result));
    if (isAnother(provider, source, result)) await removeOld(deps, stored);
    return ready;
  });
}

/** The new registration is active; that the old one could not be removed is no reason to fail. */
async function removeOld(deps: SourceDeps, stored: ReadySource): Promise<void> {
  try {
    await deps.registrar.remove(stored, stored.source.registrationId ?? '');
  } catch (error) {
    const { id } = stored.source;
    deps.log.warn({ source: id, code: codeOf(error) }, 'old registration not removed');
  }
}
