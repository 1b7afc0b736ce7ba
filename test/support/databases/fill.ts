import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import { Api } from '../api.ts';
import { runCli } from '../cli.ts';
import { send } from '../http.ts';
import { hmacHex, signalBody, signedHeaders } from '../siggnal.ts';
import type { MadeSource } from '../sources.ts';
import type { Subscriber } from '../subscriber.ts';
import { until } from '../until.ts';

/** A gateway to be filled: of any release since there are replays. */
export interface FillOptions {
  readonly url: string;
  /** The command of its release. */
  readonly bin: string;
  /** What leads the command to the gateway's database. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes everything. */
  readonly taking: Subscriber;
  /** An address that answers 500. */
  readonly failingUrl: string;
}

/** What nobody can find out from outside. */
export interface Filled {
  /** Of the HTTP API, valid for ever. */
  readonly token: string;
  /** Ids by name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly subscriptions: Readonly<
    Record<string, { readonly id: string; readonly secret: string }>
  >;
}

export const SIGGNAL_SECRET = 'secret-of-siggnal';
export const ACME_SECRET = 'secret-of-acme';

/** A product that the gateway does not know by itself. */
const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme', encoding: 'hex' },
};

/** Makes what `test/upgrade.test.ts` finds again: whoever changes one changes the other. */
export async function fill(options: FillOptions): Promise<Filled> {
  const emulator = await startEmulator({ allowHttp: true, allowLoopback: true });
  try {
    const token = await createTokens(options);
    const api = new Api(options.url, token);
    await until(
      () => api.get('/v1/me'),
      ({ status }) => status === 200,
    );
    const sources = await addSources(api, emulator);
    const subscriptions = await subscribe(api, options, sources.siggnal);
    await addAlerts(api, options.taking.url);
    await sendEvents(emulator, options.url, sources);
    await untilSettled(api, subscriptions);
    await replay(api, subscriptions.everything?.id ?? '', sources.acme);
    const ids = Object.entries(sources).map(([name, { id }]) => [name, id]);
    return { token, sources: Object.fromEntries(ids), subscriptions };
  } finally {
    await emulator.close();
  }
}

async function createTokens({ bin, env }: FillOptions): Promise<string> {
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(['token', ...args], { bin, env });
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  const create = (name: string, scope: string): Promise<string> =>
    run('create', '--name', name, '--scope', scope, '--days', 'never');
  await create('a reader', 'events:read');
  return create('the administrator', 'admin');
}

/** @throws {Error} if it is refused */
async function made(api: Api, path: string, body: object): Promise<Record<string, unknown>> {
  const { status, json, text } = await api.post(path, body);
  if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
  return json;
}

type Sources = Readonly<Record<'siggnal' | 'signals' | 'salesiq' | 'acme', MadeSource>>;

async function addSources(api: Api, emulator: Emulator): Promise<Sources> {
  const add = async (body: object): Promise<MadeSource> => {
    const json = await made(api, '/v1/sources', body);
    return { id: String(json.id), ingestUrl: String(json.ingest_url) };
  };
  const registered = (provider: 'signals' | 'salesiq'): Promise<MadeSource> =>
    add({ provider, name: provider, register: true, settings: emulator.settings(provider) });
  return {
    siggnal: await add({ provider: 'siggnal', name: 'sales', secrets: [SIGGNAL_SECRET] }),
    signals: await registered('signals'),
    salesiq: await registered('salesiq'),
    acme: await add({ provider: 'custom', definition: ACME, secrets: [ACME_SECRET] }),
  };
}

