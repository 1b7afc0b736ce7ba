import { until } from '../../../../test/support/until.ts';
import { OPERATIONS } from '../../src/http/operations/index.ts';
import type { Store } from '../../src/store/store.ts';
import {
  type Fake,
  type Harness,
  type Reply,
  signalsSettings,
  startFake,
  startHarness,
  startSignals,
} from './harness.ts';

const CSRF = { 'x-signal-hooks-csrf': '1' };
const ACME = {
  ...{
    id: 'acme',
    name: 'Acme',
    eventType: 'type',
    identity: [{ parts: [{ digestWithout: [] }] }],
  },
  signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
};

/** Those that change nothing. */
const NOT_RECORDED = [
  'checkDefinition',
  'checkPublicAddress',
  'learnDefinition',
  'requestSignInLink',
];

let harness: Harness;
let signals: Awaited<ReturnType<typeof startSignals>>;
let subscriber: Fake;
/** What must be in no entry. */
const secrets: string[] = ['secret-given-0', 'Bearer secret-given-1', 'signals-api-token-1234'];
const known = {
  source: '',
  signals: '',
  subscription: '',
  replay: '',
  delivery: '',
  event: '',
  erasure: '',
  backup: '',
};
const more = { token: '', jwt: '', channel: '', session: '', cookie: '' };

beforeAll(async () => {
  harness = await startHarness({ deliver: true });
  signals = await startSignals();
  subscriber = await startFake(() => [200]);
});
afterAll(() => Promise.all([harness.close(), signals.close(), subscriber.close()]));

const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  harness.call(method, path, body === undefined ? {} : { body });

/** Whatever a reply shows once. */
function keep(reply: Reply): Reply {
  const { secret, token } = reply.json ?? {};
  secrets.push(...[secret, token].filter((text) => typeof text === 'string'));
  return reply;
}

async function signIn(): Promise<Reply> {
  const link = await harness.services.sessions.createLink();
  const code = link.split('#code=')[1] ?? '';
  const reply = await harness.call('POST', '/v1/sessions', {
    ...{ token: null, body: { code }, headers: CSRF },
  });
  more.session = reply.json.id;
  more.cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? '';
  secrets.push(code, more.cookie.split('=')[1] ?? '');
  return reply;
}

const bySession = (method: string, path: string): Promise<Reply> =>
  harness.call(method, path, { token: null, headers: { cookie: more.cookie, ...CSRF } });

/** How each operation is asked for, in this order; what it changes, and the fields that are seen to change. */
const ALL: Readonly<
  Record<string, { run: () => Promise<Reply>; kind: string; id: () => string | null; has?: object }>
