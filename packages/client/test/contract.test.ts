/** Every operation of the API, called once through the client at a real gateway. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import openapi from '../../../docs/reference/openapi.json' with { type: 'json' };
import { until } from '../../../test/support/until.ts';
import * as operations from '../src/generated/operations.ts';
import { type Client, createClient, sendByFetch } from '../src/index.ts';

type Operations = typeof operations;
const functions: Operations = { ...operations };

let folder: string;
let gateway: Gateway;
let emulator: Emulator;
let subscriber: Server;
let client: Client;
let browser: Client;

/** What the steps know from those before them. */
const known = {
  ...{ source: '', ingestUrl: '', subscription: '', event: '', delivery: '', replay: '' },
  erasure: '',
  channel: '',
  rejection: '',
  token: '',
  session: '',
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signal-hooks-client-'));
  const config = { dataDir: folder, port: 0, allowedNetworks: ['127.0.0.0/8'] };
  gateway = await startGateway(readConfig({}, config), {
    log: createLog('silent'),
    delivery: { schedule: { timeScale: 0.000_01 }, pollMs: 50 },
  });
  emulator = await startEmulator({ allowHttp: true, allowLoopback: true });
  subscriber = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end('{"status":"success"}'));
  }).listen(0, '127.0.0.1');
  await once(subscriber, 'listening');
  const wanted = { name: 'test', scopes: ['admin'], expiresInDays: 1 };
  const { token } = await gateway.services.tokens.create(wanted);
  client = createClient(gateway.url, sendByFetch(fetch, token));
  browser = createClient(gateway.url, sendByFetch(fetchAsBrowser, ''));
});

