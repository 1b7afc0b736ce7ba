/** The page “Connect a product we do not know”, its commands run as they are printed. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort, type GatewayProcess, serve } from '../../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { until } from '../../../../test/support/until.ts';
import { committed } from './support/committed.ts';
import { openWebhook, type Webhook } from './support/webhook.ts';

const ROOT = join(__dirname, '../../../..');
const PAGE = readFileSync(join(ROOT, 'docs/tutorials/connect-any-product.md'), 'utf8');

/** The commands of the page, block by block. */
const [CAPTURE = '', SEND = '', LEARN = '', CHECK = '', ADD = '', EVENT = '', SUBSCRIBE = ''] = [
  ...PAGE.matchAll(/^```sh\n(.*?)^```$/gms),
].map(([, commands = '']) => commands);

let folder: Folder;
let port: number;
let gateway: GatewayProcess;
let make: Webhook;
let env: Record<string, string>;

/** Runs a block in a shell, in the user’s folder. Only the port of the page is another one. */
async function shell(commands: string, more: Readonly<Record<string, string>> = {}) {
  const script = `set -e\n${commands.replaceAll('8789', String(port))}`;
  const child = spawn('bash', ['-c', script], { cwd: folder.path, env: { ...env, ...more } });
  child.stdin.end();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

beforeAll(async () => {
  folder = makeFolder();
  port = await freePort();
  const data = join(folder.path, 'data');
  const gatewayPort = await freePort();
  gateway = await serve(data, gatewayPort);
  make = await openWebhook(committed('any-webhook-google-sheets'));
  // What `npx` would find: the command, and nothing else.
  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  const command = join(ROOT, 'packages/cli/bin/signal-hooks.js');
  writeFileSync(
    join(bin, 'npx'),
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`,
  );
  chmodSync(join(bin, 'npx'), 0o755);
  env = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    SIGNAL_HOOKS_DATA: data,
    SIGNAL_HOOKS_URL: `http://127.0.0.1:${gatewayPort}`,
    SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8',
    NO_COLOR: '1',
  };
});
afterAll(async () => {
  await gateway?.stop();
  await make?.close();
  folder.remove();
});

test('1. a request is caught', async () => {
  const waiting = shell(CAPTURE);
  // It takes a moment until the port is open; who sends tries again.
  const sent = await shell(
    SEND.replace('curl ', 'curl -s --retry 30 --retry-connrefused --retry-delay 1 '),
  );
  expect(sent).toMatchObject({ code: 0 });
  expect((await waiting).stdout).toContain('bytes written to body.json');
});

test('2. it is described, checked and verified', async () => {
  expect(await shell(LEARN)).toMatchObject({ code: 0 });
  const definition = JSON.parse(readFileSync(join(folder.path, 'acme.json'), 'utf8'));
  expect(definition).toMatchObject({
    id: 'acme',
    name: 'Acme',
    signature: {
      algorithm: 'hmac-sha256',
      header: 'x-acme-signature',
      encoding: 'hex',
      prefix: 'sha256=',
    },
    eventType: 'event',
  });
  const { code, stdout } = await shell(CHECK);
  expect(stdout).toContain('The signature fits the body.');
  expect(stdout).toMatch(/contact_email +jane@example\.com/);
  expect(code).toBe(0);
});

test('3. it is a source: its events are taken, and a forged one is not', async () => {
  const added = await shell(ADD);
  const url = /http\S+\/in\/src_\S+/.exec(added.stdout)?.[0] ?? '';
  const { stdout, code } = await shell(EVENT, { INGEST_URL: url });
  expect(stdout).toContain('"status":"stored"');
  expect(stdout).toMatch(/evt_\S+ +\S+ +acme +order\.paid/);
  expect(code).toBe(0);
  const forged = await shell(EVENT.replace('-hmac acme-secret', '-hmac another'), {
    INGEST_URL: url,
  });
  expect(forged.stdout).toContain('"status":401');
  env.INGEST_URL = url;
});

test('4. an event is a row in a sheet', async () => {
  const subscribed = await shell(SUBSCRIBE, { MAKE_WEBHOOK: make.url });
  make.paste(/whsec_\S+/.exec(subscribed.stdout)?.[0] ?? '');
  let number = 1001;
  // The gateway learns of the subscription within a second; an order from before is not for it.
  await until(
    async () => {
      number += 1;
      writeOrder(number);
      await shell(EVENT.replaceAll('order.json', 'next.json'));
      return make.outcomes.length;
    },
    (count) => count > 0,
  );
  const [outcome] = make.outcomes;
  expect(outcome?.answers).toEqual([200]);
  const values = Object.values(outcome?.effects[0]?.fields.values as Record<string, unknown>);
  expect(values).toEqual(expect.arrayContaining(['acme', 'order.paid']));
  expect(values.at(-1)).toMatch(/"number":"A-100[2-9]"/);
});

/** Another order than the first, which is known by now. */
function writeOrder(number: number): void {
  const order = readFileSync(join(folder.path, 'order.json'), 'utf8')
    .replace('evt_8812', `evt_${number}`)
    .replace('A-1001', `A-${number}`);
  writeFileSync(join(folder.path, 'next.json'), order);
}
