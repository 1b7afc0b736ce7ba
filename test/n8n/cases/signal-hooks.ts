import { addSource } from '../../support/sources.ts';
import { until } from '../../support/until.ts';
import { fireAt } from '../emulator-actions.ts';
import type { Fixture } from '../fixture.ts';
import type { Answer, Fields, TriggerCase } from '../trigger-case.ts';
import { siggnal } from './siggnal.ts';

/** The gateway takes an event once only: each is another sample, in which these cells differ. */
const { priority, subject_id, signal_id, ...cells } = siggnal.cells;

/** Subscribes at a gateway, which gets the events of a Siggnal source. */
export const signalHooks: TriggerCase = {
  title: 'Signal Hooks Trigger',
  node: 'signalHooksTrigger',
  async parameters(fixture) {
    const { id: source } = await addSource(fixture.api, fixture.emulator, 'siggnal');
    const condition = [{ field: 'company_industry', op: 'eq', value: 'Retail' }];
    return {
      ...{ source, eventTypes: 'signal' },
      filters: { minimumPriority: 'low' },
      conditions: { condition },
    };
  },
  credential: {
    type: 'signalHooksApi',
    fields: ({ gateway, nodeToken }) => ({ gatewayUrl: gateway.url, apiToken: nodeToken }),
    wrong: { fields: { apiToken: 'shk_nobody' }, message: /^Unauthorized$/ },
  },
  async registrations({ api }, url) {
    const rows = await api.all<SubscriptionRow>('/v1/subscriptions');
    return rows
      .filter((row) => row.target_url === url)
      .map(({ id, status, event_types, filter, format }) => ({
        id,
        active: status === 'active',
        requested: { event_types, filter, format },
      }));
  },
  requested: {
    event_types: ['signal'],
    filter: [
      { field: 'priority', op: 'gte', value: 'low' },
      { field: 'company_industry', op: 'eq', value: 'Retail' },
    ],
    format: 'standard',
  },
  isPaused: true,
  async send(fixture) {
    await sendToGateway(fixture, ingestOf(fixture));
    return answersOf(await lastDelivery(fixture));
  },
  cells: { ...cells, event_id: expect.stringMatching(/^evt_[0-9a-z]{26}$/) },
  async sendTwice(fixture, url) {
    await this.send(fixture, url);
    const { id } = await lastDelivery(fixture);
    expect((await fixture.api.post(`/v1/deliveries/${id}/replay`, {})).status).toBe(200);
    const { attempts } = await lastDelivery(fixture, 2);
    expect(attempts.map(({ http_status }) => http_status)).toEqual([200, 200]);
  },
  forged: {
    'webhook-id': 'evt_forged',
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': `v1,${'A'.repeat(43)}=`,
  },
};

/** An event of Siggnal comes to a source of the gateway, for whoever is subscribed. */
export async function sendToGateway(fixture: Fixture, ingestUrl: string): Promise<void> {
  const { attempts } = await fireAt(fixture, 'siggnal', ingestUrl, 'signal');
  expect(attempts.map(({ status }) => status)).toEqual([200]);
}

interface SubscriptionRow extends Fields {
  readonly id: string;
  readonly target_url: string;
  readonly status: string;
}

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly attempts: readonly { http_status: number | null; response: string | null }[];
}

/** The source's address, as Siggnal has it. */
function ingestOf({ emulator, gateway }: Fixture): string {
  const hook = emulator.hooks('siggnal').find(({ url }) => url.startsWith(`${gateway.url}/in/`));
  return hook?.url ?? '';
}

/** The newest delivery of the gateway, once it has come to its end. */
async function lastDelivery({ api }: Fixture, attempts = 1): Promise<Delivery> {
  const read = async (): Promise<Delivery | null> => {
    const { data } = (await api.get('/v1/deliveries?limit=1')).json;
    const [row] = data as Delivery[];
    if (row === undefined) return null;
    return (await api.get(`/v1/deliveries/${row.id}`)).json as unknown as Delivery;
  };
  const isDone = (delivery: Delivery | null): boolean =>
    delivery !== null && delivery.status !== 'pending' && delivery.attempts.length >= attempts;
  return (await until(read, isDone)) as Delivery;
}

const answersOf = ({ attempts }: Delivery): Answer[] =>
  attempts.map(({ http_status, response }) => ({ status: http_status, body: response ?? '' }));
