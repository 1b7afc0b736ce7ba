import { fileURLToPath } from 'node:url';
import { Api, type EventRow } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { ACME_SECRET, SIGGNAL_SECRET } from './support/databases/fill.ts';
import { KEPT, type KeptNotes, PLACES, type Place, schemaOf } from './support/databases/kept.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { send } from './support/http.ts';
import { hmacHex, signalBody, signedHeaders } from './support/siggnal.ts';
import { type Subscriber, startSubscriber } from './support/subscriber.ts';
import { until } from './support/until.ts';

const CLOCK = fileURLToPath(new URL('./support/databases/shifted-clock.mjs', import.meta.url));
const HOUR_MS = 3600_000;
/** From which tables of SQLite on there were these. */
const ALERTS_SINCE = 13;
const AUDIT_SINCE = 17;

const SIGNALS = ['sig_1', 'sig_2', 'sig_3', 'sig_4', 'sig_5', 'sig_6'];

type Row = Readonly<Record<string, unknown>>;
type Store = keyof typeof PLACES;

/** For the gateway it is an hour after the database was kept: nothing is too old yet. */
const clockOf = ({ at }: KeptNotes): Record<string, string> => ({
  NODE_OPTIONS: `--import=${CLOCK}`,
  TEST_CLOCK_OFFSET_MS: String(at + HOUR_MS - Date.now()),
});

/** These keys of each row. */
const only = (rows: readonly Row[], ...keys: readonly string[]): unknown[][] =>
  rows.map((row) => keys.map((key) => row[key]));

const rowsOf = async (api: Api, path: string): Promise<readonly Row[]> =>
  (await api.get(path)).json.data as Row[];

/** What `fill` has made, as it is shown before anything is delivered. */
async function expectEverything(api: Api, name: string, notes: KeptNotes): Promise<void> {
  const { siggnal, signals, salesiq, acme } = notes.sources;
  const { everything, failing, paused } = notes.subscriptions;

  const eventsOf = async (id = ''): Promise<Row[]> =>
    (await api.all<EventRow>(`/v1/events?source_id=${id}`)).map(({ record }) => record);
  const ofSales = await eventsOf(siggnal);
  expect(only(ofSales, 'subject_id').flat().sort()).toEqual(SIGNALS);
  expect(
    new Set(only(ofSales, 'source_name', 'company_name', 'contact_email', 'priority').map(String)),
  ).toEqual(new Set(['sales,Romashka,anna@romashka.example,high']));
  expect(only(await eventsOf(signals), 'event_type', 'title')).toEqual([
    ['user.created', 'Jane Smith'],
  ]);
  expect(only(await eventsOf(salesiq), 'event_type', 'contact_name')).toEqual([
    ['conversation.missed', 'Tricia'],
  ]);
  const [order] = await rowsOf(api, `/v1/events?source_id=${acme}`);
  const whole = (await api.get(`/v1/events/${order?.id}`)).json as { record: Row };
  expect(whole.record.raw).toEqual({ id: 'order-1', type: 'order', total: 12.5 });

  const sources = await rowsOf(api, '/v1/sources');
  // The gateway makes the source of alerts by itself.
  const ofProviders = sources.filter(({ provider }) => provider !== 'alerts');
  expect(only(ofProviders, 'name', 'provider', 'state', 'problem').sort()).toEqual([
    ['Acme', 'acme', 'ready', null],
    ['sales', 'siggnal', 'ready', null],
    ['salesiq', 'salesiq', 'ready', null],
    ['signals', 'signals', 'ready', null],
  ]);
  const registered = sources.filter(({ id }) => id === signals || id === salesiq);
  for (const { registration } of registered) {
    expect(registration).toEqual({ kind: 'api', id: expect.stringMatching(/./) });
  }

  const subscriptions = await rowsOf(api, '/v1/subscriptions');
  const shown = ['name', 'status', 'format', 'include_raw', 'max_concurrency', 'problem'];
  expect(
    only(
      subscriptions.filter(({ provider }) => provider !== 'alerts'),
      ...shown,
    ),
  ).toEqual([
    ['paused', 'paused', 'standard', true, 1, null],
    ['failing', 'active', 'flat', false, 10, null],
    ['everything', 'active', 'standard', false, 10, null],
  ]);
  expect(subscriptions.find(({ id }) => id === paused?.id)).toMatchObject({
    ...{ source_id: siggnal, event_types: ['signal'], max_per_second: 100 },
    filter: [{ field: 'priority', op: 'gte', value: 'medium' }],
  });

  const deliveriesOf = async (id = ''): Promise<string[]> => {
    const rows = await api.all<Row>(`/v1/deliveries?subscription_id=${id}`);
    return only(rows, 'status', 'attempt_count', 'last_http_status').map(String);
  };
  expect(await deliveriesOf(everything?.id)).toEqual(Array(9).fill('delivered,1,204'));
  expect(await deliveriesOf(failing?.id)).toEqual(
    Array(6).fill(expect.stringMatching(/^pending,[12],500$/)),
  );
  expect(await deliveriesOf(paused?.id)).toEqual(Array(6).fill('pending,0,'));

  const rejections = await rowsOf(api, `/v1/sources/${siggnal}/rejections`);
  expect(only(rejections, 'code', 'http_status')).toEqual([['signature_mismatch', 401]]);
  expect(only(await rowsOf(api, '/v1/tokens'), 'name', 'scopes')).toEqual([
    ['a reader', ['events:read']],
    ['the administrator', ['admin']],
  ]);
  expect(only(await rowsOf(api, '/v1/replays'), 'status', 'events', 'deliveries')).toEqual([
    ['done', 1, 1],
  ]);
  await expectWhatCameLater(api, name, notes);
}

