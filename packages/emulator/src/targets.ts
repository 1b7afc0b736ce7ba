/** What the emulator lets through although the real provider would not. */
export interface TargetRules {
  /** Plain HTTP anywhere. */
  readonly allowHttp: boolean;
  /** Addresses of this machine, also over plain HTTP. */
  readonly allowLoopback: boolean;
}

/** What is wrong with a target URL. */
export type TargetProblem = 'missing' | 'invalid' | 'too_long' | 'not_https' | 'not_public';

/** Longest URL that is taken; SIGNALS documents it, for the others it is assumed. */
export const MAX_URL = 2048;

/** 127/8 and 0.0.0.0 in any spelling: URL has normalised octal, hex and decimal forms by then. */
const LOOPBACK =
  /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])\.?$/;

/**
 * Checks a URL as the providers do: HTTPS, and not this machine, unless the rules are relaxed.
 * @returns null if it may be delivered to
 */
export function checkTarget(value: unknown, rules: TargetRules): TargetProblem | null {
  if (value === undefined || value === null || value === '') return 'missing';
  if (typeof value !== 'string' || !URL.canParse(value)) return 'invalid';
  if (value.length > MAX_URL) return 'too_long';
  const { protocol, hostname } = new URL(value);
  if (protocol !== 'https:' && protocol !== 'http:') return 'invalid';
  const loopback = LOOPBACK.test(hostname);
  if (loopback && !rules.allowLoopback) return 'not_public';
  const plainAllowed = rules.allowHttp || (loopback && rules.allowLoopback);
  return protocol === 'http:' && !plainAllowed ? 'not_https' : null;
}
