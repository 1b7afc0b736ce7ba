import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import { type Outcome, runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { hmacHex as hex } from '../../../test/support/siggnal.ts';
import { readGolden } from '../../catalogue/test/support/golden.ts';

let folder: Folder;
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => folder.remove());

const SECRET = 'captured-secret-0123456789';

/** What a provider's golden requests are verified with, as arguments. */
function proofOf({ id }: Provider): string[] {
  const { secrets = [], publicKeys = [] } = readGolden(id).credentials;
  const keys = publicKeys.map((key, at) => {
    const file = join(folder.path, `${id}-${at}.pem`);
    writeFileSync(file, key);
    return ['--key', file];
  });
  return [...secrets.map((secret) => ['--secret', secret]), ...keys].flat();
}

const headersOf = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);

/** Runs `verify` on a body that comes by standard input. */
const verify = (provider: string, body: string | Uint8Array, ...args: string[]): Promise<Outcome> =>
  runCli(['verify', provider, '--body', '-', ...args], { input: body });

interface Report {
  readonly ok: boolean;
  readonly code: string;
  readonly explanation: string;
  readonly event: { type: string; identity: string; ping: boolean } | null;
  readonly record: Record<string, unknown> | null;
}

async function report(...args: Parameters<typeof verify>): Promise<Report & { exit: number }> {
  const { code, stdout, stderr } = await verify(...args, '--json');
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as Report), exit: code ?? -1 };
}

describe.each(Object.values(PROVIDERS))('$id', (provider) => {
  const { requests } = readGolden(provider.id);

  test.each(requests)('$what: verified and mapped', async (request) => {
    const file = join(folder.path, `${provider.id}.json`);
    writeFileSync(file, request.body);
    const headers = headersOf({ ...request.headers, 'Content-Type': 'application/json' });
    const { code, stdout } = await runCli([
      ...['verify', provider.id, '--body', file, '--json'],
      ...headers,
      ...proofOf(provider),
    ]);
    const { identity, event_type: type, record } = request;
    const expected = {
      event: { type, identity: identity.key, ping: false },
      record: expect.objectContaining({ provider: provider.id, event_type: type, ...record }),
    };
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      code: 'ok',
      explanation: 'The signature fits the body.',
      ...expected,
      events: [expected],
      handshake: null,
    });
    expect(code).toBe(0);
  });

  test.each(requests.slice(0, 1))('a body that was changed is refused', async (request) => {
    const changed = request.body.replace('}', ',"more":1}');
    const proof = [...headersOf(request.headers), ...proofOf(provider)];
    const found = await report(provider.id, changed, ...proof);
    expect(found).toMatchObject({ exit: 1, ok: false, code: 'signature_mismatch' });
    expect([found.event, found.record]).toEqual([null, null]);
    expect(found.explanation).toMatch(/^The signature does not fit the body/);
  });
});

