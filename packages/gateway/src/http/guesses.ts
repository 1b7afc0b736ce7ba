import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import { GatewayError } from '../errors.ts';
import { type Rate, TokenBucket } from '../token-bucket.ts';

/** Wrong tokens from one address in a row, and then per second. */
const GUESSES: Rate = { perSecond: 1, burst: 60 };
/** Addresses and tokens that are remembered; the oldest are forgotten. */
const MAX_ADDRESSES = 10_000;
const MAX_TOKENS = 1000;

/**
 * Slows down who tries tokens. An address that has sent too many wrong ones is answered 429
 * without a look at the next one, unless that has been right before: others behind the same
 * proxy are not locked out.
 */
export class GuessLimiter {
  readonly #addresses = new Map<string, TokenBucket>();
  readonly #right = new Set<string>();

  /**
   * Lets `authenticate` look at a token, and counts it if it is none.
   * @throws {GatewayError} `too_many_requests`, or what `authenticate` throws
   */
  async guard<Result>(
    request: IncomingMessage,
    token: string,
    authenticate: () => Promise<Result>,
  ): Promise<Result> {
    const address = addressOf(request);
    const bucket = this.#addresses.get(address);
    if (bucket !== undefined && bucket.room(GUESSES) < 1 && !this.#right.has(token)) {
      throw new GatewayError(
        'too_many_requests',
        'Too many wrong bearer tokens came from your address. Wait, then send the right one.',
      );
    }
    try {
      const result = await authenticate();
      if (!this.#right.has(token)) remember(this.#right, MAX_TOKENS, () => this.#right.add(token));
      return result;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'unauthorized') this.#count(address);
      throw error;
    }
  }

  #count(address: string): void {
    const bucket = this.#addresses.get(address) ?? new TokenBucket();
    bucket.tryTake(GUESSES);
    remember(this.#addresses, MAX_ADDRESSES, () => this.#addresses.set(address, bucket));
  }
}

function remember(
  known: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean },
  most: number,
  add: () => void,
): void {
  add();
  const oldest = known.size > most ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
}

/**
 * Who sends: the other end of the connection, or, if that is a proxy in our own network, whom the
 * proxy names last. IPv6 addresses count by their network, because one holder has all of it.
 */
function addressOf({ socket, headers }: IncomingMessage): string {
  const remote = parse(socket.remoteAddress);
  if (remote === null) return 'unknown';
  const forwarded = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').at(-1)?.trim();
  const named = remote.range() === 'unicast' ? null : parse(forwarded);
  const address = named ?? remote;
  if (address.kind() === 'ipv4') return address.toString();
  return address.toByteArray().slice(0, 8).join('.');
}

function parse(text: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text) : null;
}
