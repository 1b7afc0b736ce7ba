import { networkWords } from '@signal-hooks/catalogue';
import { attention, broken, type Check, type Finding, fine, messageOf } from './finding.ts';

const TIMEOUT_MS = 5000;
/** Signatures with a time are refused from five minutes on. */
const MAX_CLOCK_MS = 60_000;

/** Whether the gateway runs, and answers at the address that providers and platforms were given. */
export const checkAddresses: Check = async ({ config }) => {
  const local = `http://127.0.0.1:${config.port}`;
  const known = process.env.SIGNAL_HOOKS_URL !== undefined || config.publicUrl !== local;
  const running = await ask('gateway', local, 'Start it: signal-hooks serve');
  if (!known || config.publicUrl === null) {
    const says =
      'Not known: providers could not be given an address. Set SIGNAL_HOOKS_URL, such as https://hooks.example.com.';
    return [running, attention('public address', says)];
  }
  const { protocol } = new URL(config.publicUrl);
  const open = await ask(
    'public address',
    config.publicUrl,
    'See that the proxy in front of the gateway hands requests on to it.',
  );
  if (open.is !== 'fine' || protocol === 'https:') return [running, open];
  return [
    running,
    attention(
      'public address',
      `${config.publicUrl} is not HTTPS: most providers refuse it, and secrets could be read on the way.`,
    ),
  ];
};

async function ask(what: string, address: string, todo: string): Promise<Finding> {
  try {
    const response = await fetch(`${address}/healthz`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
    });
    const text = await response.text();
    if (response.status === 200 && /"status":\s*"ok"/.test(text)) {
      return fine(what, `${address} answers.`);
    }
    const said = `Something answers at ${address} that is no Signal Hooks gateway (HTTP ${response.status}).`;
    return broken(what, `${said} ${todo}`);
  } catch (error) {
    const why = networkWords(error) ?? messageOf(error);
    return broken(what, `${address} could not be reached from here: ${why}. ${todo}`);
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