/** What only some releases had, and what is counted of the older ones. */
async function expectWhatCameLater(api: Api, name: string, notes: KeptNotes): Promise<void> {
  const hasAlerts = schemaOf(name) >= ALERTS_SINCE;
  expect(only(await rowsOf(api, '/v1/alert-channels'), 'kind', 'name')).toEqual(
    hasAlerts ? [['hook', 'the people on duty']] : [],
  );
  const rules = await rowsOf(api, '/v1/alert-rules');
  const silent = rules.find(({ id }) => id === 'source_silent');
  expect(silent?.threshold).toBe(hasAlerts ? 48 : null);
  const operations = only(await api.all<Row>('/v1/audit'), 'operation', 'outcome').map(String);
  if (schemaOf(name) >= AUDIT_SINCE) {
    expect(operations).toEqual(
      expect.arrayContaining(['createSource,done', 'createSubscription,done', 'startReplay,done']),
    );
  } else expect(operations).not.toContain('createSource,done');
  const since = new Date(notes.at - HOUR_MS).toISOString();
  const path = `/v1/statistics/events?since=${since}&source_id=${notes.sources.siggnal}`;
  const hours = await rowsOf(api, path);
  const sum = (key: string): number => hours.reduce((all, row) => all + Number(row[key]), 0);
  expect([sum('events'), sum('rejections')]).toEqual([6, 1]);
}

/** Leads the subscriptions to addresses that there are now. */
async function lead(api: Api, notes: KeptNotes, to: Readonly<Record<string, Subscriber>>) {
  for (const [name, subscriber] of Object.entries(to)) {
    const { id, secret } = notes.subscriptions[name] as { id: string; secret: string };
    subscriber.secret = secret;
    const resumed = { status: 'active', max_concurrency: 10, max_per_second: null };
    const change = { target_url: subscriber.url, ...(name === 'paused' && resumed) };
    const { status, text } = await api.call('PATCH', `/v1/subscriptions/${id}`, change);
    expect([status, text]).toEqual([200, expect.any(String)]);
  }
}

