import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Reply, send } from '../support/http.ts';
import { bareEnv } from '../support/n8n-process.ts';
import {
  type RunningServices,
  startEmulatedServices,
} from '../support/recipes/emulated-service.ts';
import { GOOGLE_ACCOUNT, Google } from '../support/recipes/google.ts';
import { HUBSPOT_KEY, HubSpot } from '../support/recipes/hubspot.ts';
import { SLACK_TOKEN, Slack } from '../support/recipes/slack.ts';

const google = new Google();
const slack = new Slack();
const hubspot = new HubSpot();
let running: RunningServices;

beforeAll(async () => {
  running = await startEmulatedServices([google, slack, hubspot]);
});
afterAll(() => running?.close());

const ask = (
  host: string,
  method: string,
  path: string,
  token: string,
  body?: object,
): Promise<Reply> => {
  const headers = { host, authorization: `Bearer ${token}` };
  return send(running.url + path, { method, headers, body: body ? JSON.stringify(body) : '' });
};

describe('Google Sheets', () => {
  let token = '';
  const sheets = (method: string, path: string, body?: object): Promise<Reply> =>
    ask('sheets.googleapis.com', method, `/v4/spreadsheets/${path}`, token, body);
  const put = (range: string, option: string, ...values: unknown[]): Promise<Reply> =>
    sheets('PUT', `s1/values/${range}?valueInputOption=${option}`, { values: [values] });

  beforeAll(async () => {
    const { refresh_token } = GOOGLE_ACCOUNT.oauthTokenData;
    const body = String(new URLSearchParams({ grant_type: 'refresh_token', refresh_token }));
    const headers = { host: 'oauth2.googleapis.com' };
    token = String((await send(`${running.url}/token`, { headers, body })).json.access_token);
    google.make({ id: 's1', title: 'Signals', rowCount: 3 });
  });

  test('a wrong token, an unknown spreadsheet', async () => {
    const { access_token } = GOOGLE_ACCOUNT.oauthTokenData;
    const stale = await ask('sheets.googleapis.com', 'GET', '/v4/spreadsheets/s1', access_token);
    expect([stale.status, (await sheets('GET', 's2')).status]).toEqual([401, 404]);
  });

  test('RAW keeps what USER_ENTERED computes', async () => {
    await put("'Signals'!1:1", 'RAW', '=1+1', '007', 'true', 7, true, null, '');
    expect(google.rows('s1')).toEqual([['=1+1', '007', 'true', 7, true]]);
    expect(google.formulas('s1')).toEqual([]);
    await put("'Signals'!A2:E2", 'USER_ENTERED', '=1+1', '007', 'true', 7);
    expect(google.rows('s1')[1]).toEqual(['#ERROR!', 7, true, 7]);
    expect(google.formulas('s1')).toEqual(['=1+1']);
  });

  test('what does not fit is refused in Google’s words', async () => {
    const wide = await put("'Signals'!1:1", 'RAW', ...Array(27).fill('x'));
    expect([wide.status, wide.text]).toEqual([
      400,
      expect.stringContaining(
        "writing within range ['Signals'!A1:Z1], but tried writing to column [AA]",
      ),
    ]);
    const below = await put("'Signals'!A4", 'RAW', 'x');
    expect([below.status, below.text]).toEqual([
      400,
      expect.stringContaining('exceeds grid limits. Max rows: 3, max columns: 26'),
    ]);
    const long = await put("'Signals'!A2", 'RAW', 'x'.repeat(50_001));
    expect([long.status, long.text]).toEqual([
      400,
      expect.stringContaining('more than the maximum of 50000 characters in a single cell'),
    ]);
    expect((await put("'Other'!A1", 'RAW', 'x')).status).toBe(400);
    expect((await put("'Signals'!A1", '', 'x')).status).toBe(400);
  });

  test('an append writes over nothing, and makes the sheet larger', async () => {
    const append = (value: string): Promise<Reply> =>
      sheets('POST', "s1/values/'Signals'!3:3:append?valueInputOption=RAW", { values: [[value]] });
    await Promise.all(['a', 'b'].map(append));
    expect(google.rows('s1').slice(2)).toEqual([['a'], ['b']]);
    const { sheets: all } = (await sheets('GET', 's1?fields=sheets.properties')).json;
    expect(all).toMatchObject([{ properties: { gridProperties: { rowCount: 4 } } }]);
    await sheets('POST', 's1:batchUpdate', {
      requests: [{ appendDimension: { sheetId: 0, dimension: 'COLUMNS', length: 2 } }],
    });
    expect((await put("'Signals'!AB1", 'RAW', 'far right')).status).toBe(200);
  });
});

