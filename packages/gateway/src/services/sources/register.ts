import type { Registration } from '@signal-hooks/catalogue';
import type { ReadySource } from '../../ready.ts';
import type { SourceDeps } from './deps.ts';
import { codeOf, registerStored } from './registration.ts';
import { changeStored, findReady } from './stored.ts';

/** What the provider says about a source's registration. */
interface RegistrationStatus {
  /** Null if it knows nothing of this source. */
  readonly registration: Registration | null;
}

/**
 * Activates the source's registration: adopts, re-enables, renews or creates it.
 * Doing it twice registers once.
 * @throws {GatewayError} `source_not_found`, `invalid_request`, `public_url_missing`,
 *   `provider_refused`, `provider_unavailable` or `target_forbidden`
 */
export function register(deps: SourceDeps, id: string): Promise<ReadySource> {
  return deps.changes.run(id, () => registerStored(deps, id));
}

/**
 * Registers a source where the gateway's address has changed. What was registered at the old one is
 * removed afterwards; where that fails, the log says so. @throws see {@link register}
 */
export function moveRegistration(deps: SourceDeps, id: string): Promise<ReadySource> {
  return deps.changes.run(id, async () => {
    const before = await findReady(deps, id);
    const after = await registerStored(deps, id);
    const { registrationId: old } = before.source;
    if (old === null || old === after.source.registrationId) return after;
    await deps.registrar.remove(before, old).catch((error: unknown) => {
      const registration = { source: id, registration: old, code: codeOf(error) };
      deps.log.warn(registration, 'the registration of the old address could not be removed');
    });
    return after;
  });
}

/** Removes the registration at the provider; without one nothing happens. @throws see {@link register} */
export function unregister(deps: SourceDeps, id: string): Promise<ReadySource> {
  return deps.changes.run(id, async () => {
    const ready = await findReady(deps, id);
    const { registrationId } = ready.source;
    if (registrationId === null) return ready;
    await deps.registrar.remove(ready, registrationId);
    return changeStored(deps, id, ({ source, secrets }) => {
      // Registered anew by another gateway meanwhile: that one stays.
      const isOther = source.registrationId !== registrationId;
      return { source: isOther ? source : { ...source, registrationId: null }, secrets };
    });
  });
}

/** Asks the provider about the source's registration. @throws see {@link register} */
export async function registrationStatus(
  deps: SourceDeps,
  id: string,
): Promise<RegistrationStatus> {
  return { registration: await deps.registrar.find(await findReady(deps, id)) };
}
