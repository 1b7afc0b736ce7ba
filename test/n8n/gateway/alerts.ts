import { TOKEN_PURPOSES } from '@signal-hooks/catalogue';
import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api } from '../../support/api.ts';
import { freePort } from '../../support/cli.ts';
import { makeFolder } from '../../support/folder.ts';
import { send } from '../../support/http.ts';
import { type Fixture, tokenOf } from '../fixture.ts';
import { TestWorkflow } from '../test-workflow.ts';

/** As many requests as it takes for the rule `source_rejecting`. */
const REFUSED = 5;

/** The Signal Hooks Alert Trigger, at a gateway that has something to say. */
export function describeAlerts(
  testCase: (title: string, run: () => Promise<void>) => void,
  fixture: () => Fixture,
): void {
  testCase('an alert starts the workflow, one of another rule does not', async () => {
    const folder = makeFolder();
    const config = readConfig(
      {},
      { dataDir: folder.path, port: await freePort(), allowedNetworks: ['127.0.0.0/8'] },
    );
    const start = (): Promise<Gateway> =>
      startGateway(config, { log: createLog('silent'), alertRoundMs: 100 });
    let gateway = await start();
    try {
      const node = await tokenOf(gateway, TOKEN_PURPOSES.n8n);
      const [wanted, other] = [
        await openTrigger(fixture(), gateway, node, 'source_rejecting, token_expiring'),
        await openTrigger(fixture(), gateway, node, 'source_silent'),
      ];
      const api = new Api(gateway.url, await tokenOf(gateway, ['admin']));
      const { json: source } = await api.post('/v1/sources', {
        provider: 'siggnal',
        name: 'Sales',
      });
      for (let count = 0; count < REFUSED; count += 1) {
        expect((await send(String(source.ingest_url), { body: '{}' })).status).toBe(401);
      }
      // It looks at refused requests when it starts, and then once a minute.
      await gateway.close();
      gateway = await start();
      expect(await wanted.newItem()).toMatchObject({
        ...{ provider: 'alerts', event_type: 'alert.opened', priority: 'high' },
        ...{ alert_rule: 'source_rejecting', alert_state: 'open' },
        ...{ subject_type: 'source', subject_id: source.id, subject_name: 'Sales' },
        recommended_action: expect.any(String),
        delivery_attempt: 1,
      });
      expect(await other.newItems(0)).toEqual([]);
      await wanted.deactivate();
      await other.deactivate();
    } finally {
      await gateway.close();
      folder.remove();
    }
  });
}

async function openTrigger(
  fixture: Fixture,
  gateway: Gateway,
  apiToken: string,
  rules: string,
): Promise<TestWorkflow> {
  const workflow = await TestWorkflow.open(fixture, {
    ...{ title: 'Alerts', node: 'signalHooksAlertTrigger', parameters: { rules } },
    credential: { type: 'signalHooksApi', fields: { gatewayUrl: gateway.url, apiToken } },
  });
  await workflow.activate();
  return workflow;
}
