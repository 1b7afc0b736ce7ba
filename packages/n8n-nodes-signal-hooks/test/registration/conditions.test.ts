/** The cases of the filter language, typed into the panel of the Signal Hooks Trigger. */
import { filterFields, validateConditions } from '@signal-hooks/catalogue';
import type { INodeParameters } from 'n8n-workflow';
import { CONDITION_CASES, MISTAKES } from '../../../catalogue/test/conditions/cases.ts';
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { LOOKS } from '../support/apis.ts';
import { SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';

stayOffline();

const GATEWAY = 'https://hooks.example.com';
const SIGNING = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';

/** What is asked of the gateway for a condition of the panel. */
async function askedFor(condition: INodeParameters): Promise<unknown> {
  const asked: unknown[] = [];
  nock(GATEWAY)
    .get('/v1/subscriptions')
    .query(true)
    .times(LOOKS)
    .reply(200, { data: [], next_cursor: null })
    .post('/v1/subscriptions', (body) => asked.push(body.filter) > 0)
    .reply(201, { id: 'sub_1', secret: SIGNING });
  const n8n = new SimulatedN8n(new SignalHooksTrigger(), {
    parameters: { conditions: { condition: [condition] } },
    credentials: { signalHooksApi: { gatewayUrl: GATEWAY, apiToken: 'shk_token_1' } },
  });
  await n8n.activate();
  return asked[0];
}

test.each(CONDITION_CASES)('$field $op $typed asks for $value', async (each) => {
  const { field, op, typed, value } = each;
  expect(await askedFor({ field, op, value: typed })).toEqual([{ field, op, value }]);
});

test.each(MISTAKES)('%s %s %s is left for the gateway to refuse', async (field, op, value) => {
  const asked = await askedFor({ field, op, value });
  expect(asked).toEqual([{ field, op, value }]);
  const problems = validateConditions(asked, filterFields(null), 'filter');
  expect(problems.map(({ path }) => path)).toEqual(['filter.0.value']);
});
