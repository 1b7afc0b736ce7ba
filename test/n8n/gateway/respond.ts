import { randomUUID } from 'node:crypto';
import type { NewNode } from '../../support/n8n-client.ts';
import { addSource } from '../../support/sources.ts';
import { until } from '../../support/until.ts';
import { sendToGateway } from '../cases/signal-hooks.ts';
import type { Fixture } from '../fixture.ts';
import type { Fields } from '../trigger-case.ts';

/** Fails at the first two attempts of a delivery. */
const FAILS_TWICE: NewNode = {
  name: 'Fails Twice',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: {
    jsCode:
      "if ($input.first().json.delivery_attempt < 3) throw new Error('not yet');\nreturn $input.all();",
  },
};

/** What becomes of a run that fails, where the gateway is answered when the last node has finished. */
export function describeRespond(
  testCase: (title: string, run: () => Promise<void>) => void,
  fixture: () => Fixture,
): void {
  /** @returns the statuses of the only delivery's attempts, and what the trigger put out */
  async function deliverTo(parameters: Fields, attempts: number): Promise<[unknown[], Fields[]]> {
    const { api, emulator, client, gateway, nodeToken } = fixture();
    const { id: source, ingestUrl } = await addSource(api, emulator, 'siggnal');
    const fields = { gatewayUrl: gateway.url, apiToken: nodeToken };
    const ref = await client.createCredential('signalHooksApi', 'Respond', fields);
    const trigger: NewNode = {
      name: 'Trigger',
      type: 'n8n-nodes-signal-hooks.signalHooksTrigger',
      webhookId: randomUUID(),
      parameters: { source, ...parameters },
      credentials: { signalHooksApi: ref },
    };
    const id = await client.createWorkflow('Respond', [trigger, FAILS_TWICE]);
    await client.activate(id);
    await sendToGateway(fixture(), ingestUrl);
    const runs = await until(
      () => client.executions(id),
      (all) => all.length >= attempts && all.every(({ status }) => !/^(new|running)$/.test(status)),
    );
    const [event] = await api.all<Fields>(`/v1/events?source_id=${source}`);
    const made = await until(
      () => api.all<Fields>(`/v1/deliveries?event_id=${event?.id}`),
      ([delivery]) => delivery?.status === 'delivered',
    );
    const { json } = await api.get(`/v1/deliveries/${made[0]?.id}`);
    const statuses = (json.attempts as Fields[]).map(({ http_status }) => http_status);
    await client.deactivate(id);
    return [statuses, runs.map((run) => run.items('Trigger')[0] ?? {})];
  }

  testCase('at once: nobody is told that the run failed', async () => {
    const [statuses, items] = await deliverTo({}, 1);
    expect(statuses).toEqual([200]);
    expect(items).toMatchObject([{ delivery_attempt: 1, delivery_is_last_attempt: false }]);
  });

  testCase('when the last node has finished: the gateway delivers again', async () => {
    const [statuses, items] = await deliverTo({ options: { respond: 'afterRun' } }, 3);
    expect(statuses).toEqual([500, 500, 200]);
    expect(items.map(({ delivery_attempt }) => delivery_attempt)).toEqual([1, 2, 3]);
    expect(new Set(items.map(({ event_id }) => event_id)).size).toBe(1);
  });
}
