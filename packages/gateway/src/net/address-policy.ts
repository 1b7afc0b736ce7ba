import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Tells whether deliveries may go to an IP address. */
export interface AddressPolicy {
  /** Public, or inside an allowed network. Text that is no address is not. */
  readonly permits: (address: string) => boolean;
  /** Inside an allowed network: the operator named it explicitly. */
  readonly names: (address: string) => boolean;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * IPv6 addresses that are given out to the public so far. https://www.iana.org/assignments/ipv6-address-space
 * ipaddr.js calls everything "unicast" that it has no other name for, so also `::7f00:1`,
 * the IPv4-compatible form of 127.0.0.1.
 */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by its number, yet internal to a cloud: Azure's own services answer there. https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const AZURE_INTERNAL = ipaddr.IPv4.parse('168.63.129.16').toString();

/**
 * Compiles the rule for addresses: only public unicast ones, after unwrapping IPv4-mapped
 * ones; every other kind of wrapping (NAT64, 6to4, Teredo) is refused as a whole, because
 * what is inside cannot be seen from here. Networks that the operator names are allowed.
 * @param allowedNetworks CIDRs such as `192.168.1.0/24`, or single addresses
 * @throws {RangeError} if one of them is neither
 */
export function compileAddressPolicy(allowedNetworks: readonly string[]): AddressPolicy {
  const networks = allowedNetworks.map(parseNetwork);
  const isNamed = (address: Address): boolean =>
    networks.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
  const check = (text: string, isAllowed: (address: Address) => boolean): boolean =>
    ipaddr.isValid(text) && isAllowed(ipaddr.process(text));
  return {
    permits: (text) => check(text, (address) => isPublic(address) || isNamed(address)),
    names: (text) => check(text, isNamed),
  };
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_IPV6);
  return address.toString() !== AZURE_INTERNAL;
}

/** Only whole addresses: the short forms `10` and `192.168.1` mean 0.0.0.10 and 192.168.0.1 to parsers. */
function parseNetwork(text: string): [Address, number] {
  const [address = '', bits, ...rest] = text.split('/');
  if (isIP(address) !== 0 && rest.length === 0) {
    if (bits !== undefined && ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
    if (bits === undefined) {
      const single = ipaddr.process(address);
      return [single, single.kind() === 'ipv4' ? 32 : 128];
    }
  }
  throw new RangeError(
    `"${text}" is no network. Write it like 192.168.1.0/24 or fd00::/8, or a single address.`,
  );
}
