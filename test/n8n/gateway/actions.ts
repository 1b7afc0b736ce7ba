import { randomUUID } from 'node:crypto';
import { send } from '../../support/http.ts';
import type { CredentialRef, NewNode } from '../../support/n8n-client.ts';
import { addSource } from '../../support/sources.ts';
import { until } from '../../support/until.ts';
import { sendToGateway, signalHooks } from '../cases/signal-hooks.ts';
import type { Fixture } from '../fixture.ts';
import { TestWorkflow } from '../test-workflow.ts';
import type { Fields } from '../trigger-case.ts';

const NODE = 'Signal Hooks';
const byId = (value: unknown): Fields => ({ __rl: true, mode: 'id', value });

/** A published workflow that does with the gateway what its caller says, and answers what comes out. */
class Caller {
  readonly #fixture: Fixture;
  readonly #workflowId: string;
  readonly #url: string;

  private constructor(fixture: Fixture, workflowId: string, url: string) {
    this.#fixture = fixture;
    this.#workflowId = workflowId;
    this.#url = url;
  }

  static async make(fixture: Fixture, credential: CredentialRef): Promise<Caller> {
    const { client, n8n } = fixture;
    const path = randomUUID();
    const webhook: NewNode = {
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      webhookId: path,
      parameters: {
        ...{ httpMethod: 'POST', path, options: {} },
        ...{ responseMode: 'lastNode', responseData: 'allEntries' },
      },
    };
    const node: NewNode = {
      name: NODE,
      type: 'n8n-nodes-signal-hooks.signalHooks',
      typeVersion: 1,
      credentials: { signalHooksApi: credential },
    };
    const id = await client.createWorkflow(NODE, [webhook, node]);
    await client.activate(id);
    return new Caller(fixture, id, `${n8n.url}/webhook/${path}`);
  }