async function subscribe(
  api: Api,
  { taking, failingUrl }: FillOptions,
  siggnal: MadeSource,
): Promise<Filled['subscriptions']> {
  const add = async (name: string, body: object): Promise<{ id: string; secret: string }> => {
    const json = await made(api, '/v1/subscriptions', { name, ...body });
    return { id: String(json.id), secret: String(json.secret) };
  };
  const ofSiggnal = { source_id: siggnal.id };
  const everything = await add('everything', { target_url: taking.url });
  taking.secret = everything.secret;
  const failing = await add('failing', { target_url: failingUrl, ...ofSiggnal, format: 'flat' });
  const paused = await add('paused', {
    ...{ target_url: failingUrl, ...ofSiggnal, event_types: ['signal'], include_raw: true },
    ...{ max_concurrency: 1, max_per_second: 100 },
    filter: [{ field: 'priority', op: 'gte', value: 'medium' }],
  });
  const { status } = await api.call('PATCH', `/v1/subscriptions/${paused.id}`, {
    status: 'paused',
  });
  if (status !== 200) throw new Error(`the subscription was not paused: ${status}`);
  return { everything, failing, paused };
}

/** A release without alerts answers 404. */
async function addAlerts(api: Api, url: string): Promise<void> {
  const { status } = await api.get('/v1/alert-rules');
  if (status === 404) return;
  await made(api, '/v1/alert-channels', { kind: 'hook', name: 'the people on duty', url });
  const rule = { threshold: 48 };
  const changed = await api.call('PATCH', '/v1/alert-rules/source_silent', rule);
  if (changed.status !== 200) throw new Error(`alert rule: ${changed.status} ${changed.text}`);
}

async function sendEvents(emulator: Emulator, url: string, sources: Sources): Promise<void> {
  const post = async (
    { id }: MadeSource,
    body: string,
    headers: Record<string, string>,
    expected = 200,
  ): Promise<void> => {
    const { status, text } = await send(`${url}/in/${id}`, { body, headers });
    if (status !== expected) throw new Error(`${body}: ${status} ${text}`);
  };
  for (let number = 1; number <= 6; number += 1) {
    const body = signalBody(`sig_${number}`);
    await post(sources.siggnal, body, signedHeaders(SIGGNAL_SECRET, body));
  }
  const forged = signalBody('sig_forged');
  await post(sources.siggnal, forged, signedHeaders('another secret', forged), 401);
  const order = JSON.stringify({ id: 'order-1', type: 'order', total: 12.5 });
  const signed = { 'content-type': 'application/json', 'x-acme': hmacHex(ACME_SECRET, order) };
  await post(sources.acme, order, signed);
  const fired = [
    ...emulator.fire('signals', 'user.created'),
    ...emulator.fire('salesiq', 'conversation.missed'),
  ];
  await emulator.idle();
  const delivered = fired.filter(({ status }) => status === 'delivered');
  if (delivered.length !== 2) throw new Error(`the emulator delivered ${delivered.length} of 2`);
}

/** How many deliveries of each subscription are how far when the database is kept. */
async function untilSettled(api: Api, subscriptions: Filled['subscriptions']): Promise<void> {
  const expected = {
    everything: ['delivered', 9],
    failing: ['pending', 6],
    paused: ['pending', 6],
  };
  for (const [name, [status, count]] of Object.entries(expected)) {
    const path = `/v1/deliveries?subscription_id=${subscriptions[name]?.id}`;
    await until(
      () => api.all<{ status: string; attempt_count: number }>(path),
      (rows) =>
        rows.length === count &&
        rows.every((row) => row.status === status && (name === 'paused' || row.attempt_count > 0)),
    );
  }
}

/** One event that was delivered, once more. */
async function replay(api: Api, subscriptionId: string, { id }: MadeSource): Promise<void> {
  const body = { subscription_id: subscriptionId, source_id: id, states: ['delivered'] };
  const { status, text } = await api.post('/v1/replays', body);
  if (status !== 200) throw new Error(`the replay: ${status} ${text}`);
  await until(
    () => api.all<{ status: string }>('/v1/replays'),
    (rows) => rows.length === 1 && rows[0]?.status !== 'running',
  );
  await until(
    () => api.all<{ status: string }>(`/v1/deliveries?subscription_id=${subscriptionId}`),
    (rows) => rows.every((row) => row.status === 'delivered'),
  );
}
