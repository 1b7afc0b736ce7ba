/** Signal Hooks Trigger against the gateway's REST hooks (`/openapi.json` of the gateway). */
import type { IDataObject, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { NODE_URL, SimulatedN8n, TEST_URL } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';

stayOffline();

const GATEWAY = 'https://hooks.example.com';
const TOKEN = 'shk_token_1';
const SIGNING = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
const ID = 'sub_01k9q2v7c5e8';

const row = (more: IDataObject = {}): IDataObject => ({
  id: ID,
  name: 'n8n: Signals to Slack',
  target_url: NODE_URL,
  source_id: null,
  provider: null,
  event_types: [],
  filter: [],
  format: 'standard',
  include_raw: false,
  max_concurrency: 10,
  max_per_second: null,
  status: 'active',
  status_reason: null,
  failing_since: null,
  created_at: '2026-04-25T14:30:00.000Z',
  ...more,
});
const storedRegistration = (id = ID, secret = 'whsec_b2xkIG9uZQ=='): IDataObject => ({
  registration: { id, url: NODE_URL, credentials: { secrets: [secret] } },
});

interface Options {
  readonly kept?: IDataObject;
  readonly parameters?: INodeParameters;
  readonly workflowName?: string;
  readonly publicUrl?: string;
  readonly isTest?: boolean;
}

const trigger = ({ kept = {}, ...rest }: Options = {}): SimulatedN8n =>
  new SimulatedN8n(new SignalHooksTrigger(), {
    ...rest,
    credentials: { signalHooksApi: { gatewayUrl: `${GATEWAY}/`, apiToken: TOKEN } },
    kept,
  });

const HEADERS = { authorization: `Bearer ${TOKEN}`, accept: 'application/json' };
const api = (reqheaders: Record<string, string> = HEADERS) => nock(`${GATEWAY}/v1`, { reqheaders });
const json = () => api({ ...HEADERS, 'content-type': 'application/json' });
const lists = (times: number, ...data: IDataObject[]) =>
  api()
    .get('/subscriptions')
    .query({ limit: 100 })
    .times(times)
    .reply(200, { data, next_cursor: null });
const asked = {
  name: 'n8n: Signals to Slack',
  source_id: null,
  provider: null,
  event_types: [],
  filter: [],
  format: 'standard',
  include_raw: false,
};
const makes = (body: object) =>
  json()
    .post('/subscriptions', { target_url: NODE_URL, replace: true, ...body })
    .reply(201, { ...row(), secret: SIGNING });
const changes = (body: object, answer: IDataObject = {}, id = ID) =>
  json()
    .patch(`/subscriptions/${id}`, { ...body })
    .reply(200, row({ id, ...answer }));
const reads = (id: string, status: number, answer: IDataObject = {}) =>
  api()
    .get(`/subscriptions/${id}`)
    .reply(status, row({ id, ...answer }));
/** n8n leaves an empty body out, which the gateway takes. */
const recovers = () =>
  nock(`${GATEWAY}/v1`, { reqheaders: HEADERS, badheaders: ['content-type'] })
    .post(`/subscriptions/${ID}/recover`)
    .reply(200, { subscription: row(), replayed: 0 });
const rotates = () =>
  json()
    .post(`/subscriptions/${ID}/rotate-secret`, { grace_hours: 1 })
    .reply(200, { ...row(), secret: SIGNING });
const GONE = {
  status: 404,
  code: 'subscription_not_found',
  detail: 'There is no such subscription.',
};
const ends = (id = ID, status = 204, body?: IDataObject) =>
  api().delete(`/subscriptions/${id}`).reply(status, body);

/** Activates a node for which nothing is registered, and sees that it asks for this. */
async function activates(parameters: INodeParameters, body: object): Promise<void> {
  lists(1);
  makes({ ...asked, ...body });
  await trigger({ parameters }).activate();
}

describe('activation', () => {
  test('subscribes to everything and keeps the secret', async () => {
    lists(1);
    makes(asked);
    const n8n = trigger();
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('of a second start finds the subscription', async () => {
    lists(1, row({ id: 'sub_other', target_url: 'https://elsewhere.example/' }), row());
    expect(await trigger({ kept: storedRegistration() }).checkExists()).toBe(true);
  });

  test('looks through all pages of the list', async () => {
    const page = (query: object, data: IDataObject[], next_cursor: string | null) =>
      api()
        .get('/subscriptions')
        .query({ limit: 100, ...query })
        .reply(200, { data, next_cursor });
    const other = row({ id: 'sub_other', target_url: 'https://elsewhere.example/' });
    page({}, [other], 'a/b+c=');
    page({ cursor: 'a/b+c=' }, [other], '2');
    page({ cursor: '2' }, [row()], null);
    expect(await trigger({ kept: storedRegistration() }).checkExists()).toBe(true);
  });

  test('ends where the list never does', async () => {
    api()
      .get('/subscriptions')
      .query(true)
      .times(100)
      .reply(200, { data: [], next_cursor: 'again' });
    const { message } = await refusalOf(trigger({ kept: storedRegistration() }).checkExists(), [
      TOKEN,
    ]);
    expect(message).toBe('Signal Hooks: The API keeps asking for more requests.');
  });

  test('cuts a name that the gateway would refuse', async () => {
    lists(1);
    makes({ ...asked, name: `n8n: ${'w'.repeat(95)}` });
    await trigger({ workflowName: 'w'.repeat(500) }).activate();
  });

  test('finds its address as the gateway writes it', async () => {
    const publicUrl = 'https://N8N.example.com:443/webhook';
    lists(1, row());
    const kept = {
      registration: {
        id: ID,
        url: NODE_URL.replace('n8n.example.com', 'N8N.example.com:443'),
        credentials: { secrets: [SIGNING] },
      },
    };
    expect(await trigger({ kept, publicUrl }).checkExists()).toBe(true);
  });
});

test('an n8n in the gateway’s own network is left for the gateway to judge', async () => {
  const publicUrl = 'http://10.0.0.5:5678/webhook';
  lists(1);
  json()
    .post('/subscriptions', {
      target_url: NODE_URL.replace('https://n8n.example.com/webhook', publicUrl),
      replace: true,
      ...asked,
    })
    .reply(201, { ...row(), secret: SIGNING });
  await trigger({ publicUrl }).activate();
});

describe('what is asked for', () => {
  test.each<[string, NodeParameterValueType]>([
    ['from the list', { __rl: true, mode: 'list', value: 'src_1', cachedResultName: 'Chats' }],
    ['by its ID', { __rl: true, mode: 'id', value: ' src_1 ' }],
    ['by an expression', { __rl: true, mode: 'id', value: '={{ "src_" + 1 }}' }],
    ['as a text', 'src_1'],
  ])('a source %s', (_how, source) => activates({ source }, { source_id: 'src_1' }));

  test.each<[string, NodeParameterValueType]>([
    ['chosen', { __rl: true, mode: 'list', value: '*', cachedResultName: 'All Sources' }],
    ['emptied', { __rl: true, mode: 'id', value: '' }],
  ])('all sources, %s', (_how, source) =>
    activates({ source, provider: 'sigsentry' }, { provider: 'sigsentry' }),
  );

  test('a provider', () => activates({ provider: 'sigsentry' }, { provider: 'sigsentry' }));

  test('a source, which settles the provider', () =>
    activates({ source: 'src_1', provider: 'sigsentry' }, { source_id: 'src_1' }));

  test('event types, each once', () =>
    activates(
      { eventTypes: 'signal.promoted, analysis.complete,, signal.promoted' },
      { event_types: ['signal.promoted', 'analysis.complete'] },
    ));

  test('another format', () => activates({ options: { format: 'raw' } }, { format: 'raw' }));

  test.each(['payload', 'both'])('the payload, which the output %s shows', (output) =>
    activates({ output }, { include_raw: true }),
  );

  test('a lowest priority', () =>
    activates(
      { filters: { minimumPriority: 'medium' } },
      { filter: [{ field: 'priority', op: 'gte', value: 'medium' }] },
    ));

  test('filters that were opened and left empty', () =>
    activates({ filters: {}, conditions: {}, options: {} }, {}));

  test.each([
    [{ field: 'title', op: 'contains', value: 'Acme, Inc.' }, 'Acme, Inc.'],
    [{ field: 'score', op: 'gte', value: '87.5' }, 87.5],
    [{ field: 'score', op: 'in', value: '1, 2' }, [1, 2]],
    [{ field: 'company_name', op: 'in', value: 'Acme, Zylker ,' }, ['Acme', 'Zylker']],
    [{ field: 'user_is_admin', op: 'eq', value: ' TRUE' }, true],
    [{ field: 'user_is_admin', op: 'eq', value: 'false' }, false],
    [{ field: 'contact_email', op: 'exists', value: '' }, true],
    [{ field: 'contact_email', op: 'exists', value: 'False' }, false],
    [{ field: 'contact_email', op: 'exists', value: 'no' }, false],
  ])('the condition %j with the value %j', (condition, value) =>
    activates(
      { conditions: { condition: [condition] } },
      { filter: [{ field: condition.field, op: condition.op, value }] },
    ),
  );

  test('a condition that was added and not touched', () =>
    activates(
      { conditions: { condition: [{}] } },
      { filter: [{ field: 'priority', op: 'eq', value: '' }] },
    ));

  test('several conditions, behind the priority, with expressions resolved', () =>
    activates(
      {
        filters: { minimumPriority: 'high' },
        conditions: {
          condition: [
            { value: '={{ "Ac" + "me" }}', op: 'starts_with', field: 'company_name' },
            { field: 'score', op: 'gt', value: '={{ 7 }}' },
          ],
        },
      },
      {
        filter: [
          { field: 'priority', op: 'gte', value: 'high' },
          { field: 'company_name', op: 'starts_with', value: 'Acme' },
          { field: 'score', op: 'gt', value: 7 },
        ],
      },
    ));
});

describe('what is there already', () => {
  const { name, event_types, filter, format, include_raw } = asked;
  const changeable = { name, event_types, filter, format, include_raw };

  test.each<[string, IDataObject, INodeParameters, IDataObject]>([
    ['other events', { event_types: ['signal'] }, {}, {}],
    ['another format', { format: 'flat' }, {}, {}],
    ['a payload that is not wanted', { include_raw: true }, {}, {}],
    ['no payload', {}, { output: 'payload' }, { include_raw: true }],
    [
      'another filter',
      { filter: [{ field: 'priority', op: 'gte', value: 'low' }] },
      { filters: { minimumPriority: 'high' } },
      { filter: [{ field: 'priority', op: 'gte', value: 'high' }] },
    ],
  ])('and has %s is brought up to date', async (_, more, parameters, body) => {
    lists(2, row(more));
    changes({ ...changeable, ...body });
    rotates();
    const n8n = trigger({ kept: storedRegistration(), parameters });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('and was paused goes on, as it is wanted now', async () => {
    const parameters = { eventTypes: 'signal' };
    lists(2, row({ status: 'paused', name: 'n8n: Signals to Slack (unpublished)' }));
    changes({ ...changeable, event_types: ['signal'] }, { status: 'paused' });
    changes({ status: 'active' });
    rotates();
    const n8n = trigger({ kept: storedRegistration(), parameters });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('and was disabled gets once more what it did not take', async () => {
    const disabled = { status: 'disabled', status_reason: 'It failed for 5 days.' };
    lists(2, row(disabled));
    changes(changeable, disabled);
    recovers();
    rotates();
    const n8n = trigger({ kept: storedRegistration() });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('and asks for the same is left alone, whatever the order of keys in the panel', async () => {
    const filter = [{ field: 'score', op: 'gte', value: 50 }];
    lists(1, row({ filter, event_types: ['a', 'b'] }));
    const parameters = {
      eventTypes: 'a,b,a',
      conditions: { condition: [{ value: '50', op: 'gte', field: 'score' }] },
    };
    expect(await trigger({ kept: storedRegistration(), parameters }).checkExists()).toBe(true);
  });

  test.each([
    ['lost', undefined],
    ['that of another subscription', storedRegistration('sub_9')],
  ])('gets a new secret at once where the stored one is %s', async (_what, kept) => {
    lists(kept ? 2 : 1, row());
    rotates();
    const n8n = trigger({ ...(kept && { kept }) });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test.each([
    ['source', { source: 'src_2' }, { source_id: 'src_2' }],
    ['provider', { provider: 'salesiq' }, { provider: 'salesiq' }],
  ])('with another %s is replaced: that cannot be changed', async (_what, parameters, body) => {
    lists(2, row(), row({ id: 'sub_2' }));
    makes({ ...asked, ...body });
    await trigger({ kept: storedRegistration(), parameters }).activate();
  });
});

describe('deactivation', () => {
  const paused = { name: 'n8n: Signals to Slack (unpublished)', status: 'paused' };

  test('pauses the subscription and keeps its secret', async () => {
    lists(1, row());
    reads(ID, 200);
    changes(paused);
    const n8n = trigger({ kept: storedRegistration() });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual(storedRegistration());
  });

  test('cuts the workflow’s name, not what is said about it', async () => {
    lists(1, row());
    reads(ID, 200);
    changes({ ...paused, name: `n8n: ${'w'.repeat(81)} (unpublished)` });
    await trigger({ kept: storedRegistration(), workflowName: 'w'.repeat(500) }).delete();
  });

  test('with another source pauses the one it has', async () => {
    lists(1, row());
    reads(ID, 200);
    changes(paused);
    const n8n = trigger({ kept: storedRegistration(), parameters: { source: 'src_2' } });
    expect(await n8n.delete()).toBe(true);
  });

  test('finds a subscription whose answer was lost', async () => {
    lists(1, row({ id: 'sub_2' }));
    reads('sub_2', 200);
    changes(paused, {}, 'sub_2');
    expect(await trigger().delete()).toBe(true);
  });

  test.each([
    ['is disabled', 200, { status: 'disabled' }],
    ['is paused', 200, { status: 'paused' }],
    ['has ended', 200, { status: 'ended' }],
    ['is not known', 404, GONE],
  ])('leaves one alone that %s', async (_what, status, answer) => {
    lists(1);
    reads(ID, status, answer);
    expect(await trigger({ kept: storedRegistration() }).delete()).toBe(true);
  });

  const unsubscribe = { options: { onUnpublish: 'unsubscribe' } };

  test('ends the subscription and forgets its secret, if that is wanted', async () => {
    lists(1, row());
    ends();
    const n8n = trigger({ kept: storedRegistration(), parameters: unsubscribe });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });

  test('is content with one that has ended', async () => {
    lists(1);
    ends(ID, 404, GONE);
    const n8n = trigger({ kept: storedRegistration(), parameters: unsubscribe });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });
});

describe('a test in the editor', () => {
  test('ends its subscription', async () => {
    const n8n = trigger({ isTest: true });
    nock(`${GATEWAY}/v1`)
      .get('/subscriptions')
      .query({ limit: 100 })
      .reply(200, { data: [], next_cursor: null });
    json()
      .post('/subscriptions', { target_url: TEST_URL, replace: true, ...asked })
      .reply(201, { ...row(), secret: SIGNING });
    await n8n.activate();
    lists(1, row({ target_url: TEST_URL }));
    ends();
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });

  test('ends what it had begun when it failed', async () => {
    lists(1, row({ target_url: TEST_URL }));
    ends();
    expect(await trigger({ isTest: true }).delete()).toBe(true);
  });
});

describe('an answer without the secret', () => {
  const words = 'The gateway’s answer holds no signing secret. Check the address.';

  test.each([
    ['a page', '<html>Welcome</html>'],
    ['no secret', row()],
    ['no id', { secret: SIGNING }],
  ])('to subscribing (%s) is not taken for a subscription', async (_what, body) => {
    lists(1);
    json().post('/subscriptions').reply(201, body);
    const n8n = trigger();
    const { message } = await refusalOf(n8n.activate(), [TOKEN, SIGNING]);
    expect(message).toBe(`Signal Hooks: ${words}`);
    expect(n8n.kept).toEqual({});
  });

  test('to a change of secrets is not taken for one', async () => {
    lists(1, row());
    json().post(`/subscriptions/${ID}/rotate-secret`).reply(200, row());
    const { message } = await refusalOf(trigger().activate(), [TOKEN]);
    expect(message).toBe(`Signal Hooks: ${words}`);
  });
});
