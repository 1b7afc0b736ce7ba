import { isIP, type LookupFunction, type Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { GatewayError } from '../errors.ts';
import { type AddressPolicy, compileAddressPolicy } from './address-policy.ts';
import { checkHostName } from './host-name.ts';
import type { Resolver } from './resolver/cached-resolver.ts';
import { createSystemResolver } from './resolver/system-resolver.ts';

/** How {@link createSafeAgent} connects. */
export interface SafeAgentOptions {
  /** CIDRs or addresses that are allowed although they are internal. */
  readonly allowedNetworks?: readonly string[];
  /** Defaults to {@link createSystemResolver}. */
  readonly resolve?: Resolver;
  /** Milliseconds until a connection must be established. */
  readonly connectTimeoutMs?: number;
}

/** A connection was refused by this gateway because of where it leads. */
export class AddressForbiddenError extends Error {
  override readonly name = 'AddressForbiddenError';
  readonly code = 'ADDRESS_FORBIDDEN';

  constructor() {
    // The address is not named: the message may reach whoever made the subscription.
    super('The host has an address in an internal network.');
  }
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Connections are reused that long at most, whatever the other side offers, so that changes in DNS take effect. */
const KEEP_ALIVE_MAX_MS = 30_000;

/**
 * An HTTP client that does not connect to internal addresses, whatever the URL looks like
 * and whatever DNS says by then:
 *
 * 1. a literal address is checked before connecting (it never reaches a lookup);
 * 2. a name is refused if any of its addresses is internal, and only the checked ones are
 *    connected to, so that a second answer of DNS cannot differ from the first;
 * 3. the address that was really connected to is checked once more before a byte is sent
 *    by HTTP.
 *
 * undici's `request` does not follow redirects, so no answer can lead elsewhere.
 *
 * @throws {RangeError} if an allowed network is not written as a CIDR or address
 */
export function createSafeAgent(options: SafeAgentOptions = {}): Agent {
  const policy = compileAddressPolicy(options.allowedNetworks ?? []);
  const connect = buildConnector({
    timeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    lookup: guardLookup(options.resolve ?? createSystemResolver(), policy),
    // One request a connection at a time keeps a slow answer from holding up others.
    allowH2: false,
  });
  return new Agent({
    connect: (target, callback) => {
      const host = withoutBrackets(target.hostname);
      if (isIP(host) !== 0 && !policy.permits(host)) {
        callback(new AddressForbiddenError(), null);
        return;
      }
      connect(target, (...result) => {
        const [error, socket] = result;
        const refusal = error === null ? refuse(socket, policy) : null;
        if (refusal === null) callback(...result);
        else callback(refusal, null);
      });
    },
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    pipelining: 1,
  });
}

/** These names always mean the loopback address. RFC 6761, section 6.3. */
const LOCALHOST = /(?:^|\.)localhost\.?$/i;

function guardLookup(resolve: Resolver, policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const permitted = found.filter(({ address }) => policy.permits(address));
        // This machine has two addresses, and often only one of them is allowed.
        const mayLeaveOut = LOCALHOST.test(hostname) && permitted.length > 0;
        const addresses = mayLeaveOut ? permitted : found;
        const [first] = addresses;
        if (first === undefined) {
          callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
        } else if (addresses.length > permitted.length) {
          callback(new AddressForbiddenError(), '');
        } else if (options.all) {
          callback(null, [...addresses]);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error) => callback(error, ''),
    );
  };
}

/** Checks where a socket leads; closes it if that is not allowed. */
function refuse(socket: Socket, policy: AddressPolicy): Error | null {
  const { remoteAddress } = socket;
  if (remoteAddress !== undefined && policy.permits(remoteAddress)) return null;
  socket.destroy();
  // Without an address the other side has hung up already.
  if (remoteAddress !== undefined) return new AddressForbiddenError();
  return Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' });
}

/** Longest target URL, in characters. */
export const MAX_TARGET_URL = 2048;

/** What {@link checkTargetUrl} allows beyond public HTTPS. */
export interface TargetRules {
  readonly allowedNetworks: readonly string[];
  /** Plain HTTP to any host whose addresses are allowed. */
  readonly allowHttp: boolean;
}

/**
 * Checks the target of a new subscription as far as is possible without DNS; what a name
 * resolves to is checked at every connection.
 *
 * HTTPS only; plain HTTP where the operator switched it on, and to a literal address or
 * `localhost` inside one of the networks that the operator allowed. A name inside the LAN (`http://n8n:5678`)
 * needs the switch, because a name may mean another host tomorrow.
 *
 * @returns the URL in its normal form
 * @throws {GatewayError} `target_forbidden`, with a sentence that says what to do
 */
export function checkTargetUrl(text: string, rules: TargetRules): URL {
  if (text.length > MAX_TARGET_URL) {
    throw forbidden(`The URL is longer than ${MAX_TARGET_URL} characters. Use a shorter one.`);
  }
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw forbidden('This is no web address. Give a whole URL that begins with https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw forbidden(
      'The URL carries a user name or password. Leave it out: deliveries are signed, check the signature instead.',
    );
  }
  if (url.hash !== '' || text.includes('#')) {
    throw forbidden('The URL has a fragment (#…), which is never sent. Leave it out.');
  }
  const policy = compileAddressPolicy(rules.allowedNetworks);
  const literal = literalOf(url.hostname);
  if (literal !== null && !policy.permits(literal)) {
    throw forbidden(
      'The URL leads into an internal network. Use a public address, or have the operator add the network to SIGNAL_HOOKS_ALLOWED_NETWORKS.',
    );
  }
  if (literal === null) checkName(url.hostname, rules);
  const named = literal !== null && policy.names(literal);
  if (url.protocol === 'http:' && !rules.allowHttp && !named) {
    throw forbidden(
      'Deliveries go to https:// addresses only. Use HTTPS, or have the operator allow plain HTTP.',
    );
  }
  return url;
}

function checkName(hostname: string, { allowedNetworks }: TargetRules): void {
  const problem = checkHostName(hostname);
  if (problem === 'malformed') {
    throw forbidden(`"${hostname}" is no host name. Check the address for a mistake in writing.`);
  }
  // Where networks are allowed, the name may lead into one of them; that is checked at every connection.
  if (problem === 'internal' && allowedNetworks.length === 0) {
    throw forbidden(
      `"${hostname}" is a name inside a network. Use a public name, or have the operator add the network to SIGNAL_HOOKS_ALLOWED_NETWORKS.`,
    );
  }
}

/** The address a host is known to mean without asking DNS, null for other names. */
function literalOf(hostname: string): string | null {
  const host = withoutBrackets(hostname);
  if (isIP(host) !== 0) return host;
  return LOCALHOST.test(host) ? '127.0.0.1' : null;
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

const forbidden = (detail: string): GatewayError => new GatewayError('target_forbidden', detail);