describe('why is my signature wrong?', () => {
  const body = '{"signal_id":"sig_abc123","company":{"name":"ООО «Ромашка»"},"priority":"high"}';
  const secret = ['--secret', SECRET];
  const signed = (text: string, by = SECRET): string[] => [
    '--header',
    `x-siggnal-signature: ${hex(by, text)}`,
  ];

  test.each<[string, string[], string, RegExp]>([
    [
      'a line break cut off',
      signed(`${body}\n`),
      'signature_mismatch',
      /line break .* was cut off/,
    ],
    [
      'a body written as JSON again',
      signed(JSON.stringify(JSON.parse(body), null, 2)),
      'signature_mismatch',
      /parsed and written as JSON again.*raw bytes/,
    ],
    [
      'a secret with a line break at the sender',
      signed(body, `${SECRET}\n`),
      'signature_mismatch',
      /The sender’s secret has white space at its end/,
    ],
    [
      'another provider’s header',
      ['--header', `x-signals-signature: ${hex(SECRET, body)}`],
      'signature_missing',
      /x-signals-signature of SIGNALS: this URL belongs to a source of Siggnal/,
    ],
    ['no header', [], 'signature_missing', /carries no x-siggnal-signature header/],
    [
      'half a signature',
      ['--header', `x-siggnal-signature: ${hex(SECRET, body).slice(0, 32)}`],
      'signature_malformed',
      /32 hex digits; 64 are wanted/,
    ],
  ])('%s', async (_words, headers, code, hint) => {
    const found = await report('siggnal', body, ...headers, ...secret);
    expect(found).toMatchObject({ exit: 1, ok: false, code, event: null, record: null });
    expect(found.explanation).toMatch(hint);
    expect(found.explanation).not.toContain(SECRET);
  });

  test('a header given twice is refused, as the gateway does', async () => {
    const twice = ['--header', 'x-siggnal-signature: 00', ...signed(body)];
    const found = await report('siggnal', body, ...twice, ...secret);
    expect(found).toMatchObject({ exit: 1, code: 'signature_malformed' });
    expect(found.explanation).toMatch(/sent more than once/);
  });

  test('white space around the secret held', async () => {
    const found = await report('siggnal', body, ...signed(body), '--secret', ` ${SECRET}\n`);
    expect(found).toMatchObject({ exit: 1, code: 'signature_mismatch' });
    expect(found.explanation).toMatch(/The secret has white space around it/);
  });

  test('rightly signed, but no JSON', async () => {
    const found = await report('siggnal', '{"a":', ...signed('{"a":'), ...secret);
    expect(found).toMatchObject({ exit: 1, code: 'payload_not_json' });
  });

  test('the Authorization header that must be there as well', async () => {
    const args = [...signed(body), ...secret, '--authorization', 'Bearer abc'];
    expect(await report('siggnal', body, ...args)).toMatchObject({
      exit: 1,
      code: 'authorization_missing',
    });
    const shown = ['--header', 'Authorization: Bearer abc'];
    expect(await report('siggnal', body, ...args, ...shown)).toMatchObject({ exit: 0, ok: true });
  });

  test('without a signature, because the user says so', async () => {
    const found = await report('siggnal', body, '--unsigned');
    expect(found).toMatchObject({ exit: 0, ok: true });
    expect(found.explanation).toBe('The request was taken without a signature, as you asked.');
  });

  test('a ping is told apart', async () => {
    const ping = '{"event":"ping","timestamp":"2025-04-25T14:30:00Z"}';
    const header = ['--header', `x-signalark-signature: ${hex(SECRET, ping)}`];
    const found = await report('signal-ark', ping, ...header, ...secret);
    expect(found).toMatchObject({ exit: 0, event: { type: 'ping', ping: true } });
  });
});

const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;
(hasOpenSsl ? test : test.skip)('what openssl signs on the command line is verified', async () => {
  const openssl = (...args: string[]): string => {
    const { status, stdout } = spawnSync('openssl', args, { cwd: folder.path });
    expect(status).toBe(0);
    return stdout.toString();
  };
  const body = '{"signal_id":"sig_openssl"}\n';
  writeFileSync(join(folder.path, 'body.json'), body);
  const mac = openssl('dgst', '-sha256', '-hmac', SECRET, 'body.json').trim().split(' ').at(-1);
  const header = `X-Siggnal-Signature: sha256=${mac}`;
  expect(await report('siggnal', body, '--header', header, '--secret', SECRET)).toMatchObject({
    ok: true,
    event: { identity: 'sig_openssl' },
  });

  openssl('genrsa', '-out', 'private.pem', '2048');
  openssl('rsa', '-in', 'private.pem', '-pubout', '-out', 'public.pem');
  openssl('dgst', '-sha256', '-sign', 'private.pem', '-out', 'body.sig', 'body.json');
  const signature = openssl('base64', '-A', '-in', 'body.sig').trim();
  const key = ['--key', join(folder.path, 'public.pem')];
  expect(
    await report('salesiq', body, '--header', `X-SIQSignature: ${signature}`, ...key),
  ).toMatchObject({ exit: 0, ok: true });
});

describe('for people', () => {
  test('the record as a table, text of others made harmless', async () => {
    const body = `{"signal_id":"sig_1","company":{"name":"Evil\\u001b[31m\\u0007 Corp\\nline"}}`;
    const header = `x-siggnal-signature: ${hex(SECRET, body)}`;
    const { code, stdout } = await verify('siggnal', body, '--header', header, '--secret', SECRET);
    expect(code).toBe(0);
    expect(stdout).toContain('✔ verified');
    expect(stdout).toContain('recognised again by: sig_1');
    expect(stdout).toMatch(/company_name +Evil \[31m +Corp line\n/);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u0007');
  });

  test('a refusal names its code and says why', async () => {
    const { code, stdout } = await verify('siggnal', '{}', '--secret', SECRET);
    expect(code).toBe(1);
    expect(stdout).toContain('✖ refused: signature_missing');
    expect(stdout).toContain('carries no x-siggnal-signature header');
  });
});
