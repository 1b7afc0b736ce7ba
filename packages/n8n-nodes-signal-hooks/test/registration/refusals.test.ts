/** What a user reads when a provider's API refuses, or nobody answers. */
import { API_NAMES, APIS, LOOKS } from '../support/apis.ts';
import { stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';

stayOffline();

type Name = keyof typeof APIS;

const NEW_TOKEN = 'Open the credential of this node and enter a valid token.';
const PERMISSION = 'Give the token the missing permission, or choose another credential.';
const NAMES = 'Check the address and the names in the credential of this node.';
const SETTINGS =
  'Check the settings of this node, and that n8n can be reached from the internet over HTTPS.';
const WAIT = 'Wait a few minutes, then publish the workflow again.';
const PLAN = 'Change the plan at the provider, then publish the workflow again.';
const ADDRESS = 'Check the address in the credential of this node.';
const CONNECTION =
  'Check the credential of this node and n8n’s connection to the internet, then publish the workflow again.';
const ADMINISTRATOR =
  'Open the credential of this node and connect the account of an administrator of the portal.';

/** Name, status, and what is shown: the message's beginning, and the whole description. */
const ROWS: readonly (readonly [Name, number, string, string])[] = [
  ['signals', 401, 'SIGNALS does not accept the API token. Create a new one', NEW_TOKEN],
  ['signals', 402, 'SIGNALS needs a larger plan', PLAN],
  ['signals', 403, 'SIGNALS: The API token may not manage webhooks. It needs', PERMISSION],
  ['signals', 404, 'SIGNALS has no webhook API at this address', NAMES],
  ['signals', 422, 'SIGNALS refused the webhook', SETTINGS],
  ['signals', 429, 'SIGNALS takes 60 requests a minute; wait', WAIT],
  ['signals', 500, 'SIGNALS answered 500; try again later.', WAIT],
  ['signals', 418, 'SIGNALS answered 418.', ADDRESS],
  ['sigSentry', 400, 'SigSentry refused the webhook', SETTINGS],
  ['sigSentry', 401, 'SigSentry does not accept the API key. Create a new', NEW_TOKEN],
  ['sigSentry', 403, 'SigSentry: The API key may not manage channels', PERMISSION],
  ['sigSentry', 404, 'SigSentry has no such channel or project.', NAMES],
  ['sigSentry', 422, 'SigSentry refused the webhook', SETTINGS],
  ['sigSentry', 429, 'SigSentry asks for fewer requests; wait', WAIT],
  ['sigSentry', 503, 'SigSentry answered 503; try again later.', WAIT],
  ['zoho', 400, 'SalesIQ refused the webhook', SETTINGS],
  ['zoho', 403, 'SalesIQ does not let this connection manage webhooks. It needs', ADMINISTRATOR],
  ['zoho', 404, 'SalesIQ has no such portal or webhook.', NAMES],
  ['zoho', 429, 'SalesIQ has locked its API for a while', WAIT],
  ['zoho', 502, 'SalesIQ answered 502; try again later.', WAIT],
  ['gateway', 401, 'There is no Signal Hooks gateway at this address: something', ADDRESS],
  ['gateway', 403, 'There is no Signal Hooks gateway at this address: something', ADDRESS],
  ['gateway', 404, 'There is no Signal Hooks gateway at this address: something', ADDRESS],
  ['gateway', 422, 'There is no Signal Hooks gateway at this address: something', ADDRESS],
  ['gateway', 429, 'Signal Hooks: The gateway asks for fewer requests; wait', WAIT],
  ['gateway', 500, 'Signal Hooks: The gateway answered 500; try again later.', WAIT],
];

describe.each(['checkExists', 'create', 'delete'] as const)('%s', (method) => {
  test.each(ROWS)('of %s answered with %i', async (name, status, message, description) => {
    const api = APIS[name];
    api.list().reply(status, `<html>${status}</html>`, { 'content-type': 'text/html' });
    const shown = await refusalOf(api.n8n()[method](), api.secrets);
    expect(shown).toEqual({ message: expect.stringContaining(message), description });
    expect(shown.message.indexOf(message)).toBe(0);
  });

  test.each([
    ['signals', 'What answered is not SIGNALS’s list of webhooks. Check the address.'],
    ['sigSentry', 'What answered is not SigSentry’s list of webhooks. Check the address.'],
    ['zoho', 'SalesIQ’s answer was not understood. Check the API address.'],
    ['gateway', 'There is no Signal Hooks gateway at this address. Check the address.'],
  ] as const)('of %s answered with a web page', async (name, message) => {
    const api = APIS[name];
    api.list().reply(200, '<html>Sign in</html>', { 'content-type': 'text/html' });
    const shown = await refusalOf(api.n8n()[method](), api.secrets);
    expect(shown).toEqual({ message, description: ADDRESS });
  });
});

describe.each(API_NAMES)('nobody answers at %s', (name) => {
  const api = APIS[name];
  const called = { signals: 'SIGNALS', sigSentry: 'SigSentry', zoho: 'Zoho SalesIQ' };
  const who = { ...called, gateway: 'Signal Hooks' }[name];

  test.each([
    ['ECONNREFUSED', 'nothing answers at its address'],
    ['ENOTFOUND', 'its host name could not be found'],
    ['EAI_AGAIN', 'its host name could not be found'],
    ['ECONNABORTED', 'it did not answer in time'],
    ['ETIMEDOUT', 'it did not answer in time'],
    ['ECONNRESET', 'the connection broke'],
    ['EPIPE', 'the connection broke'],
    ['ENETUNREACH', 'its address could not be reached'],
    ['EPROTO', 'it does not speak HTTPS at this address'],
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate belongs to another host name'],
  ])('with %s', async (code, words) => {
    const error = Object.assign(new Error(`connect ${code} 192.0.2.1:443`), { code });
    api.list().replyWithError(error);
    expect(await refusalOf(api.n8n().checkExists(), api.secrets)).toEqual({
      message: `${who} could not be reached: ${words}.`,
      description: CONNECTION,
    });
  });

  test('for a reason without a code', async () => {
    const error = new Error(
      'odd: https://me:pa55@host.example/ of abcdef0123456789abcdef0123456789',
    );
    api.list().replyWithError(error);
    const shown = await refusalOf(api.n8n().checkExists(), [...api.secrets, '0123456789']);
    expect(shown.message).toBe(`${who} could not be asked: odd: https://host.example/ of …`);
  });

  test('while it registers: nothing is kept that does not stand', async () => {
    const n8n = api.n8n();
    const before = n8n.kept;
    api.list().times(LOOKS).reply(200, api.nothing);
    api.make().replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    const shown = await refusalOf(n8n.create(), api.secrets);
    expect(shown.message).toBe(`${who} could not be reached: the connection broke.`);
    expect(n8n.kept).toEqual(before);
  });
});
