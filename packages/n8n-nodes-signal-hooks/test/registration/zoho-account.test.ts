/** What a user reads when SalesIQ refuses inside HTTP 200, or the connection to Zoho has run out. */
import { nock, stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';
import { HOST, PATH, salesIq, storedRegistration } from '../support/salesiq.ts';

stayOffline();

const SECRETS = ['1000.access', '1000.refresh', '1000.fresh', 'client-secret'];
const CONNECT = 'Open the credential of this node and connect the account again.';
const ADMINISTRATOR =
  'Open the credential of this node and connect the account of an administrator of the portal.';
const SETTINGS =
  'Check the settings of this node, and that n8n can be reached from the internet over HTTPS.';

const lists = (body: object, status = 200) => nock(HOST).get(PATH).reply(status, body);
const refuses = (code: number) => ({ error: { code, message: `Words of ${code}` } });
const renews = (body: object, status = 200) =>
  nock('https://accounts.zoho.com').post('/oauth/v2/token').reply(status, body);

describe('SalesIQ’s error', () => {
  test.each([
    [1004, /^SalesIQ does not offer this call/, /Check the address/],
    [1006, /^SalesIQ could not reach .+ HTTPS and without a port/, SETTINGS],
    [1009, /does not let this connection manage webhooks/, ADMINISTRATOR],
    [1011, /^SalesIQ refused a parameter/, SETTINGS],
    [1015, /^SalesIQ could not read the description/, SETTINGS],
    [1016, /may not do this; SalesIQ wants an administrator of the portal/, ADMINISTRATOR],
    [1017, /^SalesIQ’s limit is reached/, /^Remove webhooks that are no longer needed/],
    [1019, /no such portal or webhook. Check the screen name/, /names in the credential/],
    [1021, /^Webhooks are not part of the portal’s plan/, /^Change the plan/],
    [1023, /locked its API for a while/, /^Wait a few minutes/],
    [4711, /^SalesIQ refused \(4711\)/, /Check the address/],
  ])('%i inside HTTP 200 says what to do', async (code, message, description) => {
    lists({ data: [] });
    nock(HOST).post(PATH).reply(200, refuses(code));
    const n8n = salesIq();
    const shown = await refusalOf(n8n.create(), SECRETS);
    expect(shown).toEqual({
      message: expect.stringMatching(message),
      description: expect.stringMatching(description),
    });
    expect(shown.message).toMatch(/SalesIQ/);
    expect(shown.message).toContain(`Words of ${code}`);
    expect(n8n.kept).toEqual({});
  });

  test('about the webhook’s key leaves nothing behind that could not be checked', async () => {
    lists({ data: [] });
    nock(HOST)
      .post(PATH)
      .reply(200, { data: { id: '7' } });
    nock(HOST)
      .post(`${PATH}/7/keys`)
      .reply(200, { data: { public_keys: [{ key: 'cut of' }] } });
    nock(HOST).delete(`${PATH}/7`).reply(204);
    const n8n = salesIq();
    const { message } = await refusalOf(n8n.create(), SECRETS);
    expect(message).toMatch(/^SalesIQ generated a key .+ not return it in a readable form/);
    expect(n8n.kept).toEqual({});
  });

  test.each([
    ['delete', 1016],
    ['checkExists', 1009],
  ] as const)('ends %s too', async (method, code) => {
    lists(refuses(code));
    const { description } = await refusalOf(
      salesIq({ kept: storedRegistration('k') })[method](),
      SECRETS,
    );
    expect(description).toBe(ADMINISTRATOR);
  });
});

describe('the connection to Zoho', () => {
  const RUN_OUT =
    'The connection to Zoho has run out, and Zoho does not renew it. Check client ID, client secret and data centre in the credential, then connect the account again.';

  test.each([1002, 1008])('is renewed once; refused again (%i) it is told', async (code) => {
    lists(refuses(code));
    renews({ access_token: '1000.fresh' });
    nock(HOST, { reqheaders: { authorization: 'Zoho-oauthtoken 1000.fresh' } })
      .get(PATH)
      .reply(200, refuses(code));
    expect(await refusalOf(salesIq().create(), SECRETS)).toEqual({
      message:
        'Zoho SalesIQ does not accept the connected account. Check the data centre in the credential, then connect the account again.',
      description: CONNECT,
    });
  });

  test('is not renewed a second time while a node is registered', async () => {
    const fresh = nock(HOST, { reqheaders: { authorization: 'Zoho-oauthtoken 1000.fresh' } });
    lists(refuses(1008));
    renews({ access_token: '1000.fresh' });
    fresh.get(PATH).reply(200, { data: [] });
    fresh.post(PATH).reply(200, refuses(1008));
    const { description } = await refusalOf(salesIq().create(), SECRETS);
    expect(description).toBe(CONNECT);
  });

  test.each(['invalid_code', 'invalid_client', 'invalid_client_secret'])(
    'that Zoho does not renew (%s) is told',
    async (error) => {
      lists({}, 401);
      renews({ error });
      const shown = await refusalOf(salesIq().create(), SECRETS);
      expect(shown).toEqual({ message: RUN_OUT, description: CONNECT });
    },
  );

  test('that may not be renewed for the moment asks for patience', async () => {
    lists(refuses(1008));
    renews({ error: 'access_denied' }, 400);
    expect(await refusalOf(salesIq().create(), SECRETS)).toEqual({
      message: 'Zoho gives out no more access tokens for the moment; try again in ten minutes.',
      description: 'Wait a few minutes, then publish the workflow again.',
    });
  });

  test.each([
    ['a web page', 200, 'Zoho gave no access token.'],
    ['an error', 503, 'Zoho answered 503; try again later.'],
  ])('that is answered with %s', async (_what, status, message) => {
    lists(refuses(1008));
    nock('https://accounts.zoho.com').post('/oauth/v2/token').reply(status, '<html></html>');
    expect((await refusalOf(salesIq().create(), SECRETS)).message).toBe(message);
  });

  test('cannot be renewed while nobody answers at Zoho', async () => {
    lists(refuses(1008));
    nock('https://accounts.zoho.com')
      .post('/oauth/v2/token')
      .replyWithError(
        Object.assign(new Error('refresh_token=1000.refresh'), { code: 'ENOTFOUND' }),
      );
    expect((await refusalOf(salesIq().create(), SECRETS)).message).toBe(
      'Zoho SalesIQ could not be reached: its host name could not be found.',
    );
  });

  test('that came without anything to renew it with', async () => {
    lists(refuses(1008));
    const credential = { oauthTokenData: { access_token: '1000.access' } };
    expect(await refusalOf(salesIq({ credential }).create(), SECRETS)).toEqual({
      message: 'The connection to Zoho has run out, and Zoho gave nothing to renew it with.',
      description: CONNECT,
    });
  });

  test.each([[{}], [{ access_token: '' }], ['{"access_token":"text"}'], [undefined]])(
    'was never made: %j',
    async (oauthTokenData) => {
      const credential = { oauthTokenData };
      for (const method of ['checkExists', 'create', 'delete'] as const) {
        const n8n = salesIq({ credential, kept: storedRegistration('k') });
        expect(await refusalOf(n8n[method](), SECRETS)).toEqual({
          message: 'The Zoho account is not connected yet.',
          description: CONNECT,
        });
      }
    },
  );

  test('to a data centre that does not exist', async () => {
    const n8n = salesIq({ credential: { dataCentre: 'evil.example/x' } });
    const { message } = await refusalOf(n8n.create(), SECRETS);
    expect(message).toMatch(/^Zoho has no data centre “evil.example\/x”. Choose one of com, eu/);
  });
});