afterAll(async () => {
  await emulator.close();
  await gateway.close();
  subscriber.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls as the console does: with the cookie that it was given, and without a token. */
let cookie = '';
const fetchAsBrowser: typeof fetch = async (url, init) => {
  const headers = new Headers(init?.headers);
  headers.delete('authorization');
  headers.set('cookie', cookie);
  headers.set('x-signal-hooks-csrf', '1');
  const response = await fetch(url, { ...init, headers });
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
  return response;
};

const targetUrl = (): string => `http://127.0.0.1:${(subscriber.address() as AddressInfo).port}/`;

/** By operation, in the order in which they are called. */
const STEPS: { readonly [Name in keyof Operations]: (run: Operations[Name]) => Promise<void> } = {
  getMe: async (run) => {
    const { gateway: about, token } = await client(run());
    expect([about.name, token.name, token.scopes]).toEqual(['Signal Hooks', 'test', ['admin']]);
  },
  listProviders: async (run) => {
    const { data, next_cursor: next } = await client(run());
    expect(data.map(({ id }) => id)).toContain('siggnal');
    expect(next).toBeNull();
  },
  getStorage: async (run) => expect((await client(run())).database).toBe('sqlite'),
  startBackup: async (run) => expect((await client(run())).status).toBe('running'),
  listBackups: async (run) => {
    const { data } = await until(
      () => client(run()),
      ({ data }) => data[0]?.status !== 'running',
    );
    expect(data).toMatchObject([{ status: 'done', total_bytes: null, error: null }]);
  },
  getHealth: async (run) => expect(await client(run())).toEqual({ status: 'ok' }),
  getReadiness: async (run) => expect(await client(run())).toEqual({ status: 'ok' }),
  getErrorReference: async (run) => expect(await client(run())).toContain('token_expired'),
  getMetrics: async (run) => expect(await client(run())).toContain('# HELP'),
  checkPublicAddress: async (run) => expect((await client(run())).outcome).toBe('internal'),
  getDescription: async (run) => expect((await client(run())).openapi).toBe('3.1.0'),
  createSource: async (run) => {
    const settings = emulator.settings('signals');
    const made = await client(run({ provider: 'signals', name: 'Users', settings }));
    expect(made).toMatchObject({ name: 'Users', state: 'ready', registration: { kind: 'api' } });
    known.source = made.id;
    known.ingestUrl = made.ingest_url ?? '';
  },
  listSources: async (run) => {
    const { data } = await client(run({ limit: 10, provider: 'signals' }));
    expect(data.map(({ id }) => id)).toEqual([known.source]);
  },
  getSource: async (run) => expect((await client(run(known.source))).name).toBe('Users'),
  updateSource: async (run) => {
    expect((await client(run(known.source, { max_per_second: 50 }))).max_per_second).toBe(50);
  },
  registerSource: async (run) => {
    expect((await client(run(known.source))).registration.id).not.toBeNull();
  },
  getSourceRegistration: async (run) => {
    expect(await client(run(known.source))).toMatchObject({ found: true, active: true });
  },
  rotateSourceSecret: async (run) => {
    expect((await client(run(known.source, { grace_hours: 1 }))).secret).toBeNull();
  },
  createSubscription: async (run) => {
    const made = await client(
      run({
        target_url: targetUrl(),
        name: 'Test',
        filter: [{ field: 'provider', op: 'eq', value: 'signals' }],
      }),
    );
    expect(made.secret).toMatch(/^whsec_/);
    known.subscription = made.id;
  },
  listSubscriptions: async (run) => {
    const { data } = await client(run({ status: 'active' }));
    expect(data.map(({ id }) => id)).toEqual([known.subscription]);
  },
  getSubscription: async (run) => {
    const { filter } = await client(run(known.subscription));
    expect(filter).toEqual([{ field: 'provider', op: 'eq', value: 'signals' }]);
  },
  updateSubscription: async (run) => {
    expect((await client(run(known.subscription, { name: 'Tested' }))).name).toBe('Tested');
  },
  testSubscription: async (run) => {
    expect(await client(run(known.subscription))).toMatchObject({ delivered: true, error: null });
  },
  testSource: async (run) => {
    const { outcome, event_id: event } = await client(run(known.source));
    expect(outcome).toBe('stored');
    known.event = event ?? '';
  },
  listEvents: async (run) => {
    const { data } = await client(run({ provider: 'signals', since: '2020-01-01T00:00:00Z' }));
    expect(data.map(({ id, record }) => [id, record.event_id])).toEqual([
      [known.event, known.event],
    ]);
  },
  getEvent: async (run) => {
    expect((await client(run(known.event))).record.provider).toBe('signals');
  },
  getEventRequest: async (run) => {
    const { body, body_base64: base64 } = await client(run(known.event));
    expect([typeof body, base64]).toEqual(['string', null]);
  },
  listDeliveries: async (run) => {
    const call = run({ event_id: known.event, status: 'delivered' });
    const { data } = await until(
      () => client(call),
      (page) => page.data.length === 1,
    );
    known.delivery = data[0]?.id ?? '';
  },
  getDelivery: async (run) => {
    const { attempts } = await client(run(known.delivery));
    expect(attempts.map(({ http_status: status }) => status)).toEqual([200]);
  },
  listAudit: async (run) => {
    const { data } = await client(run({ kind: 'source', limit: 100 }));
    expect(data.at(-1)).toMatchObject({ operation: 'createSource', outcome: 'done' });
  },
  listAlerts: async (run) => expect((await client(run({ state: 'open' }))).data).toEqual([]),
  getAlert: async (run) => {
    await expect(client(run('alr_1'))).rejects.toMatchObject({ code: 'alert_not_found' });
  },
  listAlertRules: async (run) => {
    const { data } = await client(run());
    expect(data.map(({ id }) => id)).toContain('subscription_failing');
  },
  updateAlertRule: async (run) => {
    expect((await client(run('token_expiring', { threshold: 3 }))).threshold).toBe(3);
  },
  createAlertChannel: async (run) => {
    const made = await client(run({ kind: 'hook', url: targetUrl() }));
    expect(made.secret).toMatch(/^whsec_/);
    known.channel = made.id;
  },
  listAlertChannels: async (run) => {
    const { data } = await client(run());
    expect(data.map(({ id, kind }) => [id, kind])).toEqual([[known.channel, 'hook']]);
  },
  testAlertChannel: async (run) => {
    expect(await client(run(known.channel))).toEqual({ sent: true, error: null });
  },
  deleteAlertChannel: async (run) => {
    await client(run(known.channel));
    expect((await client(functions.listAlertChannels())).data).toEqual([]);
  },
  createToken: async (run) => {
    const made = await client(run({ name: 'sheet', scopes: ['events:read'], expires_in_days: 1 }));
    expect(made.token).toMatch(/^eyJ/);
    known.token = made.id;
  },
  updateToken: async (run) => {
    const { scopes } = await client(run(known.token, { scopes: ['sources:read'] }));
    expect(scopes).toEqual(['sources:read']);
  },
  revokeToken: async (run) => {
    await client(run(known.token));
  },
  listTokens: async (run) => {
    const last = (await client(run())).data.at(-1);
    expect(last).toMatchObject({ id: known.token, revoked_at: expect.any(String) });
  },
  countEvents: async (run) => {
    const { data } = await until(
      () => client(run({ source_id: known.source })),
      (page) => page.data.some(({ events }) => events > 0),
    );
    expect(data[0]).toMatchObject({ source_id: known.source, at: expect.stringMatching(/:00:00/) });
  },
  countDeliveries: async (run) => {
    const { data } = await until(
      () => client(run({ subscription_id: known.subscription })),
      (page) => page.data.some(({ delivered }) => delivered > 0),
    );
    expect(data[0]?.subscription_id).toBe(known.subscription);
  },
  countPending: async (run) => {
    expect((await client(run())).data).toEqual([]);
  },
  countFitting: async (run) => {
    const filter = [{ field: 'priority', op: 'exists', value: true }];
    const counts = await client(run({ filter: JSON.stringify(filter) }));
    expect(counts.events).toBeGreaterThanOrEqual(counts.fitting);
  },
  listAllRejections: async (run) => {
    expect((await client(run({ limit: 1 }))).next_cursor).toBeNull();
  },
  streamNotices: async (run) => {
    expect(await client(run({ seconds: 0 }))).toContain('event: ready\ndata: {}\n\n');
  },
  signIn: async (run) => {
    const link = await gateway.services.sessions.createLink();
    const session = await browser(run({ code: link.split('#code=')[1] ?? '' }));
    expect(session).toMatchObject({ method: 'link', scopes: ['admin'] });
    known.session = session.id;
  },
  getSession: async (run) => {
    const { session, sign_in: signIn } = await browser(run());
    expect([session?.id, signIn.email_link]).toEqual([known.session, false]);
  },
  listSessions: async (run) => {
    expect((await browser(run())).data.map(({ id }) => id)).toEqual([known.session]);
  },
  requestSignInLink: async (run) => {
    const asked = browser(run({ email: 'owner@example.com' }));
    await expect(asked).rejects.toMatchObject({ code: 'conflict' });
  },
  endSession: async (run) => {
    const missing = browser(run('ses_none'));
    await expect(missing).rejects.toMatchObject({ code: 'session_not_found' });
  },
  signOut: async (run) => {
    await browser(run());
    expect((await browser(operations.getSession())).session).toBeNull();
  },
  endAllSessions: async (run) => {
    await client(run());
  },
  replayDelivery: async (run) => {
    expect((await client(run(known.delivery))).attempts).toHaveLength(1);
  },
  sendEvent: async (run) => {
    const { event_id: id } = await until(
      () => client(operations.getDelivery(known.delivery)),
      ({ status }) => status !== 'pending',
    );
    const { deliveries } = await client(run(id));
    expect(deliveries.map((each) => each.id)).toContain(known.delivery);
  },
  listRejections: async (run) => {
    await fetch(known.ingestUrl, { method: 'POST', body: '{}' });
    const { data } = await until(
      () => client(run(known.source)),
      (page) => page.data.length === 1,
    );
    expect(data[0]?.code).toBe('signature_missing');
    known.rejection = data[0]?.id ?? '';
  },
  getRejection: async (run) => {
    const { request, signature } = await client(run(known.rejection));
    expect(atob(request?.body ?? '')).toBe('{}');
    expect(signature?.parts[0]?.problem).toBe('missing');
  },
  backfillSubscription: async (run) => {
    const { replay, count } = await client(run(known.subscription, { dry_run: true }));
    expect(replay).toBeNull();
    expect(count).toEqual({ events: 1, deliveries: 0, without_payload: 0, next_cursor: null });
  },
  startReplay: async (run) => {
    const { replay } = await client(
      run({ subscription_id: known.subscription, states: ['failed'] }),
    );
    expect(replay?.status).toBe('running');
    known.replay = replay?.id ?? '';
  },
  startErasure: async (run) => {
    const order = { field: 'email', value: 'nobody@example.com' };
    const { count } = await client(run({ ...order, dry_run: true }));
    expect(count?.erased_events).toBe(0);
    const { erasure } = await client(run(order));
    expect(erasure?.value_hash).toBe(count?.value_hash);
    known.erasure = erasure?.id ?? '';
  },
  listErasures: async (run) => {
    expect((await client(run())).data.map(({ id }) => id)).toEqual([known.erasure]);
  },
  getErasure: async (run) => {
    const found = await client(run(known.erasure));
    expect(found.not_covered.length).toBeGreaterThan(3);
  },
  listReplays: async (run) => {
    expect((await client(run())).data.map(({ id }) => id)).toEqual([known.replay]);
  },
  getReplay: async (run) => expect((await client(run(known.replay))).states).toEqual(['failed']),
  cancelReplay: async (run) => {
    expect((await client(run(known.replay))).status).toBe('cancelled');
  },
  recoverSubscription: async (run) => {
    expect(await client(run(known.subscription))).toMatchObject({ replayed: 0 });
  },
  rotateSubscriptionSecret: async (run) => {
    expect((await client(run(known.subscription))).secret).toMatch(/^whsec_/);
  },
  deleteSubscription: async (run) => {
    await client(run(known.subscription));
    const { status } = await client(operations.getSubscription(known.subscription));
    expect(status).toBe('ended');
  },
  unregisterSource: async (run) => {
    expect((await client(run(known.source))).registration.id).toBeNull();
  },
  deleteSource: async (run) => {
    await client(run(known.source, { force: true }));
    const { data } = await client(operations.listSources());
    expect(data).toEqual([]);
  },
  checkDefinition: async (run) => {
    const { ok, provider } = await client(run({ definition: ACME }));
    expect([ok, provider?.id, provider?.kind]).toEqual([true, 'acme', 'custom']);
  },
  learnDefinition: async (run) => {
    const { definition } = await client(run({ requests: [{ body: '{"type":"sale"}' }] }));
    expect(definition.eventType).toBe('type');
  },
  getProvider: async (run) => {
    const made = await client(
      operations.createSource({ provider: 'custom', definition: ACME, secrets: ['secret'] }),
    );
    known.source = made.id;
    expect(await client(run('acme'))).toMatchObject({ name: 'Acme', definition: ACME });
  },
  changeProvider: async (run) => {
    const { name, notes } = await client(run('acme', { definition: { ...ACME, name: 'New' } }));
    expect([name, notes]).toEqual(['New', []]);
  },
  deleteProvider: async (run) => {
    await client(operations.deleteSource(known.source));
    await client(run('acme'));
    const { data } = await client(operations.listProviders());
    expect(data.map(({ id }) => id)).not.toContain('acme');
  },
};

/** A definition as a user writes it. */
const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
};

test.each(Object.keys(STEPS) as (keyof Operations)[])('%s', async (name) => {
  const step = STEPS[name] as (run: unknown) => Promise<void>;
  await step(functions[name]);
});

test('every operation of the description has a function, and no other', () => {
  const described = Object.values(openapi.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(Object.keys(functions).sort()).toEqual(described.sort());
});