/** That secrets open, and what was known is known. */
async function expectIngest(gateway: GatewayProcess, { sources }: KeptNotes): Promise<void> {
  const post = async (id: string | undefined, body: string, headers: Record<string, string>) => {
    const { status, json } = await send(`${gateway.url}/in/${id}`, { body, headers });
    return [status, json.status];
  };
  const [known, fresh] = [signalBody('sig_1'), signalBody('sig_7')];
  const { siggnal, acme } = sources;
  expect([
    await post(siggnal, known, signedHeaders(SIGGNAL_SECRET, known)),
    await post(siggnal, fresh, signedHeaders(SIGGNAL_SECRET, fresh)),
    await post(siggnal, fresh, signedHeaders('another secret', fresh)),
    await post(acme, '{"id":"order-2"}', {
      'content-type': 'application/json',
      'x-acme': hmacHex(ACME_SECRET, '{"id":"order-2"}'),
    }),
  ]).toEqual([
    [200, 'duplicate'],
    [200, 'stored'],
    [401, 401],
    [200, 'stored'],
  ]);
}

function databasesOf(store: Store): void {
  let place: Place;
  let gateway: GatewayProcess | undefined;
  let subscribers: readonly Subscriber[] = [];
  beforeEach(async () => {
    place = await PLACES[store]();
  });
  afterEach(async () => {
    await gateway?.kill();
    gateway = undefined;
    for (const subscriber of subscribers) await subscriber.close();
    await place.remove();
  });

  const start = async (env: Record<string, string>, ...options: string[]) => {
    const all = { ...place.env, ...env };
    gateway = await serve(place.dataDir, await freePort(), all, undefined, options);
    return gateway;
  };

  /** The tables of a database that was never another release's. */
  let freshSchema: unknown;
  beforeAll(async () => {
    const fresh = await PLACES[store]();
    try {
      const args = ['token', 'create', '--for', 'metrics', '--create', '--data', fresh.dataDir];
      const { code, stderr } = await runCli(args, { env: fresh.env });
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      freshSchema = await fresh.schema();
    } finally {
      await fresh.remove();
    }
  });

  test.each(KEPT)('of %s: everything is there, and goes on', async (name) => {
    const notes = await place.load(name);
    const clock = clockOf(notes);
    const looking = await start(clock, '--no-deliver');
    const api = new Api(looking.url, notes.token);
    await expectEverything(api, name, notes);
    const [everything, failing, paused] = await Promise.all([1, 2, 3].map(() => startSubscriber()));
    subscribers = [everything, failing, paused] as Subscriber[];
    await lead(api, notes, { everything, failing, paused } as Record<string, Subscriber>);
    expect(await looking.stop()).toBe(0);

    const going = await start(clock);
    await expectIngest(going, notes);
    const of = (subscriber: Subscriber | undefined): number => subscriber?.received.size ?? 0;
    // What was pending and `sig_7`; to the one that gets everything `sig_7` and the order.
    await until(
      () => [of(everything), of(failing), of(paused)],
      (counts) => String(counts) === '2,7,7',
    );
    expect(subscribers.map((subscriber) => subscriber.forged())).toEqual([0, 0, 0]);
    const ids = [...(failing as Subscriber).received.values()].map(
      ([body = '{}']) => JSON.parse(body).subject_id,
    );
    expect(ids.sort()).toEqual([...SIGNALS, 'sig_7']);
    expect(await going.stop()).toBe(0);
    expect(await place.schema()).toEqual(freshSchema);
  });

  test('of a newer release is refused, with what to do, and is left as it is', async () => {
    await place.load('1.0.0-rc.0');
    const version = await place.raiseVersion();
    const before = await place.schema();
    await expect(start({})).rejects.toThrow(
      `The database is at version ${version}, this release knows ${version - 1}`,
    );
    const args = ['source', 'list', '--data', place.dataDir];
    const { code, stderr } = await runCli(args, { env: place.env });
    expect(code).toBe(1);
    expect(stderr).toContain('docs/how-to/upgrade.md');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(await place.schema()).toEqual(before);
  });
}

describe('a database in SQLite', () => databasesOf('SQLite'));
describePostgres('a database in PostgreSQL', () => databasesOf('PostgreSQL'));