> = {
  createSource: {
    run: async () => {
      const body = { secrets: [secrets[0]], authorization: [secrets[1]], name: 'One' };
      const reply = await call('POST', '/v1/sources', { provider: 'siggnal', ...body });
      known.source = reply.json.id;
      return keep(reply);
    },
    ...{ kind: 'source', id: () => known.source },
    has: { before: null, after: { name: 'One', provider: 'siggnal', credentials: { secrets: 1 } } },
  },
  updateSource: {
    run: () =>
      call('PATCH', `/v1/sources/${known.source}`, {
        name: 'Two',
        authorization: ['secret-given-2'],
      }),
    ...{ kind: 'source', id: () => known.source },
    has: { before: { name: 'One' }, after: { name: 'Two' } },
  },
  rotateSourceSecret: {
    run: async () =>
      keep(
        await call('POST', `/v1/sources/${known.source}/rotate-secret`, {
          secret: 'secret-given-3',
        }),
      ),
    ...{ kind: 'source', id: () => known.source },
  },
  registerSource: {
    run: async () => {
      const settings = signalsSettings(signals);
      const made = await call('POST', '/v1/sources', {
        provider: 'signals',
        settings,
        register: false,
      });
      known.signals = made.json.id;
      return call('POST', `/v1/sources/${known.signals}/register`);
    },
    ...{ kind: 'source', id: () => known.signals },
    has: { before: { registration: { id: null } }, after: { registration: { id: '1' } } },
  },
  unregisterSource: {
    run: () => call('POST', `/v1/sources/${known.signals}/unregister`),
    ...{ kind: 'source', id: () => known.signals },
  },
  changeProvider: {
    run: async () => {
      await call('POST', '/v1/sources', {
        provider: 'custom',
        definition: ACME,
        secrets: ['secret-4'],
      });
      return call('PUT', '/v1/providers/acme', { definition: { ...ACME, name: 'Acme Inc' } });
    },
    ...{ kind: 'provider', id: () => 'acme' },
    has: { before: { name: 'Acme' }, after: { name: 'Acme Inc' } },
  },
  createSubscription: {
    run: async () => {
      const body = { target_url: `${subscriber.url}/secret-path-5`, source_id: known.source };
      const reply = await call('POST', '/v1/subscriptions', body);
      known.subscription = reply.json.id;
      return keep(reply);
    },
    ...{ kind: 'subscription', id: () => known.subscription },
    has: { before: null },
  },
  updateSubscription: {
    run: () =>
      call('PATCH', `/v1/subscriptions/${known.subscription}`, {
        ...{ target_url: `${subscriber.url}/secret-path-6`, max_concurrency: 3 },
      }),
    ...{ kind: 'subscription', id: () => known.subscription },
    has: { before: { max_concurrency: 10 }, after: { max_concurrency: 3 } },
  },
  rotateSubscriptionSecret: {
    run: async () =>
      keep(await call('POST', `/v1/subscriptions/${known.subscription}/rotate-secret`)),
    ...{ kind: 'subscription', id: () => known.subscription },
  },
  testSubscription: {
    run: () => call('POST', `/v1/subscriptions/${known.subscription}/test`),
    ...{ kind: 'subscription', id: () => known.subscription },
  },
  recoverSubscription: {
    run: async () => {
      await call('PATCH', `/v1/subscriptions/${known.subscription}`, { status: 'paused' });
      return call('POST', `/v1/subscriptions/${known.subscription}/recover`);
    },
    ...{ kind: 'subscription', id: () => known.subscription },
    has: { before: { status: 'paused' }, after: { status: 'active' } },
  },
  testSource: {
    run: async () => {
      const reply = await call('POST', `/v1/sources/${known.source}/test`);
      known.event = reply.json.event_id;
      return reply;
    },
    ...{ kind: 'source', id: () => known.source },
  },
  replayDelivery: {
    run: async () => {
      const path = `/v1/deliveries?event_id=${known.event}&status=delivered`;
      const { json } = await until(
        () => call('GET', path),
        ({ json: { data } }) => data.length === 1,
      );
      known.delivery = json.data[0].id;
      return call('POST', `/v1/deliveries/${known.delivery}/replay`);
    },
    ...{ kind: 'delivery', id: () => known.delivery },
  },
  sendEvent: {
    run: async () => {
      const { json } = await call('GET', `/v1/deliveries/${known.delivery}`);
      const pending = await until(
        () => call('GET', `/v1/deliveries/${known.delivery}`),
        (reply) => reply.json.status !== 'pending',
      );
      expect(pending.json.id).toBe(json.id);
      return call('POST', `/v1/events/${json.event_id}/send`);
    },
    ...{ kind: 'delivery', id: () => known.delivery },
    has: { before: null, after: { event_id: expect.any(String) } },
  },
  startReplay: {
    run: async () => {
      const reply = await call('POST', '/v1/replays', { states: ['delivered'] });
      known.replay = reply.json.replay.id;
      return reply;
    },
    ...{ kind: 'replay', id: () => known.replay },
    has: { before: null, after: { status: 'running', states: ['delivered'] } },
  },
  cancelReplay: {
    run: () => call('POST', `/v1/replays/${known.replay}/cancel`),
    ...{ kind: 'replay', id: () => known.replay },
    has: { before: { status: 'running' }, after: { status: 'cancelled' } },
  },
  startErasure: {
    run: async () => {
      const reply = await call('POST', '/v1/erasures', { field: 'email', value: 'Jo@example.com' });
      known.erasure = reply.json.erasure.id;
      return reply;
    },
    ...{ kind: 'erasure', id: () => known.erasure },
    has: {
      before: null,
      after: { field: 'email', value_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
  },
  startBackup: {
    run: async () => {
      const reply = await call('POST', '/v1/backups');
      known.backup = reply.json.id;
      return reply;
    },
    ...{ kind: 'backup', id: () => known.backup },
    has: { before: null, after: { with_key: false, started_at: expect.any(String) } },
  },
  backfillSubscription: {
    run: async () => {
      const reply = await call('POST', `/v1/subscriptions/${known.subscription}/backfill`);
      known.replay = reply.json.replay.id;
      return reply;
    },
    ...{ kind: 'replay', id: () => known.replay },
    has: { after: { states: ['never_sent'] } },
  },
  deleteSubscription: {
    run: () => call('DELETE', `/v1/subscriptions/${known.subscription}`),
    ...{ kind: 'subscription', id: () => known.subscription },
    has: { before: { status: 'active' }, after: { status: 'ended' } },
  },
  deleteSource: {
    run: () => call('DELETE', `/v1/sources/${known.source}`),
    ...{ kind: 'source', id: () => known.source },
    has: { before: { name: 'Two' }, after: null },
  },
  deleteProvider: {
    run: async () => {
      const { json } = await call('GET', '/v1/sources?provider=acme');
      await call('DELETE', `/v1/sources/${json.data[0].id}`);
      return call('DELETE', '/v1/providers/acme');
    },
    ...{ kind: 'provider', id: () => 'acme' },
    has: { before: { name: 'Acme Inc' }, after: null },
  },
  updateAlertRule: {
    run: () => call('PATCH', '/v1/alert-rules/delivery_late', { is_on: false }),
    ...{ kind: 'alert_rule', id: () => 'delivery_late' },
    has: { before: { is_on: true }, after: { is_on: false } },
  },
  createAlertChannel: {
    run: async () => {
      const url = `${subscriber.url}/secret-path-7`;
      const reply = await call('POST', '/v1/alert-channels', { kind: 'slack', url, name: 'ops' });
      more.channel = reply.json.id;
      return keep(reply);
    },
    ...{ kind: 'alert_channel', id: () => more.channel },
    has: { before: null, after: { kind: 'slack', name: 'ops' } },
  },
  testAlertChannel: {
    run: () => call('POST', `/v1/alert-channels/${more.channel}/test`),
    ...{ kind: 'alert_channel', id: () => more.channel },
  },
  deleteAlertChannel: {
    run: () => call('DELETE', `/v1/alert-channels/${more.channel}`),
    ...{ kind: 'alert_channel', id: () => more.channel },
    has: { before: { name: 'ops' }, after: null },
  },
  createToken: {
    run: async () => {
      const body = { name: 'new', scopes: ['audit:read'], expires_in_days: 1 };
      const reply = await call('POST', '/v1/tokens', body);
      more.token = reply.json.id;
      more.jwt = reply.json.token;
      return keep(reply);
    },
    ...{ kind: 'token', id: () => more.token },
    has: { before: null, after: { name: 'new', scopes: ['audit:read'] } },
  },
  updateToken: {
    run: () => call('PATCH', `/v1/tokens/${more.token}`, { name: 'renamed' }),
    ...{ kind: 'token', id: () => more.token },
    has: { before: { name: 'new' }, after: { name: 'renamed' } },
  },
  revokeToken: {
    run: () => call('DELETE', `/v1/tokens/${more.token}`),
    ...{ kind: 'token', id: () => more.token },
    has: { before: { revoked_at: null }, after: { revoked_at: expect.any(String) } },
  },
  signIn: { run: signIn, kind: 'session', id: () => more.session, has: { before: null } },
  endSession: {
    run: () => call('DELETE', `/v1/sessions/${more.session}`),
    ...{ kind: 'session', id: () => more.session },
    has: { after: null },
  },
  signOut: {
    run: async () => {
      await signIn();
      return bySession('DELETE', '/v1/session');
    },
    ...{ kind: 'session', id: () => more.session },
    has: { caller_kind: 'session', caller_name: expect.any(String), after: null },
  },
  endAllSessions: {
    run: () => call('DELETE', '/v1/sessions'),
    ...{ kind: 'session', id: () => null },
  },
};

const entries = async (query = ''): Promise<Record<string, unknown>[]> =>
  (await call('GET', `/v1/audit?limit=100${query}`)).json.data;

test('every operation that changes something is tried here', () => {
  const changing = OPERATIONS.filter(({ method }) => method !== 'get');
  const ids = changing.map(({ operationId }) => operationId);
  expect([...Object.keys(ALL), ...NOT_RECORDED].sort()).toEqual(ids.sort());
  const silent = changing.filter(({ audit }) => audit === null || audit === undefined);
  expect(silent.map(({ operationId }) => operationId).sort()).toEqual(NOT_RECORDED);
});

test.each(Object.entries(ALL))('%s writes exactly one entry', async (operation, asked) => {
  const before = (await entries()).filter((entry) => entry.operation === operation).length;
  const reply = await asked.run();
  expect({ status: reply.status < 300, text: reply.text }).toMatchObject({ status: true });
  const found = (await entries()).filter((entry) => entry.operation === operation);
  expect(found.length).toBe(before + 1);
  const caller =
    operation === 'signIn'
      ? { caller_kind: 'session', caller_id: more.session, caller_name: 'owner' }
      : {};
  expect(found[0]).toMatchObject({
    ...{ object_kind: asked.kind, object_id: asked.id(), outcome: 'done', error: null },
    ...{ caller_kind: 'token', caller_name: 'test', ...caller, ...asked.has },
  });
});

test('no secret is in any entry, and only what has changed', async () => {
  const { items } = await harness.store.audit.list(EVERYTHING, { cursor: null, limit: 1000 });
  const text = JSON.stringify(items);
  const all = [...secrets, 'secret-given-2', 'secret-given-3', 'secret-4', 'secret-path'];
  for (const secret of [...all, 'signals-made-secret']) {
    expect(secret.length).toBeGreaterThan(7);
    expect(text).not.toContain(secret);
  }
  // What was made here, shown once, was among them.
  expect(secrets.filter((secret) => secret.startsWith('whsec_')).length).toBe(2);
  // The list is the newest first.
  const changed = items.findLast(({ operation }) => operation === 'updateSubscription');
  expect(JSON.parse(changed?.before ?? '')).toEqual({
    ...{ target_url: `${subscriber.url}/…`, max_concurrency: 10 },
  });
});

test('a dry run, a check and a look change nothing: there is no entry', async () => {
  const count = (await entries()).length;
  await call('POST', '/v1/replays', { dry_run: true });
  await call('POST', '/v1/definitions/check', { definition: ACME });
  await call('GET', '/v1/sources');
  await harness.call('POST', '/v1/sessions', { token: null, body: { code: 'x' }, headers: CSRF });
  expect((await entries()).length).toBe(count);
});

test('what is refused is on record too, with why', async () => {
  await call('PATCH', '/v1/subscriptions/sub_none', { name: 'x' });
  expect((await entries())[0]).toMatchObject({
    ...{ operation: 'updateSubscription', object_id: 'sub_none', outcome: 'failed' },
    ...{ error: 'subscription_not_found', before: null, after: null },
  });
});

test('the list is asked for by time, object and caller, page by page, with a scope of its own', async () => {
  const { json: made } = await call('POST', '/v1/tokens', {
    ...{ name: 'other', scopes: ['admin'], expires_in_days: 1 },
  });
  await harness.call('PATCH', '/v1/alert-rules/delivery_late', {
    ...{ body: { is_on: true }, token: made.token },
  });
  const operations = async (query: string) =>
    (await entries(query)).map(({ operation }) => operation);
  expect(await operations(`&caller_id=${made.id}`)).toEqual(['updateAlertRule']);
  expect(await operations(`&id=${made.id}`)).toEqual(['createToken']);
  expect(await operations('&kind=alert_rule')).toEqual(['updateAlertRule', 'updateAlertRule']);
  expect(await operations('&kind=alert_rule&since=2030-01-01T00:00:00Z')).toEqual([]);
  expect(await operations('&kind=alert_rule&until=2020-01-01T00:00:00Z')).toEqual([]);

  const ids: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Reply = await call('GET', `/v1/audit?limit=7${cursor && `&cursor=${cursor}`}`);
    ids.push(...page.json.data.map(({ id }: { id: string }) => id));
    cursor = page.json.next_cursor;
  }
  expect(ids).toEqual((await entries()).map(({ id }) => id));
  expect(new Set(ids).size).toBeGreaterThan(30);

  const reader = await harness.token('audit:read');
  const other = await harness.token('sources:write', 'events:read');
  const status = async (token: string) =>
    (await harness.call('GET', '/v1/audit', { token })).status;
  expect([await status(reader), await status(other)]).toEqual([200, 403]);
});

const EVERYTHING = {
  ...{ since: null, until: null, objectKind: null, objectId: null, callerId: null },
};

describe('where the log cannot be written', () => {
  let broken: Harness;
  let fails: 'add' | 'end' | null = null;
  beforeAll(async () => {
    const wrapStore = (store: Store): Store => {
      const failing = (name: 'add' | 'end') => async (): Promise<void> => {
        if (fails === name) throw new Error('the disk is full');
      };
      const add: Store['audit']['add'] = async (entry) => {
        await failing('add')();
        await store.audit.add(entry);
      };
      const end: Store['audit']['end'] = async (id, what) => {
        await failing('end')();
        await store.audit.end(id, what);
      };
      const audit = { ...store.audit, add, end };
      return new Proxy(store, {
        get: (target, name) => {
          if (name === 'audit') return audit;
          const value = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    };
    broken = await startHarness({ wrapStore });
  });
  afterAll(() => broken.close());

  const rule = '/v1/alert-rules/delivery_late';
  const isOn = async (): Promise<boolean> => {
    const { json } = await broken.call('GET', '/v1/alert-rules');
    return json.data.find(({ id }: { id: string }) => id === 'delivery_late').is_on;
  };

  test('nothing is changed', async () => {
    fails = 'add';
    const reply = await broken.call('PATCH', rule, { body: { is_on: false } });
    expect([reply.status >= 500, await isOn()]).toEqual([true, true]);
  });

  test('what is changed and cannot be finished stays on record as started', async () => {
    fails = 'end';
    const made = await broken.call('POST', '/v1/tokens', {
      body: { name: 'x', scopes: ['admin'], expires_in_days: 1 },
    });
    // It is shown once: whoever asked must get it.
    expect(made.json.token).toEqual(expect.any(String));
    const { json } = await broken.call('GET', '/v1/audit');
    expect(json.data).toMatchObject([
      { operation: 'createToken', outcome: 'started', after: null },
    ]);
    expect(broken.logged()).toContain('cannot be written to the audit log');
  });
});