describe('Slack', () => {
  const call = (method: string, path: string, token: string, body?: object): Promise<Reply> =>
    ask('slack.com', method, `/api/${path}`, token, body);
  const post = async (body: object, token = SLACK_TOKEN): Promise<unknown> =>
    (await call('POST', 'chat.postMessage', token, body)).json;

  test('says ok: false with status 200', async () => {
    slack.make({ id: 'C1', name: 'general' });
    slack.make({ id: 'C2', name: 'private', isMember: false });
    const no = (error: string): object => ({ ok: false, error });
    expect(await post({ channel: 'C1', text: 'x' }, 'xoxb-wrong')).toEqual(no('invalid_auth'));
    expect(await post({ channel: 'C9', text: 'x' })).toEqual(no('channel_not_found'));
    expect(await post({ channel: 'C2', text: 'x' })).toEqual(no('not_in_channel'));
    expect(await post({ channel: 'C1' })).toEqual(no('no_text'));
    expect(await post({ channel: 'C1', text: 'x' })).toMatchObject({ ok: true, channel: 'C1' });
    expect(slack.posted('C1')).toEqual(['x']);
  });

  test('lists its channels page by page', async () => {
    const list = async (cursor: string) =>
      (await call('GET', `conversations.list?limit=1&cursor=${cursor}`, SLACK_TOKEN)).json;
    expect(await list('')).toEqual({
      ok: true,
      channels: [{ id: 'C1', name: 'general', is_member: true }],
      response_metadata: { next_cursor: '1' },
    });
    expect(await list('1')).toMatchObject({ response_metadata: { next_cursor: '' } });
  });
});

test('HubSpot refuses properties and keys that it does not know', async () => {
  const upsert = (property: string, token = HUBSPOT_KEY): Promise<Reply> =>
    ask('api.hubapi.com', 'POST', '/contacts/v1/contact/createOrUpdate/email/a@b.example', token, {
      properties: [{ property, value: 'x' }],
    });
  expect((await upsert('firstname', 'wrong')).status).toBe(401);
  expect((await upsert('no_such_property')).status).toBe(400);
  expect((await upsert('firstname')).json).toMatchObject({ isNew: true });
  expect((await upsert('lastname')).json).toMatchObject({ isNew: false });
  expect(hubspot.contacts).toEqual([
    { email: 'a@b.example', firstname: 'x', lastname: 'x', below: null },
  ]);
});

test('only the hosts on the list are intercepted', async () => {
  const { port } = new URL(running.url);
  const code = `
    import https, { get } from 'node:https';
    const status = (call, url) => new Promise((done) => {
      call(url, (response) => done(response.statusCode)).on('error', ({ code }) => done(code));
    });
    const slack = 'https://slack.com/api/nothing';
    console.log(JSON.stringify([
      await status(get, slack),
      await status((url, then) => https.request(new URL(url), then).end(), slack),
      await status((url, then) => https.get({ host: 'slack.com', path: '/' }, then), slack),
      await status(get, 'https://localhost:${port}/'),
    ]));`;
  const env = { ...bareEnv(), ...running.env };
  const args = ['--input-type=module', '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  // The last one speaks TLS, which the emulated services do not.
  expect(JSON.parse(stdout)).toEqual([200, 200, 200, expect.stringMatching(/^E(?:PROTO|RR_SSL)/)]);
});