  /** Sets the panel, and runs the workflow. @returns the items that come out */
  async call(resource: string, operation: string, more: Fields = {}): Promise<readonly Fields[]> {
    const parameters = { resource, operation, ...more };
    await this.#fixture.client.setParameters(this.#workflowId, NODE, parameters);
    const headers = { 'content-type': 'application/json' };
    const reply = await until(
      () => send(this.#url, { headers, body: '{"from":"the caller"}' }),
      // n8n publishes in the background.
      ({ status }) => status !== 404,
    );
    if (reply.status === 200) return reply.json as unknown as readonly Fields[];
    throw new Error(`${resource} ${operation}: ${reply.status} ${reply.text}`);
  }

  async one(resource: string, operation: string, more?: Fields): Promise<Fields> {
    const items = await this.call(resource, operation, more);
    expect(items).toHaveLength(1);
    return items[0] ?? {};
  }
}

/** What the node Signal Hooks does, each for real. */
export function describeActions(
  testCase: (title: string, run: () => Promise<void>) => void,
  fixture: () => Fixture,
): void {
  let caller: Caller;
  let source: Fields;
  let subscription: Fields;
  let trigger: TestWorkflow;

  testCase('connects by the credential of the trigger, and makes a source', async () => {
    const { gateway, nodeToken, client } = fixture();
    const fields = { gatewayUrl: gateway.url, apiToken: nodeToken };
    caller = await Caller.make(
      fixture(),
      await client.createCredential('signalHooksApi', NODE, fields),
    );
    const made = { provider: 'siggnal', name: 'Made by n8n', secret: '' };
    source = await caller.one('source', 'create', made);
    expect(source).toMatchObject({
      ...{ provider: 'siggnal', name: 'Made by n8n', state: 'ready' },
      ingest_url: `${gateway.url}/in/${source.id}`,
      secret: expect.stringMatching(/^.{20,}$/),
    });
    const preset = await caller.one('source', 'create', { provider: 'github', secret: 'a-secret' });
    expect(preset).toMatchObject({ provider: 'github', secret: null });
  });

  testCase('finds the ingest address of a source by any of its addresses', async () => {
    const { gateway } = fixture();
    for (const value of [source.ingest_url, `${gateway.url}/console/sources/${source.id}`]) {
      const found = await caller.one('source', 'get', {
        source: { __rl: true, mode: 'url', value },
      });
      expect(found).toMatchObject({ id: source.id, ingest_url: source.ingest_url });
    }
    const listed = await caller.call('source', 'getAll', {
      ...{ returnAll: true, filters: { provider: 'siggnal' } },
    });
    expect(listed.map(({ id }) => id)).toContain(source.id);
    expect(await caller.call('source', 'getAll', { limit: 1 })).toHaveLength(1);
  });

  testCase('sends a test event to a source, finds it and reads it', async () => {
    const tested = await caller.one('source', 'sendTest', { source: byId(source.id) });
    expect(tested).toMatchObject({ outcome: 'stored', event_id: expect.any(String) });
    const filters = { source: byId(source.id), search: 'ROMASHKA', minimumPriority: 'low' };
    const condition = [{ field: 'provider', op: 'eq', value: 'siggnal' }];
    const found = await caller.one('event', 'getAll', {
      ...{ limit: 5, filters: { ...filters, conditions: { condition } } },
    });
    expect(found).toMatchObject({
      ...{ event_id: tested.event_id, source_id: source.id, provider: 'siggnal' },
      event_type: 'signal',
    });
    expect(found).not.toHaveProperty('raw');
    const nothing = { filters: { ...filters, search: 'nobody has written this' } };
    expect(await caller.call('event', 'getAll', { ...nothing, returnAll: true })).toEqual([]);
    const both = await caller.one('event', 'get', {
      ...{ event: byId(tested.event_id), output: 'both' },
    });
    expect(both).toMatchObject({ ...found, payload: { signal_id: found.signal_id } });
  });

  testCase('pauses and resumes a subscription, and sends it a test', async () => {
    const parameters = { source: source.id, options: { pings: true } };
    trigger = await TestWorkflow.make(fixture(), signalHooks, { parameters });
    await trigger.activate();
    subscription = await caller.one('subscription', 'getAll', {
      filters: { source: byId(source.id), status: 'active' },
    });
    expect(subscription).toMatchObject({ target_url: trigger.url, status: 'active' });
    const chosen = { subscription: byId(subscription.id) };
    expect(await caller.one('subscription', 'pause', chosen)).toMatchObject({ status: 'paused' });
    expect(await caller.one('subscription', 'get', chosen)).toMatchObject({ status: 'paused' });
    expect(await caller.one('subscription', 'resume', chosen)).toMatchObject({ status: 'active' });
    const tested = await caller.one('subscription', 'sendTest', chosen);
    expect(tested).toMatchObject({ delivered: true, http_status: 200 });
    expect(await trigger.newItem()).toMatchObject({ delivery_is_test: true });
  });

  testCase('backfills a subscription, and replays an event and a delivery', async () => {
    const chosen = { subscription: byId(subscription.id) };
    const backfill = await caller.one('subscription', 'backfill', {
      ...{ ...chosen, options: { eventTypes: 'signal', maxPerSecond: 5 } },
    });
    expect(backfill).toMatchObject({ subscription_id: subscription.id, max_per_second: 5 });
    const item = await trigger.newItem();
    expect(item).toMatchObject({ delivery_is_replay: true });
    const delivery = await until(
      async () =>
        (
          await caller.call('delivery', 'getAll', {
            filters: { ...chosen, event: byId(item.event_id), status: 'delivered' },
          })
        )[0],
      (found) => found !== undefined,
    );
    const [again] = await caller.call('event', 'replay', { event: byId(item.event_id) });
    expect(again).toMatchObject({ id: delivery?.id, event_id: item.event_id });
    expect(await trigger.newItem()).toMatchObject({ event_id: item.event_id });
    const deliveryId = String(delivery?.id);
    const isOver = async (): Promise<Fields> => caller.one('delivery', 'get', { deliveryId });
    await until(isOver, ({ status }) => status === 'delivered');
    expect(await caller.one('delivery', 'replay', { deliveryId })).toMatchObject({
      id: deliveryId,
    });
    expect(await trigger.newItem()).toMatchObject({ event_id: item.event_id });
  });

  testCase('shows its lists, a page at a time', async () => {
    const { client, api, emulator } = fixture();
    const other = await addSource(api, emulator, 'siggnal');
    await sendToGateway(fixture(), other.ingestUrl);
    const { gatewayUrl, apiToken } = {
      gatewayUrl: fixture().gateway.url,
      apiToken: fixture().nodeToken,
    };
    const ref = await client.createCredential('signalHooksApi', NODE, { gatewayUrl, apiToken });
    const node = {
      type: 'n8n-nodes-signal-hooks.signalHooks',
      credentials: { signalHooksApi: ref },
    };
    const sources = await client.searchList(node, 'source', 'searchSources', 'made by n8n');
    expect(sources.map(({ value }) => value)).toContain(source.id);
    expect(sources.map(({ value }) => value)).not.toContain('*');
    const events = await client.searchList(node, 'event', 'searchEvents', 'romashka');
    expect(events.length).toBeGreaterThan(1);
    expect(events[0]).toMatchObject({ value: expect.stringMatching(/^evt_/) });
    const found = await client.searchList(node, 'subscription', 'searchSubscriptions', '');
    expect(found.map(({ value }) => value)).toContain(subscription.id);
  });
}
