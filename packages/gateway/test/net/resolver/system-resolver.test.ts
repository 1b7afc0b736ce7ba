import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resolver } from '../../../src/net/resolver/cached-resolver.ts';
import {
  createSystemResolver,
  type SystemResolverOptions,
} from '../../../src/net/resolver/system-resolver.ts';
import { type DnsServer, startDns, type Zone } from './dns-server.ts';

const V6 = '2606:4700:0000:0000:0000:0000:0000:1111';

describe('createSystemResolver', () => {
  let folder: string;
  let dns: DnsServer | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'resolver-test-'));
  });
  afterEach(async () => {
    await dns?.close();
    dns = undefined;
    rmSync(folder, { recursive: true });
  });

  /** A resolver that sees nothing of this machine. */
  const resolverFor = async (
    zone: Zone,
    files: { readonly hosts?: string; readonly resolvConf?: string } = {},
    options: SystemResolverOptions = {},
  ): Promise<Resolver> => {
    dns = await startDns(zone);
    const hostsFile = join(folder, 'hosts');
    const resolvConf = join(folder, 'resolv.conf');
    writeFileSync(hostsFile, files.hosts ?? '');
    writeFileSync(resolvConf, files.resolvConf ?? '');
    const lookup = async (): Promise<never> => {
      throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
    };
    return createSystemResolver({
      servers: [dns.address],
      hostsFile,
      resolvConf,
      lookup,
      ...options,
    });
  };
  const addressesOf = async (resolve: Resolver, name: string): Promise<string[]> =>
    (await resolve(name)).map(({ address }) => address);

  test('names that do not answer hold up no other', async () => {
    const dead = Array.from({ length: 40 }, (_, index) => `dead-${index}.example`);
    const zone: Zone = {
      ...Object.fromEntries(dead.map((name) => [name, 'silent'])),
      'healthy.example': ['192.0.2.1'],
    };
    const resolve = await resolverFor(zone, {}, { timeoutMs: 1500 });
    let failed = 0;
    const waiting = dead.map((name) =>
      resolve(name).catch((error: { code: string }) => {
        failed += 1;
        return error.code;
      }),
    );
    expect(await addressesOf(resolve, 'healthy.example')).toEqual(['192.0.2.1']);
    expect(failed).toBe(0);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['EAI_AGAIN']));
  });

  test('finds both families, and asks once for a burst', async () => {
    const resolve = await resolverFor({ 'both.example': ['192.0.2.1', V6] });
    const answers = await Promise.all([1, 2, 3].map(() => resolve('Both.example')));
    for (const answer of answers) {
      expect(answer).toEqual([
        { address: '192.0.2.1', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ]);
    }
    await resolve('both.example');
    expect(dns?.asked.sort()).toEqual(['both.example A', 'both.example AAAA']);
  });

  test('the hosts file comes first, with comments and several lines for a name', async () => {
    const hosts = '# 192.0.2.9 n8n\n192.0.2.5\tn8n  n8n.home # the box\n::1 n8n\nnonsense n8n\n';
    const resolve = await resolverFor({ n8n: ['192.0.2.1'] }, { hosts });
    expect(await addressesOf(resolve, 'n8n')).toEqual(['192.0.2.5', '::1']);
    expect(await addressesOf(resolve, 'n8n.home.')).toEqual(['192.0.2.5']);
    expect(dns?.asked).toEqual([]);
  });

  test('localhost means loopback although no file says so', async () => {
    const resolve = await resolverFor({ localhost: ['192.0.2.1'] });
    expect(await addressesOf(resolve, 'localhost')).toEqual(['127.0.0.1', '::1']);
    expect(await addressesOf(resolve, 'app.localhost')).toEqual(['127.0.0.1', '::1']);
  });

  test('names are completed in the order that resolv.conf says', async () => {
    const resolvConf = 'search hooks.svc.cluster.local svc.cluster.local\noptions ndots:5\n';
    const zone = {
      'n8n.hooks.svc.cluster.local': ['192.0.2.1'],
      'api.dev.svc.cluster.local': ['192.0.2.2'],
      'api.dev': ['192.0.2.3'],
      'hooks.example.com': ['192.0.2.4'],
    };
    const resolve = await resolverFor(zone, { resolvConf });
    expect(await addressesOf(resolve, 'n8n')).toEqual(['192.0.2.1']);
    expect(await addressesOf(resolve, 'api.dev')).toEqual(['192.0.2.2']);
    expect(await addressesOf(resolve, 'api.dev.')).toEqual(['192.0.2.3']);
    expect(await addressesOf(resolve, 'hooks.example.com')).toEqual(['192.0.2.4']);
  });

  test('a server that fails is no answer: the next candidate does not take the place', async () => {
    const zone: Zone = { 'api.dev.internal': 'servfail', 'api.dev': ['192.0.2.3'] };
    const resolve = await resolverFor(zone, { resolvConf: 'search internal\noptions ndots:2\n' });
    await expect(resolve('api.dev')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });

  test('what DNS does not know is asked of the system, mDNS names only of it', async () => {
    const asked: string[] = [];
    const lookup = async (name: string): Promise<{ address: string; family: number }[]> => {
      asked.push(name);
      if (name === 'gone.example') throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
      return [{ address: '192.0.2.7', family: 4 }];
    };
    const resolve = await resolverFor({}, {}, { lookup });
    expect(await addressesOf(resolve, 'printer.local')).toEqual(['192.0.2.7']);
    expect(dns?.asked).toEqual([]);
    expect(await addressesOf(resolve, 'vpn.example')).toEqual(['192.0.2.7']);
    await expect(resolve('gone.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(asked).toEqual(['printer.local', 'vpn.example', 'gone.example']);
  });
});
