import { type AddressCheck, checkAddress } from '@signal-hooks/gateway';
import { attention, broken, type Check, type Finding, fine } from './finding.ts';

const TIMEOUT_MS = 5000;
/** Signatures with a time are refused from five minutes on. */
const MAX_CLOCK_MS = 60_000;

/** Whether the gateway runs, and answers at the address that providers and platforms were given. */
export const checkAddresses: Check = async ({ config }) => {
  const local = `http://127.0.0.1:${config.port}`;
  const known = process.env.SIGNAL_HOOKS_URL !== undefined || config.publicUrl !== local;
  const running = findingOf(
    'gateway',
    local,
    await checkAddress(local),
    'Start it: signal-hooks serve',
  );
  if (!known || config.publicUrl === null) {
    const says =
      'Not known: providers could not be given an address. Set SIGNAL_HOOKS_URL, such as https://hooks.example.com.';
    return [running, attention('public address', says)];
  }
  return [running, await checkPublic(config.publicUrl)];
};

async function checkPublic(address: string): Promise<Finding> {
  const check = await checkAddress(address);
  const what = 'public address';
  if (check.outcome === 'not_https') {
    const says = `${address} is not HTTPS: most providers refuse it, and secrets could be read on the way.`;
    return attention(what, says);
  }
  if (check.outcome === 'internal') {
    return attention(what, `${address} answers, but no provider on the internet can reach it.`);
  }
  return findingOf(
    what,
    address,
    check,
    'See that the proxy in front of the gateway hands requests on to it.',
  );
}

function findingOf(what: string, address: string, check: AddressCheck, todo: string): Finding {
  switch (check.outcome) {
    case 'unreachable':
      return broken(what, `${address} could not be reached from here: ${check.reason}. ${todo}`);
    case 'other_server':
      return broken(
        what,
        `Something answers at ${address} that is no Signal Hooks gateway (HTTP ${check.httpStatus}). ${todo}`,
      );
    default:
      return fine(what, `${address} answers.`);
  }
}

/** Whether this machine’s clock agrees with those of the machines that deliveries go to. */
export const checkClock: Check = async ({ directory }) => {
  const targets = directory
    .subscriptions()
    .filter(({ subscription }) => subscription.status === 'active')
    .map(({ subscription }) => new URL(subscription.targetUrl).origin);
  const offsets = await Promise.all([...new Set(targets)].slice(0, 5).map(offsetOf));
  const known = offsets.filter((offset) => offset !== null).sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)];
  if (middle === undefined) {
    return [fine('clock', 'Not compared: no receiver of an active subscription says its time.')];
  }
  const seconds = Math.round(Math.abs(middle) / 1000);
  if (Math.abs(middle) <= MAX_CLOCK_MS) {
    return [fine('clock', `Within ${seconds} seconds of the machines that deliveries go to.`)];
  }
  const says = `${seconds} seconds ${middle > 0 ? 'behind' : 'ahead of'} the machines that deliveries go to: signatures are refused from five minutes on. Let the system set it: timedatectl set-ntp true`;
  return [broken('clock', says)];
};

/** How far another machine’s clock is ahead, in milliseconds; null if it does not say. */
async function offsetOf(origin: string): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(origin, { method: 'HEAD', redirect: 'manual', signal });
    const at = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(at) ? null : at - Date.now();
  } catch {
    return null;
  }
}
