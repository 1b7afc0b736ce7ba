/** Reasons that a provider gives itself, and what users get wrong in a credential. */
import type { IDataObject, INodeType } from 'n8n-workflow';
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { SignalsTrigger } from '../../nodes/Signals/SignalsTrigger.node.ts';
import { SigSentryTrigger } from '../../nodes/SigSentry/SigSentryTrigger.node.ts';
import { ZohoSalesIqTrigger } from '../../nodes/ZohoSalesIq/ZohoSalesIqTrigger.node.ts';
import { APIS, LOOKS } from '../support/apis.ts';
import { NODE_URL, SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';

stayOffline();

/** What is shown when registering is answered like this. */
async function shownFor(name: keyof typeof APIS, status: number, body: object) {
  const api = APIS[name];
  api.list().times(LOOKS).reply(200, api.nothing);
  api.make().reply(status, body);
  return refusalOf(api.n8n().create(), api.secrets);
}

describe('a reason of the provider', () => {
  test.each([
    [
      'signals',
      422,
      { message: 'The url field must be a valid URL.', errors: { url: ['…'] } },
      'SIGNALS refused the webhook: The url field must be a valid URL.',
    ],
    [
      'sigSentry',
      400,
      { success: false, error: { code: 'VALIDATION_ERROR', message: 'severityThreshold: info' } },
      'SigSentry refused the webhook: severityThreshold: info',
    ],
    [
      'gateway',
      422,
      {
        code: 'invalid_request',
        detail: 'The request has invalid values.',
        fields: [
          { path: 'filter.0.value', message: 'Give a number.' },
          { path: 'event_types', message: 'Give at most 100 types of 1 to 100 characters.' },
        ],
      },
      'Signal Hooks: The gateway refused the request: The request has invalid values. filter.0.value: Give a number. event_types: Give at most 100 types of 1 to 100 characters.',
    ],
    [
      'gateway',
      422,
      { code: 'target_forbidden', detail: 'Deliveries to this address are not allowed.' },
      'Signal Hooks: The gateway refused the request: Deliveries to this address are not allowed.',
    ],
    [
      'gateway',
      409,
      { code: 'conflict', detail: 'The subscription has ended. Make a new one.' },
      'Signal Hooks: The gateway refused the request: The subscription has ended. Make a new one.',
    ],
    [
      'gateway',
      422,
      { code: 'odd', detail: 'Odd.', fields: [null, 7, { path: {}, message: [] }] },
      'Signal Hooks: The gateway refused the request: Odd. :  :  : ',
    ],
  ] as const)('of %s (%i) is quoted: %j', async (name, status, body, message) => {
    expect((await shownFor(name, status, body)).message).toBe(message);
  });

  test('is not quoted with the secret that it repeats', async () => {
    const api = APIS.sigSentry;
    api.list().times(LOOKS).reply(200, api.nothing);
    const made: string[] = [];
    nock('https://api.sigsentry.com')
      .post('/v1/config/notifications')
      .reply(async (request: Request) => {
        const { credentials } = (await request.json()) as { credentials: Record<string, string> };
        const { hmacSecret = '', authHeader = '' } = credentials;
        made.push(hmacSecret, authHeader.slice(7));
        const message = `hmacSecret ${hmacSecret} or authHeader "${authHeader}" is not allowed`;
        return [400, { message }];
      });
    const { message } = await refusalOf(api.n8n().create(), [...api.secrets, ...made]);
    expect(made).toHaveLength(2);
    expect(message).toBe(
      'SigSentry refused the webhook: hmacSecret … or authHeader "Bearer …" is not allowed',
    );
  });

  test('is not taken for one of Node’s codes by n8n', async () => {
    const body = { message: 'The right updatePermission and remoteAccess is missing.' };
    expect((await shownFor('signals', 422, body)).message).toBe(
      'SIGNALS refused the webhook: The right updatePermission and remoteAccess is missing.',
    );
  });

  test('is cut where it is long', async () => {
    const { message } = await shownFor('signals', 422, { message: 'so '.repeat(500) });
    expect(message).toBe(`SIGNALS refused the webhook: ${'so '.repeat(67).slice(0, 200)}`);
  });

  test('can be missing: SIGNALS without a secret, SigSentry without an id', async () => {
    const first = await shownFor('signals', 201, { webhook: { id: 1 } });
    expect(first.message).toBe('SIGNALS created the webhook but did not return its secret.');
    const second = await shownFor('sigSentry', 201, { success: true });
    expect(second.message).toBe('SigSentry created the channel but did not return its id.');
  });
});

describe('what was typed into the credential', () => {
  const signals = (credential: IDataObject): SimulatedN8n =>
    new SimulatedN8n(new SignalsTrigger(), {
      credentials: { signalsApi: { baseUrl: 'https://signals.example.com', ...credential } },
    });

  test.each(['signals.example.com', 'https//signals.example.com', '', 'ftp://signals.example.com'])(
    'the address %j is not complete',
    async (baseUrl) => {
      const shown = await refusalOf(signals({ baseUrl, apiToken: '1|abc' }).create(), ['1|abc']);
      expect(shown.message).toBe(
        'SIGNALS could not be reached: its address is not complete; it begins with https://.',
      );
    },
  );

  test('a token with a line break in it cannot be sent', async () => {
    const apiToken = '1|abcdef\nghijkl';
    nock('https://signals.example.com').get('/api/v1/webhooks').optionally().reply(401);
    const shown = await refusalOf(signals({ apiToken }).create(), ['abcdef', 'ghijkl']);
    expect(shown.message).toMatch(/^SIGNALS .+ token/);
  });

  test('a token with typographic quotes is refused', async () => {
    nock('https://signals.example.com').get('/api/v1/webhooks').optionally().reply(401);
    const shown = await refusalOf(signals({ apiToken: '“1|abcdef”' }).create(), ['abcdef']);
    expect(shown.message).toMatch(/^SIGNALS .+ token/);
  });

  test('an address with a password in it does not show the password', async () => {
    const n8n = signals({ baseUrl: 'https://me:pa55@[bad', apiToken: '1|abc' });
    const { message } = await refusalOf(n8n.create(), ['pa55', '1|abc']);
    expect(message).toMatch(/^SIGNALS could not be reached/);
  });
});

describe('without a credential', () => {
  test.each<[string, INodeType]>([
    ['SIGNALS', new SignalsTrigger()],
    ['SigSentry', new SigSentryTrigger()],
    ['Zoho SalesIQ', new ZohoSalesIqTrigger()],
    ['Signal Hooks', new SignalHooksTrigger()],
  ])('%s says so in n8n’s own words', async (_name, type) => {
    const { message } = await refusalOf(new SimulatedN8n(type).create(), []);
    expect(message).toBe('Node does not have any credentials set');
  });

  test('one that was deleted is told with the provider’s name', async () => {
    const n8n = new SimulatedN8n(new SignalsTrigger(), { credentials: { signalsApi: null } });
    const { message, description } = await refusalOf(n8n.create(), []);
    expect(message).toMatch(/^SIGNALS could not be asked: Credential with ID "1" does not exist/);
    expect(description).toMatch(/^Check the credential of this node/);
  });
});

test('a host without an address of its own is told what to do', async () => {
  const api = APIS.signals;
  const n8n = api.n8n();
  n8n.type.description.webhooks = [];
  const { message, description } = await refusalOf(n8n.create(), [NODE_URL]);
  expect(message).toBe('This node has no webhook URL.');
  expect(description).toBe('Save the workflow and publish it again.');
});
