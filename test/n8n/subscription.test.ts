import { addSource } from '../support/sources.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { until } from '../support/until.ts';
import { sendToGateway, signalHooks } from './cases/signal-hooks.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { describeActions } from './gateway/actions.ts';
import { describeAlerts } from './gateway/alerts.ts';
import { describePanels } from './gateway/panels.ts';
import { describeRespond } from './gateway/respond.ts';
import { TestWorkflow } from './test-workflow.ts';
import type { Fields } from './trigger-case.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
}, INSTALL_LIMIT_MS);
afterAll(() => fixture?.close());

/** A test whose failure shows what n8n has logged meanwhile. */
const testCase = (title: string, run: () => Promise<void>): void => {
  test(title, () => fixture.n8n.explain(run));
};

/** A node that gets the events of a source of its own. */
interface Subscribed {
  readonly workflow: TestWorkflow;
  readonly parameters: Fields;
  /** An event comes to the source. */
  readonly fire: () => Promise<void>;
  /** What is subscribed at the gateway for the node, ended ones apart. */
  readonly rows: () => Promise<Fields[]>;
}

async function subscribe(more: Fields = {}): Promise<Subscribed> {
  const { api, emulator } = fixture;
  const { id: source, ingestUrl } = await addSource(api, emulator, 'siggnal');
  const parameters = { source, ...more };
  const workflow = await TestWorkflow.make(fixture, signalHooks, { parameters });
  await workflow.activate();
  return {
    workflow,
    parameters,
    fire: () => sendToGateway(fixture, ingestUrl),
    rows: async () => (await rowsAt(workflow.url)).filter(({ status }) => status !== 'ended'),
  };
}

const rowsAt = async (url: string): Promise<Fields[]> => {
  const live = await fixture.api.all<Fields>('/v1/subscriptions');
  const ended = await fixture.api.all<Fields>('/v1/subscriptions?status=ended');
  return [...live, ...ended].filter(({ target_url }) => target_url === url);
};

const delivered = async (id: unknown): Promise<number> =>
  (await fixture.api.all<Fields>(`/v1/deliveries?subscription_id=${id}&status=delivered`)).length;

/** The statuses of the newest delivery of a subscription. */
const attempts = async (id: unknown): Promise<unknown[]> => {
  const [newest] = await fixture.api.all<Fields>(`/v1/deliveries?subscription_id=${id}`);
  const { json } = await fixture.api.get(`/v1/deliveries/${newest?.id}`);
  return ((json.attempts ?? []) as Fields[]).map(({ http_status }) => http_status);
};

describe('unpublishing the Signal Hooks Trigger', () => {
  testCase('lets its events wait; publishing again delivers them, once', async () => {
    const { workflow, fire, rows } = await subscribe();
    await fire();
    const first = await workflow.newItem();
    await workflow.deactivate();
    const [paused] = await rows();
    expect(paused).toMatchObject({
      status: 'paused',
      name: 'n8n: Signal Hooks Trigger (unpublished)',
    });
    await fire();
    await fire();
    expect(await workflow.newItems(0)).toEqual([]);
    await workflow.activate();
    expect(await rows()).toMatchObject([
      { id: paused?.id, status: 'active', name: 'n8n: Signal Hooks Trigger' },
    ]);
    const items = (await workflow.newItems(2)).flat();
    await until(
      () => delivered(paused?.id),
      (count) => count === 3,
    );
    expect(new Set([first, ...items].map(({ event_id }) => event_id)).size).toBe(3);
    expect(await workflow.newItems(0)).toEqual([]);
  });

  testCase('and publishing it changed asks for what is wanted now', async () => {
    const { workflow, parameters, fire, rows } = await subscribe();
    const [before] = await rows();
    await workflow.deactivate();
    await workflow.setParameters({ ...parameters, eventTypes: 'signal', output: 'both' });
    await workflow.activate();
    expect(await rows()).toMatchObject([
      { id: before?.id, status: 'active', event_types: ['signal'] },
    ]);
    // And while it is published.
    await workflow.setParameters({ ...parameters, eventTypes: '' });
    expect(await rows()).toMatchObject([{ id: before?.id, status: 'active', event_types: [] }]);
    await fire();
    expect(await workflow.newItem()).toMatchObject({ event_type: 'signal' });
  });

  testCase('and publishing it for another source replaces the subscription', async () => {
    const { workflow, fire, rows } = await subscribe();
    const [before] = await rows();
    const other = await addSource(fixture.api, fixture.emulator, 'siggnal');
    await workflow.setParameters({ source: other.id });
    const [after, ...more] = await rows();
    expect([after?.source_id, after?.status, more]).toEqual([other.id, 'active', []]);
    expect(after?.id).not.toBe(before?.id);
    await fire();
    await sendToGateway(fixture, other.ingestUrl);
    expect(await workflow.newItem()).toMatchObject({ event_type: 'signal' });
  });

  testCase('and publishing it brings a secret that was changed at the gateway', async () => {
    const { workflow, fire, rows } = await subscribe();
    const [{ id } = {}] = await rows();
    const rotated = await fixture.api.post(`/v1/subscriptions/${id}/rotate-secret`, {
      grace_hours: 0,
    });
    expect(rotated.status).toBe(200);
    await fire();
    await until(
      () => attempts(id),
      (statuses) => statuses.includes(401),
    );
    await workflow.deactivate();
    await workflow.activate();
    expect(await workflow.newItem()).toMatchObject({ event_type: 'signal' });
  });

  testCase('ends the subscription, if that is wanted', async () => {
    const { workflow, fire, rows } = await subscribe({ options: { onUnpublish: 'unsubscribe' } });
    await workflow.deactivate();
    expect(await rows()).toEqual([]);
    await fire();
    await workflow.activate();
    expect(await rows()).toMatchObject([{ status: 'active' }]);
    await fire();
    expect(await workflow.newItem()).toMatchObject({ event_type: 'signal' });
  });
});

