/** What answers at the gateway's address and is not the gateway: a proxy, another site. */
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { NODE_URL, SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';

stayOffline();

const GATEWAY = 'https://hooks.example.com';
const TOKEN = 'shk_token_1';
const HTML = '<!doctype html><title>It works!</title>';
const ID = 'sub_01k9q2v7c5e8';

const trigger = (onUnpublish = 'pause'): SimulatedN8n =>
  new SimulatedN8n(new SignalHooksTrigger(), {
    credentials: { signalHooksApi: { gatewayUrl: GATEWAY, apiToken: TOKEN } },
    parameters: { options: { onUnpublish } },
    kept: { registration: { id: ID, url: NODE_URL, credentials: { secrets: ['whsec_x'] } } },
  });
const foreignAnswerMessage = (status: number): string =>
  `There is no Signal Hooks gateway at this address: something else answered (HTTP ${status}). Check the address, and what stands in front of the gateway.`;
const lists = () =>
  nock(`${GATEWAY}/v1`)
    .get('/subscriptions')
    .query(true)
    .reply(200, { data: [], next_cursor: null });

test.each([
  [401, HTML],
  [403, HTML],
  [404, HTML],
  [401, { error: 'unauthorized' }],
])('publishing says so: HTTP %i, %j', async (status, body) => {
  nock(`${GATEWAY}/v1`).get('/subscriptions').query(true).reply(status, body);
  const shown = await refusalOf(trigger().activate(), [TOKEN]);
  expect(`${shown.message} ${shown.description}`).toContain(foreignAnswerMessage(status));
});

test.each([
  ['token_expired', 401, 'The gateway does not accept the API token.'],
  ['forbidden', 403, 'The API token may not do this at the gateway.'],
])('the gateway’s own %s is told as such', async (code, status, words) => {
  nock(`${GATEWAY}/v1`).get('/subscriptions').query(true).reply(status, { code, detail: 'No.' });
  const shown = await refusalOf(trigger().activate(), [TOKEN]);
  expect(shown.message).toContain(words);
});

test('its 404 does not mean that the subscription has ended', async () => {
  lists();
  nock(`${GATEWAY}/v1`).delete(`/subscriptions/${ID}`).reply(404, HTML);
  const shown = await refusalOf(trigger('unsubscribe').delete(), [TOKEN]);
  expect(`${shown.message} ${shown.description}`).toContain(foreignAnswerMessage(404));
});

test.each([
  [404, HTML],
  [200, {}],
])('its %i does not mean that there is nothing to pause', async (status, body) => {
  lists();
  nock(`${GATEWAY}/v1`).get(`/subscriptions/${ID}`).reply(status, body);
  const shown = await refusalOf(trigger().delete(), [TOKEN]);
  expect(`${shown.message} ${shown.description}`).toContain('no Signal Hooks gateway');
});
