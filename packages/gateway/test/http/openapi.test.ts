import { PRESETS, PROVIDERS } from '@signal-hooks/catalogue';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { until } from '../../../../test/support/until.ts';
import { openApi } from '../../src/http/api.ts';
import { isDateTime } from '../../src/http/validation.ts';
import {
  type CallOptions,
  type Fake,
  type Harness,
  type Reply,
  signalsSettings,
  startFake,
  startHarness,
  startSignals,
} from './harness.ts';

interface Described {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
}

const DOCUMENT = openApi('0.0.0-test');
const PATHS = DOCUMENT.paths as Record<string, Record<string, { operationId: string }>>;
const OPERATIONS: Described[] = Object.entries(PATHS).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId }]) => ({ method, path, operationId })),
);

/** The description may be read by others than us: nothing of our own checks it here. */
const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { 'date-time': isDateTime } });
ajv.addFormat('uri-reference', true);
ajv.addSchema({ ...DOCUMENT, $id: 'api' });

const escapePointer = (text: string): string =>
  encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Checks one answer against what is published for it. */
function expectAsPublished({ path, method }: Described, reply: Reply): void {
  const operation = PATHS[path]?.[method] as never as {
    responses: Record<string, { content?: Record<string, unknown> }>;
  };
  const published = operation.responses[reply.status];
  if (published === undefined) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
  const [type] = Object.keys(published.content ?? {});
  if (type === undefined) {
    expect(reply.text).toBe('');
    return;
  }
  expect(reply.headers.get('content-type')).toMatch(new RegExp(`^${type.replace('+', '\\+')}`));
  const pointer = ['paths', path, method, 'responses', reply.status, 'content', type, 'schema'];
  const validate = ajv.compile({
    $ref: `api#/${pointer.map(String).map(escapePointer).join('/')}`,
  });
  const isValid = validate(type.includes('json') ? reply.json : reply.text);
  expect({ path, method, errors: isValid ? null : validate.errors }).toEqual({
    path,
    method,
    errors: null,
  });
}

