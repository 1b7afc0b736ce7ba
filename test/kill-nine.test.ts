import { randomInt } from 'node:crypto';
import { Agent } from 'node:http';
import { Api, type EventRow } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { type Subscriber, startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const ROUNDS = 4;
const LANES = 16;
const SECRET = 'secret-of-the-kill-nine-test';
/** A killed process holds its deliveries for 30 s at most; then another one takes them. */
const LEASE_MS = 30_000;

interface Answer {
  readonly outcome: string;
  readonly eventId: string;
}

/** What the sender knows: every signal it ever sent, and what it was told about each. */
class Ledger {
  readonly sent: string[] = [];
  readonly answered: Map<string, Answer> = new Map();
  /** Connections that broke off after the request was sent. */
  cut = 0;
  #retries: string[] = [];

  /** A signal without an answer is sent again before any new one, as a provider does. */
  next(): string {
    const retry = this.#retries.shift();
    if (retry !== undefined) return retry;
    const id = `sig_kill_${this.sent.length + 1}`;
    this.sent.push(id);
    return id;
  }

  lost(id: string, error: NodeJS.ErrnoException): void {
    if (error.code !== 'ECONNREFUSED') this.cut += 1;
    this.#retries.push(id);
  }
}

let folder: Folder;
let gateway: GatewayProcess;
let subscribers: readonly Subscriber[];
let ingestUrl: string;
let api: Api;
let port: number;

beforeAll(async () => {
  folder = makeFolder();
  port = await freePort();
  // The slow one makes sure that deliveries are under way at every kill.
  subscribers = [await startSubscriber(), await startSubscriber(20)];
  const data = ['--data', folder.path];
  const added = await runCli([
    ...['source', 'add', 'siggnal', '--secret', SECRET, '--url', `http://127.0.0.1:${port}`],
    ...data,
    '--create',
  ]);
  ingestUrl = /ingest URL +(\S+)/.exec(added.stdout)?.[1] ?? '';
  for (const subscriber of subscribers) {
    const env = { SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
    const { stdout } = await runCli(['subscribe', subscriber.url, ...data], { env });
    subscriber.secret = /signing secret +(\S+)/.exec(stdout)?.[1] ?? '';
  }
  const token = await runCli(['token', 'create', '--name', 'test', '--scope', 'admin', ...data]);
  api = new Api(`http://127.0.0.1:${port}`, token.stdout.trim());
  gateway = await serve(folder.path, port);
});

afterAll(async () => {
  await gateway?.kill();
  for (const subscriber of subscribers ?? []) await subscriber.close();
  folder.remove();
});

async function post(id: string, agent: Agent): Promise<Answer> {
  const body = signalBody(id);
  const reply = await send(ingestUrl, { body, headers: signedHeaders(SECRET, body), agent });
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  return { outcome: String(reply.json.status), eventId: String(reply.json.event_id) };
}

/** Sends on all lanes until the gateway, killed after so many answers, answers no more. */
async function burst(ledger: Ledger, killAfter: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  let answers = 0;
  let killed: Promise<void> | undefined;
  const lane = async (): Promise<void> => {
    for (;;) {
      const id = ledger.next();
      const answer = await post(id, agent).catch((error: NodeJS.ErrnoException) => {
        if (error.code === undefined) throw error;
        ledger.lost(id, error);
        return null;
      });
      if (answer === null) return;
      ledger.answered.set(id, answer);
      answers += 1;
      if (answers === killAfter) killed = gateway.kill();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await killed;
  agent.destroy();
}

/** What is stored, by the signal's own id. @throws {Error} if one is stored twice */
async function stored(): Promise<Map<string, string>> {
  const rows = await api.all<EventRow>('/v1/events');
  const byId = new Map(rows.map(({ id, record }) => [String(record.subject_id), id]));
  expect(byId.size).toBe(rows.length);
  return byId;
}

async function resendAll(ledger: Ledger): Promise<Map<string, Answer>> {
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  const answers = new Map<string, Answer>();
  const queue = [...ledger.sent];
  const lane = async (): Promise<void> => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      answers.set(id, await post(id, agent));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  agent.destroy();
  return answers;
}

const idsOf = (events: ReadonlyMap<string, string>): string[] => [...events.values()].sort();

test('a gateway killed in bursts loses nothing, stores nothing twice, delivers all', async () => {
  const ledger = new Ledger();
  for (let round = 1; round <= ROUNDS; round += 1) {
    await burst(ledger, randomInt(100, 400));
    gateway = await serve(folder.path, port);
    const events = await stored();
    const lost = [...ledger.answered].filter(([id, { eventId }]) => events.get(id) !== eventId);
    expect(lost).toEqual([]);
    expect(events.size).toBeLessThanOrEqual(ledger.sent.length);
  }
  // Else the kills came between requests, and nothing has been shown.
  expect(ledger.cut).toBeGreaterThan(0);

  const answers = await resendAll(ledger);
  for (const [id, { outcome, eventId }] of answers) {
    const before = ledger.answered.get(id);
    if (before === undefined) expect(['stored', 'duplicate']).toContain(outcome);
    else expect([id, outcome, eventId]).toEqual([id, 'duplicate', before.eventId]);
  }
  const events = await stored();
  expect([...events.keys()].sort()).toEqual([...ledger.sent].sort());

  for (const subscriber of subscribers) {
    await until(
      () => subscriber.received.size,
      (count) => count >= events.size,
      LEASE_MS + 30_000,
    );
    expect([...subscriber.received.keys()].sort()).toEqual(idsOf(events));
    expect(subscriber.forged()).toBe(0);
  }
  const pending = (): Promise<unknown[]> => api.all('/v1/deliveries?status=pending');
  await until(pending, (rows) => rows.length === 0, LEASE_MS + 30_000);
  expect(await gateway.stop()).toBe(0);
}, 180_000);
