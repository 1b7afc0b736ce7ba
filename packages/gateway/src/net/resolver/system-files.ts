import { isIP } from 'node:net';
import type { ResolvedAddress } from './cached-resolver.ts';

/** How a host name is completed, as resolv.conf says it. */
export interface SearchRules {
  readonly domains: readonly string[];
  /** A name with fewer dots is tried with the domains first. */
  readonly ndots: number;
}

/** Host names by their addresses, as in `/etc/hosts`. Names are in lower case. */
export type HostTable = ReadonlyMap<string, readonly ResolvedAddress[]>;

/** Reads a hosts file. https://man7.org/linux/man-pages/man5/hosts.5.html */
export function parseHosts(text: string): HostTable {
  const table = new Map<string, ResolvedAddress[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    if (family === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      table.set(key, [...(table.get(key) ?? []), { address, family }]);
    }
  }
  return table;
}

/** Reads the search rules of resolv.conf. https://man7.org/linux/man-pages/man5/resolv.conf.5.html */
export function parseSearchRules(text: string): SearchRules {
  let domains: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    // The last of them counts.
    if (keyword === 'search' || keyword === 'domain') domains = values;
    if (keyword !== 'options') continue;
    for (const value of values) {
      const dots = /^ndots:(\d{1,2})$/.exec(value)?.[1];
      if (dots !== undefined) ndots = Math.min(Number(dots), 15);
    }
  }
  return { domains: domains.map((domain) => domain.replace(/\.$/, '')).filter(Boolean), ndots };
}

/** The full names to ask for, in this order. A dot at the end says that the name is complete. */
export function candidates(hostname: string, { domains, ndots }: SearchRules): readonly string[] {
  if (hostname.endsWith('.')) return [hostname.slice(0, -1)];
  const completed = domains.map((domain) => `${hostname}.${domain}`);
  const dots = hostname.split('.').length - 1;
  return dots >= ndots ? [hostname, ...completed] : [...completed, hostname];
}
