import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PROVIDERS } from '@signal-hooks/catalogue';
import { Api } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import type { Target } from './support/flood.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const SECRET = 'a-secret-that-the-flood-does-not-know';
/** What the gateway may take of memory, whatever is sent to it. */
const MOST_MB = 400;
/** Nine in ten are answered before the least patient provider gives up; usually within a few milliseconds. */
const MOST_P90_MS = PROVIDERS.salesiq.policy.timeoutMs;
const PAUSE_MS = 20;

let folder: Folder;
let gateway: GatewayProcess;
let target: Target;
let api: Api;
const report: string[] = [];

beforeAll(async () => {
  folder = makeFolder();
  const port = await freePort();
  const env = { SIGNAL_HOOKS_DATA: folder.path, NODE_OPTIONS: '--max-old-space-size=256' };
  gateway = await serve(folder.path, port, env);
  const added = await runCli(['source', 'add', 'siggnal', '--secret', SECRET], { env });
  const id = /src_[0-9a-z]+/.exec(added.stdout)?.[0] ?? '';
  const token = await runCli(['token', 'create', '--name', 'test', '--scope', 'admin'], { env });
  api = new Api(gateway.url, token.stdout.trim());
  target = { port, path: `/in/${id}` };
  await genuine('sig_first');
});
afterAll(async () => {
  process.stdout.write(`${report.join('\n')}\n`);
  agent.destroy();
  await gateway?.kill();
  folder.remove();
});

const agent = new Agent({ keepAlive: true });

/** Sends one genuine event. @returns milliseconds until the answer */
async function genuine(signalId: string): Promise<number> {
  const body = signalBody(signalId);
  const started = performance.now();
  const reply = await send(gateway.url + target.path, {
    body,
    headers: signedHeaders(SECRET, body),
    agent,
  });
  expect([reply.status, reply.json.status]).toEqual([200, 'stored']);
  return performance.now() - started;
}

const FLOOD = fileURLToPath(new URL('support/flood-program.ts', import.meta.url));

/** Sends a flood from another process. @returns what it printed */
async function flood(name: string, connections: number, more = 0): Promise<string> {
  const args = [FLOOD, name, target.port, target.path, connections, more].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout;
}

function residentMb(): number {
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

let round = 0;
/** How many genuine events the latest flood had beside it. */
let latest = 0;

/** Lets a flood in while genuine events come one after the other, and watches the memory. */
async function beside(name: string, start: () => Promise<unknown>): Promise<void> {
  round += 1;
  const curve = [residentMb()];
  const sampler = setInterval(() => curve.push(residentMb()), 100);
  const latencies: number[] = [];
  let isOver = false;
  const over = start().finally(() => {
    isOver = true;
  });
  try {
    // At least so many, so that the last percent is not one request.
    for (let at = 0; !isOver || at < 200; at += 1) {
      latencies.push(await genuine(`sig_${round}_${at}`));
      await sleep(PAUSE_MS);
    }
    await over;
  } finally {
    clearInterval(sampler);
    latest = latencies.length;
    latencies.sort((a, b) => a - b);
    const p = (part: number): string =>
      (latencies[Math.floor(latencies.length * part)] ?? Number.NaN).toFixed(1);
    const step = Math.ceil(curve.length / 12);
    report.push(
      `${name}: ${latencies.length} genuine requests, p50 ${p(0.5)} ms, p99 ${p(0.99)} ms; memory in MB: ` +
        `${curve
          .filter((_, at) => at % step === 0)
          .map(Math.round)
          .join(' ')}, most ${Math.round(Math.max(...curve))}`,
    );
  }
  expect(Math.max(...curve)).toBeLessThan(MOST_MB);
  expect(latencies[Math.floor(latencies.length * 0.9)]).toBeLessThan(MOST_P90_MS);
}

// Elsewhere there is no /proc to read the memory from.
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('bodies in chunks of one byte', () => beside('tiny chunks', () => flood('tinyChunks', 8)));

onLinux('200 bodies of 10 MB, held open', () =>
  beside('held open', () => flood('heldOpen', 200, 5000)),
);

onLinux('forged requests: all are counted, few are listed or logged', async () => {
  const total = Number(process.env.SIGNAL_HOOKS_TEST_FORGERIES ?? 30_000);
  let statuses = '';
  await beside('forgeries', async () => {
    statuses = await flood('forgeries', 64, total);
  });
  expect(JSON.parse(statuses)).toEqual([['401', total]]);
  const source = await api.get(`/v1/sources/${target.path.slice('/in/'.length)}`);
  expect(source.json.refused).toMatchObject({ count: total, last_code: 'signature_mismatch' });
  const { text } = await api.get('/metrics');
  expect(text).toContain(
    `signal_hooks_ingest_total{provider="siggnal",outcome="rejected"} ${total}`,
  );
  expect(gateway.logged().split('request refused').length).toBeLessThan(50);
});

onLinux('answers that nobody reads', () =>
  beside('unread answers', () => flood('unreadAnswers', 150, 5000)),
);

onLinux('subscribers whose names never resolve hold up nobody', async () => {
  // Reserved never to exist: https://www.rfc-editor.org/rfc/rfc6761#section-6.4
  const bad = Array.from({ length: 20 }, (_, at) => `https://hook-${at}.invalid/x`);
  for (const target_url of bad) {
    expect((await api.post('/v1/subscriptions', { target_url })).status).toBe(201);
  }
  const subscriber = await startSubscriber();
  try {
    const made = await api.post('/v1/subscriptions', { target_url: subscriber.url });
    subscriber.secret = String(made.json.secret);
    await beside('names that never resolve', () => sleep(3000));
    const wanted = latest;
    await until(
      () => subscriber.received.size,
      (count) => count >= wanted,
    );
  } finally {
    await subscriber.close();
  }
});

onLinux('afterwards everything is there, and nothing else', async () => {
  // An alert may have opened meanwhile, which is an event of another provider.
  const rows = await api.all('/v1/events?provider=siggnal');
  expect(rows.length).toBeGreaterThan(0);
  const { text } = await api.get('/metrics');
  expect(text).toContain(
    `signal_hooks_ingest_total{provider="siggnal",outcome="stored"} ${rows.length}`,
  );
});
