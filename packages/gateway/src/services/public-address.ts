import { isReachableFrom, networkWords } from '@signal-hooks/catalogue';

const TIMEOUT_MS = 5000;
/** Stands for a provider on the internet. */
const ELSEWHERE = 'https://provider.example';

/** What {@link checkAddress} can find out, the best first. */
export const ADDRESS_OUTCOMES = [
  'answers',
  'not_https',
  'internal',
  'other_server',
  'unreachable',
] as const;

/** What came of asking an address for its gateway. */
export interface AddressCheck {
  readonly outcome: (typeof ADDRESS_OUTCOMES)[number];
  /** Null: nothing answered. */
  readonly httpStatus: number | null;
  /** Why nothing answered, in words; null where something did. */
  readonly reason: string | null;
}

/**
 * Asks an address from this machine whether a gateway answers there. Whether the internet reaches it as
 * well cannot be seen from here; that it cannot where the address is of a private network can.
 * @param address without a slash at its end
 */
export async function checkAddress(address: string): Promise<AddressCheck> {
  try {
    const response = await fetch(`${address}/healthz`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
    });
    const isGateway = response.status === 200 && /"status":\s*"ok"/.test(await startOf(response));
    const outcome = isGateway ? kindOf(address) : 'other_server';
    return { outcome, httpStatus: response.status, reason: null };
  } catch (error) {
    const reason = networkWords(error) ?? (error instanceof Error ? error.message : String(error));
    return { outcome: 'unreachable', httpStatus: null, reason };
  }
}

function kindOf(address: string): AddressCheck['outcome'] {
  if (!isReachableFrom(ELSEWHERE, address)) return 'internal';
  return new URL(address).protocol === 'https:' ? 'answers' : 'not_https';
}

/** Whoever answers may send without an end: the first piece says enough. */
async function startOf(response: Response): Promise<string> {
  for await (const piece of response.body ?? []) return Buffer.from(piece).toString('utf8');
  return '';
}
