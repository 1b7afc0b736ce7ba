/** The node Signal Hooks: what it asks the gateway, what comes out, and what it says when it fails. */
import { type Client, listDeliveries } from '@signal-hooks/client';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { rowsOf } from '../../core/actions/operation.ts';
import { OPERATIONS } from '../../core/actions/run.ts';
import { SignalHooks } from '../../nodes/SignalHooks/SignalHooks.node.ts';
import { execute } from '../support/execute.ts';
import { GATEWAY, TOKEN } from '../support/gateway-hooks.ts';
import { SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';

stayOffline();

const node = (parameters: INodeParameters): SimulatedN8n =>
  new SimulatedN8n(new SignalHooks(), {
    parameters,
    credentials: { signalHooksApi: { gatewayUrl: `${GATEWAY}/`, apiToken: TOKEN } },
  });
const api = () => nock(`${GATEWAY}/v1`, { reqheaders: { authorization: `Bearer ${TOKEN}` } });
const problem = (status: number, code: string, detail: string, more: IDataObject = {}) =>
  [
    status,
    { type: `${GATEWAY}/docs#${code}`, status, code, detail, ...more },
    { 'content-type': 'application/problem+json' },
  ] as const;

const delivery = (id: string, status = 'delivered'): IDataObject => ({
  ...{ id, event_id: 'evt_1', subscription_id: 'sub_1', status, attempt_count: 1 },
  ...{ due_at: null, created_at: '2026-04-25T14:30:00.000Z', finished_at: null },
  ...{ last_http_status: 200, last_error: null, replay_id: null, attempts: [] },
});
const deliveries = (query: object, data: IDataObject[], next_cursor: string | null = null) =>
  api()
    .get('/deliveries')
    .query({ ...query })
    .reply(200, { data, next_cursor });
const many: INodeParameters = { resource: 'delivery', operation: 'getAll' };

test('can do what its panel offers, and nothing else', () => {
  const { properties } = new SignalHooks().description;
  const valuesOf = (name: string, resource?: string) =>
    properties
      .filter((each) => each.name === name)
      .filter((each) => !resource || each.displayOptions?.show?.resource?.[0] === resource)
      .flatMap(({ options = [] }) => options.map((option) => (option as { value: string }).value));
  expect(valuesOf('resource').sort()).toEqual(Object.keys(OPERATIONS).sort());
  for (const [resource, operations] of Object.entries(OPERATIONS)) {
    expect(valuesOf('operation', resource).sort()).toEqual(Object.keys(operations).sort());
  }
});

describe('a list', () => {
  test('ends at the limit, and is asked for no more than that', async () => {
    deliveries({ limit: 2 }, [delivery('dlv_1'), delivery('dlv_2')], 'more');
    const items = await execute(node({ ...many, limit: 2 }));
    expect(items.map(({ json }) => json.id)).toEqual(['dlv_1', 'dlv_2']);
  });

  test('is read to its end, over pages that are empty', async () => {
    deliveries({ limit: 100 }, [delivery('dlv_1')], 'a');
    deliveries({ limit: 100, cursor: 'a' }, [], 'b');
    deliveries({ limit: 100, cursor: 'b' }, [delivery('dlv_2')]);
    const items = await execute(node({ ...many, returnAll: true }));
    expect(items.map(({ json }) => json.id)).toEqual(['dlv_1', 'dlv_2']);
  });

  test('that never ends is an error, not a part of it', async () => {
    const client = (async () => ({ data: [], next_cursor: 'again' })) as Client;
    const rows = rowsOf(client, (cursor) => listDeliveries({ cursor }));
    await expect(rows).rejects.toThrow('does not end after 1000 requests');
  });

  test('is filtered by what the panel says', async () => {
    const query = { status: 'failed', event_id: 'evt_1', subscription_id: 'sub_1' };
    const since = '2026-04-25T14:30:00.000Z';
    deliveries({ limit: 50, ...query, since }, []);
    const filters = {
      status: 'failed',
      event: { __rl: true, mode: 'url', value: `${GATEWAY}/console/events/evt_1?tab=deliveries` },
      subscription: 'sub_1',
      since: '2026-04-25T16:30:00+02:00',
    };
    expect(await execute(node({ ...many, filters }))).toEqual([]);
  });
});

describe('each input item', () => {
  const get: INodeParameters = { resource: 'delivery', operation: 'get', deliveryId: 'dlv_1' };

  test('is asked for, and what comes out leads back to it', async () => {
    api().get('/deliveries/dlv_1').twice().reply(200, delivery('dlv_1'));
    const items = await execute(node(get), [{}, {}]);
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
  });

  test('that fails stops the node, and says which it was', async () => {
    api().get('/deliveries/dlv_1').reply(200, delivery('dlv_1'));
    api()
      .get('/deliveries/dlv_1')
      .reply(...problem(404, 'delivery_not_found', 'There is no such delivery.'));
    const failed = execute(node(get), [{}, {}]);
    await expect(failed).rejects.toMatchObject({ context: { itemIndex: 1 } });
  });

  test('that fails becomes an item with the reason, where the node goes on', async () => {
    api()
      .get('/deliveries/dlv_1')
      .reply(...problem(404, 'delivery_not_found', 'There is no such delivery.'));
    api().get('/deliveries/dlv_1').reply(200, delivery('dlv_1'));
    const [first, second] = await execute(node(get), [{}, {}], true);
    expect(first).toEqual({
      json: { error: expect.stringMatching(/^Signal Hooks: There is no such delivery\./) },
      pairedItem: { item: 0 },
    });
    expect(second).toMatchObject({ json: { id: 'dlv_1' }, pairedItem: { item: 1 } });
  });
});

describe('replaying an event', () => {
  const replay: INodeParameters = { resource: 'event', operation: 'replay', event: 'evt_1' };

  test('makes the deliveries that are over once more', async () => {
    const all = [delivery('dlv_1'), delivery('dlv_2', 'pending'), delivery('dlv_3', 'failed')];
    deliveries({ limit: 100, event_id: 'evt_1' }, all);
    for (const id of ['dlv_1', 'dlv_3']) {
      api().post(`/deliveries/${id}/replay`).reply(200, delivery(id, 'pending'));
    }
    const items = await execute(node(replay));
    expect(items.map(({ json }) => json.id)).toEqual(['dlv_1', 'dlv_3']);
  });

  test('says so where there is none', async () => {
    deliveries({ limit: 100, event_id: 'evt_1', subscription_id: 'sub_1' }, []);
    const { message } = await refusalOf(execute(node({ ...replay, subscription: 'sub_1' })), []);
    expect(message).toMatch(/no delivery of this event that is over/);
  });
});

describe('what the gateway refuses is said in the words of the panel', () => {
  test.each([
    [
      problem(422, 'invalid_request', 'The request is not valid.', {
        fields: [{ path: 'filter.0.value', message: 'must be a number' }],
      }),
      /^Signal Hooks: The request is not valid\. Conditions: must be a number/,
    ],
    [
      problem(400, 'invalid_request', 'The request is not valid.', {
        fields: [{ path: 'since', message: 'must be a time' }],
      }),
      /^Signal Hooks: The request is not valid\. Since: must be a time$/,
    ],
    [problem(409, 'conflict', 'The delivery is still pending.'), /still pending\.$/],
    [problem(401, 'token_invalid', 'No.'), /does not accept the API token\. Make a new one/],
    [problem(429, 'rate_limited', 'No.'), /asks for fewer requests/],
    [problem(503, 'unavailable', 'No.'), /answered 503; try again later/],
    [[200, '<html>Sign in</html>', { 'content-type': 'text/html' }], /no Signal Hooks gateway/],
  ] as const)('%#', async (reply, message) => {
    const [status, body, headers] = reply;
    api().get('/deliveries').query(true).reply(status, body, headers);
    const shown = await refusalOf(execute(node(many)), [TOKEN]);
    expect(shown.message).toMatch(message);
    expect(shown.description).not.toMatch(/publish/);
  });

  test('a scope that the token lacks is named', async () => {
    const [status, body, headers] = problem(403, 'forbidden', 'No.');
    const challenge = 'Bearer error="insufficient_scope", scope="deliveries:read"';
    api()
      .get('/deliveries')
      .query(true)
      .reply(status, body, { ...headers, 'www-authenticate': challenge });
    const shown = await refusalOf(execute(node(many)), [TOKEN]);
    expect(shown.message).toMatch(/it lacks the scope deliveries:read\.$/);
    expect(shown.description).toMatch(/^Make a new token there.+enter it into the credential/);
  });

  test('nobody answers', async () => {
    api()
      .get('/deliveries')
      .query(true)
      .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect((await refusalOf(execute(node(many)), [TOKEN])).message).toMatch(
      /Signal Hooks could not be reached: nothing answers at its address\./,
    );
  });
});
