import type { Millis } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { ReadySource } from '../../ready.ts';
import type { Changing } from './change.ts';
import type { SourceDeps } from './deps.ts';
import { type RegistrarResult, takeOver } from './registrar.ts';
import { changeStored, findReady } from './stored.ts';

/** How long a replaced secret is accepted by default: a provider's retries go on for hours. */
const SECRET_GRACE_HOURS = 24;
const HOUR_MS = 3600_000;

/** Until when a replaced secret is accepted. */
export function graceEnd(deps: SourceDeps, hours: number = SECRET_GRACE_HOURS): Millis {
  return deps.now() + hours * HOUR_MS;
}

/** Where the stored credentials stay right, so does the registration that the row names by now. */
export function withResult(
  deps: SourceDeps,
  { source, secrets }: Changing,
  { registrationId, credentials }: RegistrarResult,
  until: Millis = graceEnd(deps),
): Changing {
  if (credentials === null) return { source, secrets };
  return {
    source: { ...source, registrationId },
    secrets: takeOver(secrets, credentials, until),
  };
}

/** Registers a source, and stores what that brought. @throws see {@link register} */
export async function registerStored(deps: SourceDeps, id: string): Promise<ReadySource> {
  const result = await deps.registrar.register(await findReady(deps, id));
  return changeStored(deps, id, (now) => withResult(deps, now, result));
}

/** What a failure is called in the log. */
export const codeOf: (error: unknown) => string = (error) =>
  error instanceof GatewayError ? error.code : (error as Error).name;
