import { type LookupAddress, promises } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Millis } from '../../domain.ts';
import {
  type CacheOptions,
  cachedResolver,
  type Lookup,
  type Resolution,
  type ResolvedAddress,
  ResolveError,
  type Resolver,
} from './cached-resolver.ts';
import {
  candidates,
  type HostTable,
  parseHosts,
  parseSearchRules,
  type SearchRules,
} from './system-files.ts';

/** Where {@link createSystemResolver} looks; tests bring their own. */
export interface SystemResolverOptions extends CacheOptions {
  /** DNS servers as `address:port`; absent: those of the system. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  readonly resolvConf?: string;
  /** The operating system's own lookup, for names that only it knows; absent: `dns.lookup`. */
  readonly lookup?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

const HOSTS_FILE =
  process.platform === 'win32'
    ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts';
const RESOLV_CONF = '/etc/resolv.conf';
/** How often the two files are read again: containers and laptops change their network. */
const REREAD_MS: Millis = 5000;
/** How long answers are kept that come without a TTL. */
const LOCAL_TTL_MS: Millis = 5000;
/** A lost packet is sent again after two seconds, as long as a caller still waits. */
const QUERY = { timeout: 2000, tries: 3 };
/** When one family has answered, the other one gets that much more time. */
const OTHER_FAMILY_MS: Millis = 500;

const LOOPBACK: Resolution = {
  addresses: [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ],
  ttlMs: LOCAL_TTL_MS,
};

/**
 * Resolves host names as the system would, without its thread pool: `dns.lookup` occupies one of
 * two threads for as long as a name takes, so that two slow names hold up every other one.
 *
 * 1. the hosts file, and `localhost` (RFC 6761);
 * 2. DNS by asynchronous sockets, with the search domains and `ndots` of resolv.conf, as Docker
 *    and Kubernetes set them;
 * 3. what DNS does not know, and `printer.local`: the system's own lookup, which also asks mDNS and
 *    what else is configured; one name at a time.
 */
export function createSystemResolver(options: SystemResolverOptions = {}): Resolver {
  const system = new SystemNames(options);
  return cachedResolver((hostname) => system.lookup(hostname), options);
}

class SystemNames {
  readonly #options: SystemResolverOptions;
  #readAt: Millis = Number.NEGATIVE_INFINITY;
  #hosts: HostTable = new Map();
  #rules: SearchRules = { domains: [], ndots: 1 };
  #resolvConf: string | null = null;
  #dns: promises.Resolver | null = null;
  /** The last lookup by the operating system. */
  #byPool: Promise<unknown> = Promise.resolve();

  constructor(options: SystemResolverOptions) {
    this.#options = options;
  }

  readonly lookup: Lookup = async (hostname) => {
    const dns = await this.#prepare();
    const name = hostname.replace(/\.$/, '');
    const local = this.#hosts.get(name);
    if (local !== undefined) return { addresses: local, ttlMs: LOCAL_TTL_MS };
    if (/(?:^|\.)localhost$/.test(name)) return LOOPBACK;
    // A name of the local link, unlike those below `svc.cluster.local`.
    if (/^[^.]+\.local$/.test(name)) return this.#bySystem(name);
    for (const candidate of candidates(hostname, this.#rules)) {
      const found = await byDns(dns, candidate);
      if (found !== null) return found;
    }
    return this.#bySystem(hostname);
  };

  /** Reads the files again from time to time. */
  async #prepare(): Promise<promises.Resolver> {
    if (this.#dns !== null && performance.now() - this.#readAt < REREAD_MS) return this.#dns;
    this.#readAt = performance.now();
    const { hostsFile = HOSTS_FILE, resolvConf = RESOLV_CONF, servers } = this.#options;
    const [hosts, conf] = await Promise.all([read(hostsFile), read(resolvConf)]);
    this.#hosts = parseHosts(hosts);
    if (this.#dns === null || conf !== this.#resolvConf) {
      this.#resolvConf = conf;
      this.#rules = parseSearchRules(conf);
      this.#dns = new promises.Resolver(QUERY);
      if (servers !== undefined) this.#dns.setServers(servers);
    }
    return this.#dns;
  }

  /** One after the other, so that a thread is left for whoever else needs one. */
  async #bySystem(hostname: string): Promise<Resolution> {
    const { lookup = bySystemLookup } = this.#options;
    const asking = this.#byPool.then(() => lookup(hostname));
    this.#byPool = asking.catch(() => undefined);
    try {
      return { addresses: await asking, ttlMs: LOCAL_TTL_MS };
    } catch (error) {
      throw new ResolveError(codeOf(error) === 'EAI_AGAIN' ? 'EAI_AGAIN' : 'ENOTFOUND');
    }
  }
}

const bySystemLookup = (hostname: string): Promise<LookupAddress[]> =>
  promises.lookup(hostname, { all: true, order: 'verbatim' });

/** What a missing file says is nothing. */
const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code;

/** Answers by which DNS says that a name, or an address of this family, does not exist. */
const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);
/** There is no DNS server: only the system knows how else to ask. */
const NO_SERVER = 'ECONNREFUSED';

/**
 * Asks DNS for both families.
 * @returns null if there is no such name
 * @throws {ResolveError} `EAI_AGAIN` if DNS does not answer, or fails: another candidate must not
 *   take the name's place because of that
 */
async function byDns(dns: promises.Resolver, name: string): Promise<Resolution | null> {
  const families = [
    ask(dns.resolve4(name, { ttl: true }), 4),
    ask(dns.resolve6(name, { ttl: true }), 6),
  ];
  await Promise.any(families).catch(() => undefined);
  const outcomes = await Promise.all(families.map(outcomeSoon));
  const found = outcomes.flatMap(({ found }) => found);
  if (found.length > 0) {
    const ttlMs = Math.min(...found.map(({ ttl }) => ttl)) * 1000;
    return { addresses: found.map(({ address, family }) => ({ address, family })), ttlMs };
  }
  if (outcomes.every(({ code }) => ABSENT.has(code) || code === NO_SERVER)) return null;
  throw new ResolveError('EAI_AGAIN');
}

type Found = ResolvedAddress & { readonly ttl: number };

/** What one family came to. */
interface Outcome {
  readonly found: readonly Found[];
  /** Why nothing was found; undefined if nobody knows. */
  readonly code: string | undefined;
}

async function ask(
  answer: Promise<readonly { readonly address: string; readonly ttl: number }[]>,
  family: 4 | 6,
): Promise<readonly Found[]> {
  return (await answer).map((each) => ({ ...each, family }));
}

/** What came of it; nothing if it takes longer than {@link OTHER_FAMILY_MS}. */
function outcomeSoon(answer: Promise<readonly Found[]>): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ found: [], code: undefined }), OTHER_FAMILY_MS);
    answer
      .then(
        (found) => resolve({ found, code: 'ENODATA' }),
        (error: unknown) => resolve({ found: [], code: codeOf(error) }),
      )
      .finally(() => clearTimeout(timer));
  });
}