describe('every operation of /openapi.json', () => {
  let harness: Harness;
  let signals: Awaited<ReturnType<typeof startSignals>>;
  let subscriber: Fake;
  const called = new Set<string>();

  beforeAll(async () => {
    harness = await startHarness();
    signals = await startSignals();
    subscriber = await startFake(() => [200, { thanks: true }]);
  });
  afterAll(() => Promise.all([harness.close(), signals.close(), subscriber.close()]));

  /** Calls an operation by its id and compares the answer; gives back its body. */
  async function run(
    operationId: string,
    expected: number,
    { id = '', query = '', ...options }: CallOptions & { id?: string; query?: string } = {},
  ): Promise<Reply['json']> {
    const row = OPERATIONS.find((each) => each.operationId === operationId);
    if (row === undefined) throw new Error(`no operation ${operationId}`);
    const path = row.path.replace('{id}', id) + query;
    const reply = await harness.call(row.method.toUpperCase(), path, options);
    expect({ operationId, status: reply.status, text: reply.text }).toMatchObject({
      operationId,
      status: expected,
    });
    expectAsPublished(row, reply);
    called.add(operationId);
    return reply.json;
  }

  test('the gateway', async () => {
    expect(await run('getDescription', 200)).toEqual(JSON.parse(JSON.stringify(DOCUMENT)));
    const { token, gateway } = await run('getMe', 200);
    expect(token).toMatchObject({ name: 'test', scopes: ['admin'], expires_at: null });
    expect(gateway).toEqual({
      name: 'Signal Hooks',
      version: '0.0.0-test',
      public_url: harness.url,
    });
    const { data } = await run('listProviders', 200);
    expect(data.map(({ id }: { id: string }) => id)).toEqual([
      ...Object.keys(PROVIDERS),
      ...Object.keys(PRESETS),
      'alerts',
    ]);
    await run('getHealth', 200, { token: null });
    await run('getReadiness', 200, { token: null });
    await run('getErrorReference', 200, { token: null });
    await run('getMetrics', 200);
    expect((await run('getStorage', 200)).database).toBe('sqlite');
    expect((await run('checkPublicAddress', 200)).outcome).toBe('internal');
    expect((await run('startBackup', 202)).status).toBe('running');
    expect((await run('listBackups', 200)).data).toHaveLength(1);
  });

  test('sources', async () => {
    const made = await run('createSource', 201, { body: { provider: 'siggnal', name: 'Sales' } });
    expect(made).toMatchObject({ ingest_url: `${harness.url}/in/${made.id}` });
    expect(made.secret).toMatch(/^[0-9a-f]{64}$/);
    const { id } = made;
    expect((await run('getSource', 200, { id })).name).toBe('Sales');
    expect((await run('updateSource', 200, { id, body: { name: 'Marketing' } })).name).toBe(
      'Marketing',
    );
    const rotated = await run('rotateSourceSecret', 200, { id });
    expect(rotated.secret).not.toBe(made.secret);
    expect(rotated.credentials).toMatchObject({ secrets: 1, retiring_secrets: 1 });
    expect(await run('testSource', 200, { id })).toMatchObject({ outcome: 'stored', code: null });
    await run('listSources', 200, { query: '?limit=1&provider=siggnal' });
    await fetch(`${harness.url}/in/${id}`, { method: 'POST', body: '{}' });
    const page = await until(
      () => run('listRejections', 200, { id }),
      ({ data }) => data.length === 1,
    );
    expect(page.data[0].code).toBe('signature_missing');
    const refused = await run('getRejection', 200, { id: page.data[0].id });
    expect(refused.signature.parts[0]).toMatchObject({ part: 'signature', problem: 'missing' });
    await run('getRejection', 404, { id: 'rej_none' });
    await run('deleteSource', 204, { id });
    await run('getSource', 404, { id });
    await run('createSource', 422, { body: { provider: 'siggnal', nmae: 'x' } });
  });

  test('providers', async () => {
    const definition = {
      id: 'acme',
      name: 'Acme',
      signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
    };
    const checked = await run('checkDefinition', 200, { body: { definition } });
    expect(checked).toMatchObject({ ok: true, problems: [], provider: { kind: 'custom' } });
    const wrong = await run('checkDefinition', 200, {
      body: { definition: { ...definition, id: 'siggnal' } },
    });
    expect(wrong).toMatchObject({ ok: false, provider: null });
    expect(wrong.problems[0].path).toBe('definition.id');
    const learned = await run('learnDefinition', 200, {
      body: { requests: [{ body: '{"type":"sale","id":7}' }], id: 'acme', name: 'Acme' },
    });
    expect(learned).toMatchObject({ definition: { id: 'acme', name: 'Acme', eventType: 'type' } });
    const { id } = await run('createSource', 201, { body: { provider: 'custom', definition } });
    expect((await run('getProvider', 200, { id: 'acme' })).definition).toEqual(definition);
    await run('getProvider', 200, { id: 'salesiq' });
    const body = { definition: { ...definition, name: 'New' } };
    expect((await run('changeProvider', 200, { id: 'acme', body })).name).toBe('New');
    await run('createSource', 409, { body: { provider: 'custom', definition } });
    await run('deleteProvider', 409, { id: 'acme' });
    await run('deleteSource', 204, { id });
    await run('deleteProvider', 204, { id: 'acme' });
    await run('getProvider', 404, { id: 'acme' });
  });

  test('registration', async () => {
    const settings = signalsSettings(signals);
    const { id, registration } = await run('createSource', 201, {
      body: { provider: 'signals', settings },
    });
    expect(registration.id).toBe('1');
    expect(await run('getSourceRegistration', 200, { id })).toEqual({
      found: true,
      active: true,
      id: '1',
    });
    await run('registerSource', 200, { id });
    expect(signals.hooks.size).toBe(1);
    await run('unregisterSource', 200, { id });
    expect(signals.hooks.size).toBe(0);
    await run('registerSource', 422, {
      id: (await run('createSource', 201, { body: { provider: 'siggnal' } })).id,
    });
  });

  test('subscriptions, events and deliveries', async () => {
    const source = await run('createSource', 201, { body: { provider: 'siggnal' } });
    const made = await run('createSubscription', 201, {
      body: {
        target_url: `${subscriber.url}/hook`,
        source_id: source.id,
        filter: [{ field: 'company_name', op: 'exists', value: true }],
        max_per_second: 5,
        rate_group: 'one token',
        replace: true,
      },
    });
    const { id } = made;
    expect(made.secret).toMatch(/^whsec_/);
    await run('getSubscription', 200, { id });
    await run('listSubscriptions', 200);
    await run('updateSubscription', 200, { id, body: { status: 'paused' } });
    await run('rotateSubscriptionSecret', 200, { id });
    expect(await run('testSubscription', 200, { id })).toMatchObject({
      delivered: true,
      http_status: 200,
    });
    expect(subscriber.requests).toHaveLength(1);
    const { event_id: eventId } = await run('testSource', 200, { id: source.id });
    const event = await run('getEvent', 200, { id: eventId });
    expect(event.record).toMatchObject({ event_id: eventId, provider: 'siggnal' });
    const request = await run('getEventRequest', 200, { id: eventId });
    expect(request.headers['content-type']).toBe('application/json');
    expect(request.body_bytes).toBe(Buffer.byteLength(request.body));
    const events = await run('listEvents', 200, { query: '?limit=10&priority_at_least=low' });
    expect(events.data.length).toBeGreaterThan(0);
    const { data } = await run('listDeliveries', 200, { query: `?subscription_id=${id}` });
    expect(data).toHaveLength(1);
    const delivery = data[0].id;
    expect((await run('getDelivery', 200, { id: delivery })).attempts).toEqual([]);
    await run('replayDelivery', 409, { id: delivery });
    expect(await run('sendEvent', 200, { id: eventId })).toEqual({ deliveries: [] });
    await run('sendEvent', 404, { id: 'evt_none' });
    harness.dispatcher.start();
    expect(await run('recoverSubscription', 200, { id })).toMatchObject({ replayed: 0 });
    const done = await until(
      () => run('getDelivery', 200, { id: delivery }),
      ({ status }) => status === 'delivered',
    );
    expect(done.attempts).toHaveLength(1);
    await run('replayDelivery', 200, { id: delivery });
    const dry = await run('backfillSubscription', 200, { id, body: { dry_run: true } });
    expect(dry).toEqual({
      replay: null,
      count: { events: 1, deliveries: 0, without_payload: 0, next_cursor: null },
    });
    const started = await run('startReplay', 200, { body: { since: '2020-01-01T00:00:00Z' } });
    const replayId = started.replay.id;
    expect((await run('listReplays', 200)).data).toEqual([started.replay]);
    expect(await run('getReplay', 200, { id: replayId })).toMatchObject({ status: 'running' });
    expect(await run('cancelReplay', 200, { id: replayId })).toMatchObject({ status: 'cancelled' });
    await run('deleteSubscription', 204, { id });
    await run('deleteSubscription', 204, { id });
    await run('updateSubscription', 409, { id, body: { name: 'x' } });
  });

  test('alerts', async () => {
    const [rule] = (await run('listAlertRules', 200)).data;
    expect(rule).toMatchObject({ id: 'subscription_failing', is_on: true, unit: 'minutes' });
    const id = 'subscription_failing';
    await run('updateAlertRule', 200, { id, body: { threshold: 5, is_on: false } });
    await run('updateAlertRule', 422, { id, body: { subscription_ids: ['sub_none'] } });
    await run('updateAlertRule', 404, { id: 'none', body: { is_on: true } });
    const url = `${subscriber.url}/slack`;
    const made = await run('createAlertChannel', 201, { body: { kind: 'slack', url } });
    expect(made).toMatchObject({ secret: null, target: new URL(url).host });
    await run('createAlertChannel', 201, { body: { kind: 'hook', url } });
    const { data } = await run('listAlertChannels', 200);
    expect(data.map(({ kind }: { kind: string }) => kind)).toEqual(['slack', 'hook']);
    expect(JSON.stringify(data)).not.toContain('/slack');
    for (const channel of data) {
      const sent = await run('testAlertChannel', 200, { id: channel.id });
      expect(sent).toEqual({ sent: true, error: null });
      await run('deleteAlertChannel', 204, { id: channel.id });
    }
    await run('deleteAlertChannel', 404, { id: made.id });
    const alert = {
      ...{ id: 'alr_1', rule: 'source_silent', objectId: 'src_1' },
      objectKind: 'source' as const,
      ...{ objectName: 'Sales', title: 'Silent', explanation: '', action: '', command: null },
      ...{ since: 1000, openedAt: 2000, closedAt: null, eventsStored: 0 },
    };
    await harness.store.alerts.put([alert]);
    expect((await run('listAlerts', 200, { query: '?state=open' })).data).toHaveLength(1);
    expect(await run('getAlert', 200, { id: 'alr_1' })).toMatchObject({ state: 'open' });
    await run('getAlert', 404, { id: 'alr_2' });
  });

  test('erasures', async () => {
    const order = { field: 'email', value: 'Nobody@example.com' };
    const dry = await run('startErasure', 200, { body: { ...order, dry_run: true } });
    expect(dry).toMatchObject({ erasure: null, count: { erased_events: 0, next_cursor: null } });
    const { erasure } = await run('startErasure', 200, { body: order });
    expect(erasure).toMatchObject({ status: 'running', field: 'email', finished_at: null });
    expect(JSON.stringify(erasure).toLowerCase()).not.toContain('nobody');
    expect(erasure.value_hash).toBe(dry.count.value_hash);
    expect((await run('listErasures', 200)).data).toEqual([erasure]);
    expect(await run('getErasure', 200, { id: erasure.id })).toEqual(erasure);
    await run('getErasure', 404, { id: 'ers_none' });
    await run('startErasure', 422, { body: { ...order, field: 'nonsense' } });
    await run('startErasure', 403, { body: order, token: await harness.token('events:read') });
  });

  test('tokens', async () => {
    const scopes = ['events:read'];
    const body = { name: 'sheet', scopes, expires_in_days: 30 };
    const { id, token } = await run('createToken', 201, { body });
    const me = (await run('getMe', 200, { token })).token;
    expect(me).toMatchObject({ id, scopes });
    await run('listTokens', 403, { token });
    await run('updateToken', 422, { id, body: { scopes: ['everything'] } });
    const changed = await run('updateToken', 200, { id, body: { scopes: ['sources:read'] } });
    expect(changed).toMatchObject({ name: 'sheet', scopes: ['sources:read'] });
    await run('listSources', 200, { token });
    await run('listAudit', 403, { token });
    expect((await run('listAudit', 200, { query: '?kind=token' })).data.length).toBeGreaterThan(0);
    const { data } = await run('listTokens', 200);
    expect(data.at(-1)).toEqual(changed);
    expect(JSON.stringify(data)).not.toContain(token);
    await run('revokeToken', 204, { id });
    await run('revokeToken', 204, { id });
    await run('listSources', 401, { token });
    await run('revokeToken', 404, { id: 'tok_none' });
  });

  test('statistics and what changes', async () => {
    const hour = '?since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z';
    expect((await run('countEvents', 200, { query: hour })).data).toEqual([]);
    expect((await run('countDeliveries', 200, { query: hour })).data).toEqual([]);
    await run('countDeliveries', 422, { query: '?since=2020-01-01T00:00:00Z' });
    await run('countPending', 200);
    const filter = encodeURIComponent('[{"field":"priority","op":"eq","value":"high"}]');
    await run('countFitting', 200, { query: `?filter=${filter}` });
    await run('countFitting', 422, { query: '?filter=%7B' });
    await run('listAllRejections', 200, { query: '?limit=1' });
    await run('streamNotices', 200, { query: '?seconds=0' });
  });

  test('sessions', async () => {
    const headers = { 'x-signal-hooks-csrf': '1' };
    const token = await harness.token('admin');
    const anonymous = await run('getSession', 200, { token: null });
    expect(anonymous).toEqual({
      ...{ session: null, token: null, scopes: [] },
      sign_in: { email_link: false },
    });
    await run('signIn', 401, { token: null, headers, body: { token: 'x' } });
    await run('signIn', 403, { token: null, body: { token } });
    const session = await run('signIn', 201, { token: null, headers, body: { token } });
    expect(session).toMatchObject({ method: 'token', name: 'test', scopes: ['admin'] });
    expect((await run('listSessions', 200)).data).toEqual([session]);
    await run('endSession', 204, { id: session.id });
    await run('endSession', 404, { id: session.id });
    await run('signOut', 404);
    await run('endAllSessions', 204);
    const body = { email: 'owner@example.com' };
    await run('requestSignInLink', 409, { token: null, headers, body });
  });

  test('was called', () => {
    const missed = OPERATIONS.filter(({ operationId }) => !called.has(operationId));
    expect(missed).toEqual([]);
  });
});

describe('the description', () => {
  test('names every operation once', () => {
    const ids = OPERATIONS.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has nothing behind its references missing', () => {
    const schemas = (DOCUMENT.components as { schemas: Record<string, unknown> }).schemas;
    const references = JSON.stringify(DOCUMENT).matchAll(
      /"\$ref":"#\/components\/schemas\/(\w+)"/g,
    );
    for (const [, name] of references) expect(Object.keys(schemas)).toContain(name);
  });
});
