/**
 * Whether a provider can send to an address: one on the internet cannot reach "localhost" or a
 * private network. Where the provider's own API is on this machine or in a private network,
 * as in tests and internal installations, such an address is taken for reachable.
 *
 * Names are taken for public, because nothing is resolved here.
 */
export function isReachableFrom(apiAddress: string, url: string): boolean {
  const needed = scopeOf(url);
  if (needed === 'public') return true;
  const api = scopeOf(apiAddress);
  return needed === 'private' ? api !== 'public' : api === 'loopback';
}

type Scope = 'public' | 'private' | 'loopback';

/** Names of RFC 6761, 6762, 8375 and of ICANN's .internal; internal names have no dot at all. */
const INTERNAL_NAME = /(?:^[^.]+|\.(?:local|internal|lan|home\.arpa))\.?$/;

function scopeOf(address: string): Scope {
  if (!URL.canParse(address)) return 'public';
  // The parser writes every form of an IPv4 address, such as 0x7f.1, as four decimal numbers.
  const host = new URL(address).hostname.toLowerCase();
  if (host.startsWith('[')) return scopeOfIpv6(host.slice(1, -1));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return scopeOfIpv4(host.split('.').map(Number));
  if (/(?:^|\.)localhost\.?$/.test(host)) return 'loopback';
  return INTERNAL_NAME.test(host) ? 'private' : 'public';
}

/** RFC 1122, 1918, 3927 and 6598. 0.0.0.0 is where one listens, not where anybody sends to. */
function scopeOfIpv4([a = 0, b = 0]: readonly number[]): Scope {
  if (a === 127 || a === 0) return 'loopback';
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128);
  return isPrivate ? 'private' : 'public';
}

/** RFC 4291 and 4193; an IPv4 address inside is looked at as such. */
function scopeOfIpv6(host: string): Scope {
  if (host === '::1' || host === '::') return 'loopback';
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (mapped !== null) {
    const high = Number.parseInt(mapped[1] ?? '', 16);
    return scopeOfIpv4([high >> 8, high & 255]);
  }
  return /^f[cd]|^fe[89ab]/.test(host) ? 'private' : 'public';
}