describe('the list of sources', () => {
  testCase('is the gateway’s, and can be searched', async () => {
    const { workflow, parameters, rows } = await subscribe();
    const list = (filter: string) => workflow.searchList('source', 'searchSources', filter);
    expect(await list('')).toEqual(
      expect.arrayContaining([
        { name: 'All Sources', value: '*' },
        expect.objectContaining({
          name: expect.stringMatching(/ \(Siggnal\)$/),
          value: parameters.source,
        }),
      ]),
    );
    const [chosen, ...others] = await list(String(parameters.source).toUpperCase());
    expect([chosen?.value, others]).toEqual([parameters.source, []]);
    const [{ id } = {}] = await rows();
    const source = { __rl: true, mode: 'list', ...chosen, cachedResultName: chosen?.name };
    await workflow.setParameters({ source });
    expect(await rows()).toMatchObject([{ id, source_id: parameters.source }]);
    await workflow.setParameters({ source: { __rl: true, mode: 'list', value: '*' } });
    expect(await rows()).toMatchObject([{ source_id: null, provider: null }]);
  });
});

describe('an item says how it came', () => {
  testCase('at first, and once more because somebody asked for that', async () => {
    const { workflow, fire, rows } = await subscribe();
    await fire();
    const item = await workflow.newItem();
    expect(item).toMatchObject({
      ...{ delivery_attempt: 1, delivery_is_last_attempt: false, delivery_is_test: false },
      ...{ delivery_is_replay: false, delivery_replayed_at: null },
      delivery_event_url: `${fixture.gateway.url}/console/events/${item.event_id}`,
    });
    const [{ id } = {}] = await rows();
    await until(
      () => delivered(id),
      (count) => count === 1,
    );
    const [delivery] = await fixture.api.all<Fields>(`/v1/deliveries?subscription_id=${id}`);
    await fixture.api.post(`/v1/deliveries/${delivery?.id}/replay`, {});
    const { delivery_is_replay: isReplay, delivery_replayed_at: replayedAt } =
      await workflow.newItem();
    expect(isReplay).toBe(true);
    expect(Date.now() - Date.parse(String(replayedAt))).toBeLessThan(60_000);
  });

  testCase('a test starts nothing unless it is wanted', async () => {
    const { workflow, parameters, rows } = await subscribe();
    const [{ id } = {}] = await rows();
    const tested = await fixture.api.post(`/v1/subscriptions/${id}/test`, {});
    expect([tested.status, tested.json.http_status]).toEqual([200, 200]);
    expect(await workflow.newItems(0)).toEqual([]);
    await workflow.setParameters({ ...parameters, options: { pings: true } });
    await fixture.api.post(`/v1/subscriptions/${id}/test`, {});
    expect(await workflow.newItem()).toMatchObject({ delivery_is_test: true });
  });
});

describe('the gateway is answered', () => describeRespond(testCase, () => fixture));

describe('the Signal Hooks node', () => describeActions(testCase, () => fixture));

describe('the Signal Hooks Alert Trigger', () => describeAlerts(testCase, () => fixture));

describe('the panels, by clicks:', () => describePanels(testCase, () => fixture));

describe('deleting the workflow', () => {
  testCase('leaves a paused subscription that says so', async () => {
    const { workflow, rows } = await subscribe();
    await workflow.delete();
    const left = await until(rows, ([row]) => row?.status === 'paused');
    expect(left).toMatchObject([{ name: 'n8n: Signal Hooks Trigger (unpublished)' }]);
  });
});

describe('a test in the editor', () => {
  testCase('ends its subscription and leaves the published one alone', async () => {
    const { workflow, fire, rows } = await subscribe();
    const published = await rows();
    await workflow.listen();
    await fire();
    const ended = await until(
      () => rowsAt(workflow.testUrl),
      ([row]) => row?.status === 'ended',
    );
    expect(ended).toHaveLength(1);
    expect(await rows()).toEqual(published);
    expect((await workflow.newItems(2)).map(([item]) => item?.event_type)).toEqual([
      'signal',
      'signal',
    ]);
  });
});
