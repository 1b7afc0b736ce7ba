import { setTimeout as wait } from 'node:timers/promises';
import { checkAddress, type Gateway, ingestUrl, type ReadySource } from '@signal-hooks/gateway';
import { failureInWords } from '../failure.ts';
import { bad, good, print, report, strong, tame } from '../terminal.ts';

/** How long a new address may take until it leads here: its name has to become known. */
const LOOKS = 60;
const LOOK_MS = 1000;

/**
 * Tells providers a gateway's new address: those with an API by it; for all others it prints what to
 * paste there. Nothing that a provider refuses ends the gateway.
 * @param signal ends the waiting
 */
export async function moveSources(
  gateway: Gateway,
  address: string,
  signal: AbortSignal,
): Promise<void> {
  const sources = gateway.directory
    .sources()
    .filter((known): known is ReadySource => !('problem' in known));
  if (sources.length === 0) return;
  const isRegistered = ({ source }: ReadySource): boolean => source.registrationId !== null;
  const toPaste = sources.filter((known) => !isRegistered(known));
  if (toPaste.length > 0) {
    print('The address is another one than before. Give each of these providers its new one:');
    for (const { source, provider } of toPaste) {
      print(`  ${tame(source.name)} (${provider.name})  ${strong(ingestUrl(address, source.id))}`);
    }
  }
  const toRegister = sources.filter(isRegistered);
  if (toRegister.length > 0 && !(await isReached(address, signal))) {
    report(bad(`${address} does not lead to this gateway yet; registering it all the same.`));
  }
  for (const known of toRegister) {
    if (!signal.aborted) await register(gateway, known);
  }
}

async function register({ services }: Gateway, { source, provider }: ReadySource): Promise<void> {
  const { id } = source;
  try {
    await services.audit.recordLocal({ operation: 'registerSource', kind: 'source', id }, () =>
      services.sources.moveRegistration(id),
    );
    print(good(`✔ ${tame(source.name)} (${provider.name}) is registered at the new address`));
  } catch (error) {
    const reason = failureInWords(error as Error) ?? (error as Error).message;
    report(
      bad(
        `${tame(source.name)} (${provider.name}) is not registered at the new address: ${reason}`,
      ),
    );
    report(`Try again with: npx signal-hooks source register ${id}`);
  }
}

async function isReached(address: string, signal: AbortSignal): Promise<boolean> {
  for (let look = 0; look < LOOKS && !signal.aborted; look += 1) {
    if ((await checkAddress(address)).outcome === 'answers') return true;
    await wait(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
