import { type Agent, request } from 'undici';
import { GatewayError } from '../../src/errors.ts';
import type { ResolvedAddress } from '../../src/net/resolver/cached-resolver.ts';
import { checkTargetUrl, createSafeAgent } from '../../src/net/safe-connector.ts';
import { startTarget, type Target } from '../delivery/fixture.ts';

const PUBLIC = '93.184.215.14';

/** A resolver of the test's own: nothing asks a real DNS, and nothing public is connected to. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'loopback.test': ['127.0.0.1'],
  'app.localhost': ['::1', '127.0.0.1'],
  'mixed.test': [PUBLIC, '127.0.0.1'],
  'mixed-reversed.test': ['127.0.0.1', PUBLIC],
  'private.test': ['10.1.2.3'],
  'metadata.test': ['169.254.169.254'],
  'azure.test': ['168.63.129.16'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'compatible.test': ['::7f00:1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'six-to-four.test': ['2002:7f00:1::'],
  'teredo.test': ['2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  'unique-local.test': ['fd00::1'],
  'link-local.test': ['fe80::1'],
  'site-local.test': ['fec0::1'],
  'cgnat.test': ['100.64.0.1'],
  'zero.test': ['0.0.0.0'],
  'broadcast.test': ['255.255.255.255'],
  'multicast.test': ['224.0.0.1'],
  'documentation.test': ['203.0.113.5'],
  'nonsense.test': ['not an address'],
};

const resolve = async (name: string): Promise<ResolvedAddress[]> =>
  (NAMES[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('createSafeAgent', () => {
  let target: Target;
  let agent: Agent;
  beforeEach(async () => {
    target = await startTarget();
    agent = createSafeAgent({ resolve });
  });
  afterEach(async () => {
    await agent.destroy();
    await target.close();
  });

  const LITERALS = [
    '127.0.0.1',
    '127.1',
    '127.0.0.1.',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '017700000001',
    '0177.0.0.1',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
    '100.64.0.1',
    '169.254.169.254',
    '192.168.0.1',
  ];

  test.each([...LITERALS, ...Object.keys(NAMES)])('refuses %s', async (host) => {
    const call = request(`http://${host}:${target.port}/`, { dispatcher: agent });
    await expect(call).rejects.toMatchObject({ code: 'ADDRESS_FORBIDDEN' });
    expect(target.connections()).toBe(0);
  });

  test('refuses for https too', async () => {
    for (const host of ['127.0.0.1', 'loopback.test']) {
      const call = request(`https://${host}:${target.port}/`, { dispatcher: agent });
      await expect(call).rejects.toMatchObject({ code: 'ADDRESS_FORBIDDEN' });
    }
    expect(target.connections()).toBe(0);
  });

  test('a name without addresses is not found', async () => {
    const call = request('http://unknown.test/', { dispatcher: agent });
    await expect(call).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('checks the address that was really connected to', async () => {
    // Shows a public address to the check, and loopback to the socket.
    let reads = 0;
    const shifty = {
      family: 4,
      get address() {
        reads += 1;
        return reads === 1 ? PUBLIC : '127.0.0.1';
      },
    };
    const naive = createSafeAgent({ resolve: async () => [shifty] });
    const call = request(`http://shifty.test:${target.port}/`, { dispatcher: naive });
    await expect(call).rejects.toMatchObject({ code: 'ADDRESS_FORBIDDEN' });
    expect(target.connections()).toBe(1);
    expect(target.seen).toHaveLength(0);
    await naive.destroy();
  });

  test('connects to allowed networks, by literal, mapped literal and name', async () => {
    for (const network of ['127.0.0.1', '127.0.0.0/8']) {
      const allowing = createSafeAgent({ resolve, allowedNetworks: [network] });
      for (const host of ['127.0.0.1', 'loopback.test', 'mapped.test']) {
        const { statusCode } = await request(`http://${host}:${target.port}/`, {
          dispatcher: allowing,
        });
        expect(statusCode).toBe(204);
      }
      await allowing.destroy();
    }
  });

  test('localhost is reached where one of its addresses is allowed', async () => {
    const allowing = createSafeAgent({ resolve, allowedNetworks: ['127.0.0.0/8'] });
    const url = `http://app.localhost:${target.port}/`;
    expect((await request(url, { dispatcher: allowing })).statusCode).toBe(204);
    await allowing.destroy();
  });

  test('an allowed network does not open others', async () => {
    const allowing = createSafeAgent({ resolve, allowedNetworks: ['127.0.0.1', 'fd00::/8'] });
    for (const host of ['private.test', '127.0.0.2', '[::1]']) {
      const call = request(`http://${host}:${target.port}/`, { dispatcher: allowing });
      await expect(call).rejects.toMatchObject({ code: 'ADDRESS_FORBIDDEN' });
    }
    await allowing.destroy();
  });

  test('does not follow a redirect', async () => {
    const redirecting = await startTarget((response) =>
      response.writeHead(307, { location: `http://loopback.test:${target.port}/` }).end(),
    );
    const allowing = createSafeAgent({ resolve, allowedNetworks: ['127.0.0.1'] });
    const { statusCode } = await request(redirecting.url, { dispatcher: allowing });
    expect(statusCode).toBe(307);
    expect(target.connections()).toBe(0);
    await allowing.destroy();
    await redirecting.close();
  });

  test.each([
    '10.0.0.0/40',
    '10',
    '10/8',
    '2130706433',
    '0x7f.1',
    '192.168.1',
    '192.168.1/24',
    '010.0.0.1',
    'fd00::/8/8',
    'lan',
  ])('says that %s is no network', (network) => {
    expect(() => createSafeAgent({ allowedNetworks: [network] })).toThrow(
      `"${network}" is no network`,
    );
  });
});

describe('checkTargetUrl', () => {
  const rules = { allowedNetworks: ['192.168.1.0/24'], allowHttp: false };
  const refusal = (url: string, more: Partial<typeof rules> = {}): string => {
    try {
      checkTargetUrl(url, { ...rules, ...more });
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'target_forbidden') return error.message;
      throw error;
    }
    return '';
  };

  test.each([
    'https://example.com/hook?x=1',
    'https://93.184.215.14/',
    'https://[2606:4700::1111]/',
    'https://192.168.1.7/',
    'http://192.168.1.7:5678/webhook/1',
  ])('takes %s', (url) => expect(checkTargetUrl(url, rules).href).toBe(url));

  test.each([
    ['http://example.com/', /HTTPS/],
    ['http://n8n:5678/', /HTTPS/],
    ['http://192.168.2.7/', /internal network/],
    ['https://192.168.2.7/', /internal network/],
    ['https://0x7f.1/', /internal network/],
    ['https://[::ffff:10.0.0.1]/', /internal network/],
    ['https://localhost:8080/', /internal network/],
    ['https://hook.localhost./', /internal network/],
    ['https://user@example.com/', /password/],
    ['https://:pass@example.com/', /password/],
    ['https://example.com/#', /fragment/],
    ['https://example.com/#part', /fragment/],
    ['ftp://example.com/', /web address/],
    ['javascript:alert(1)', /web address/],
    ['example.com/hook', /web address/],
    ['', /web address/],
    [`https://example.com/${'x'.repeat(2048)}`, /2048 characters/],
  ])('refuses %s', (url, words) => expect(refusal(url)).toMatch(words));

  test.each([
    'https://.',
    'https://..',
    'https://*',
    'https://*.example.com',
    'https://example..com',
    'https://.example.com',
    'https://127.0.0.1..',
    'https://0x7f.1..',
    'https://-x.example.com',
    `https://${'a'.repeat(64)}.example.com`,
    `https://${'a.'.repeat(127)}example.com`,
    "https://a'b.example.com",
    'https://{{host}}.example.com',
  ])('refuses %s: no host name', (url) =>
    expect(refusal(url)).toMatch(/no host name|no web address/),
  );

  test.each([
    'https://n8n/',
    'https://kubernetes',
    'https://kubernetes.default.svc',
    'https://kubernetes.default.svc.cluster.local./',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://nas.home.arpa/',
  ])('%s needs an allowed network', (url) => {
    expect(refusal(url, { allowedNetworks: [] })).toMatch(/SIGNAL_HOOKS_ALLOWED_NETWORKS/);
    expect(refusal(url)).toBe('');
  });

  test.each([
    'https://example.com./',
    'https://my_app.example.com/',
    'https://xn--80a1acny.example/',
  ])('takes %s without an allowed network', (url) =>
    expect(refusal(url, { allowedNetworks: [] })).toBe(''),
  );

  test('plain HTTP where it is switched on, and to localhost where that is allowed', () => {
    expect(refusal('http://n8n:5678/', { allowHttp: true })).toBe('');
    expect(refusal('http://localhost:5678/', { allowHttp: true })).toMatch(/internal network/);
    expect(refusal('http://localhost:5678/', { allowedNetworks: ['127.0.0.0/8'] })).toBe('');
  });
});
