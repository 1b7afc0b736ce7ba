import { type Reply, send } from '../support/http.ts';
import { AIRTABLE_TOKEN, Airtable } from '../support/recipes/airtable.ts';
import {
  type RunningServices,
  startEmulatedServices,
} from '../support/recipes/emulated-service.ts';
import { NOTION_SECRET, Notion } from '../support/recipes/notion.ts';
import { freshTokenOf } from '../support/recipes/oauth.ts';
import { PIPEDRIVE_TOKEN, Pipedrive } from '../support/recipes/pipedrive.ts';
import { SALESFORCE_ACCOUNT, Salesforce } from '../support/recipes/salesforce.ts';
import { TEAMS_ACCOUNT, Teams } from '../support/recipes/teams.ts';
import { TELEGRAM_TOKEN, Telegram } from '../support/recipes/telegram.ts';

const [airtable, notion, pipedrive] = [new Airtable(), new Notion(), new Pipedrive()];
const [salesforce, teams, telegram] = [new Salesforce(), new Teams(), new Telegram()];
let running: RunningServices;

beforeAll(async () => {
  running = await startEmulatedServices([airtable, notion, pipedrive, salesforce, teams, telegram]);
  airtable.make({
    base: 'app1',
    table: 'tbl1',
    fields: { id: 'singleLineText', n: 'number', s: 'singleSelect' },
  });
  notion.make({ id: 'ds1', properties: { Name: 'title', text: 'rich_text', kind: 'select' } });
  teams.make('team1', 'channel1');
  telegram.join('-1');
});
afterAll(() => running?.close());

/** A call as the recipes make it. */
interface Call {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: object;
}

function make({ host, method, path, token, body }: Call): Promise<Reply> {
  const headers = { host, authorization: `Bearer ${token}`, 'notion-version': '2026-03-11' };
  const hasBody = method !== 'GET';
  return send(running.url + path, { method, headers, body: hasBody ? JSON.stringify(body) : '' });
}

/** What is wrong with a call, what comes back, and some words of the answer. */
type Mistake = readonly [what: string, Partial<Call>, status: number, words: string];

/** Each mistake alone is answered as the service answers it; without one, the call is taken. */
function refuses(service: string, call: Call, mistakes: readonly Mistake[]): void {
  describe(service, () => {
    test.each(mistakes)('%s', async (_what, mistake, status, words) => {
      const reply = await make({ ...call, ...mistake });
      expect([reply.status, reply.text]).toEqual([status, expect.stringContaining(words)]);
    });

    test('none', async () => {
      expect((await make(call)).status).toBeLessThan(300);
    });
  });
}

const records = (fields: object, typecast = false): Partial<Call> => ({
  body: {
    records: [{ fields: { id: '1', ...fields } }],
    performUpsert: { fieldsToMergeOn: ['id'] },
    typecast,
  },
});
const table = { host: 'api.airtable.com', method: 'PATCH', path: '/v0/app1/tbl1' };
const anOption = records({ s: 'x' }, true).body ?? {};
refuses('Airtable', { ...table, token: AIRTABLE_TOKEN, body: anOption }, [
  ['no token', { token: '' }, 401, 'AUTHENTICATION_REQUIRED'],
  ['another table', { path: '/v0/app1/tbl2' }, 403, 'MODEL_NOT_FOUND'],
  ['an unknown column', records({ x: 1 }), 422, 'UNKNOWN_FIELD_NAME'],
  ['a text as a number', records({ n: 'x' }), 422, 'INVALID_VALUE_FOR_COLUMN'],
  ['a new option without typecast', records({ s: 'y' }), 422, 'INVALID_MULTIPLE_CHOICE_OPTIONS'],
]);

const page = (properties: object): Partial<Call> => ({
  body: {
    parent: { type: 'data_source_id', data_source_id: 'ds1' },
    properties: { Name: { title: [{ text: { content: 'x' } }] }, ...properties },
  },
});
const text = (content: string): object => ({ rich_text: [{ text: { content } }] });
const pages = { host: 'api.notion.com', method: 'POST', path: '/v1/pages' };
const aPage = page({ text: text('x'.repeat(2000)) }).body ?? {};
refuses('Notion', { ...pages, token: NOTION_SECRET, body: aPage }, [
  ['no token', { token: '' }, 401, 'unauthorized'],
  ['another data source', { body: { ...aPage, parent: {} } }, 404, 'object_not_found'],
  ['an unknown property', page({ x: text('x') }), 400, 'x is not a property that exists.'],
  ['another type', page({ kind: text('x') }), 400, 'kind is expected to be select.'],
  ['too long', page({ text: text('x'.repeat(2001)) }), 400, '≤ `2000`, instead was `2001`'],
  ['a comma', page({ kind: { select: { name: 'a,b' } } }), 400, 'commas not allowed'],
]);

const api = { host: 'api.pipedrive.com', method: 'POST', token: '' };
const key = `?api_token=${PIPEDRIVE_TOKEN}`;
const search = `/persons/search${key}&term=a&exact_match=true`;
refuses('Pipedrive', { ...api, path: `/api/v2/organizations${key}`, body: { name: 'x' } }, [
  ['no token', { path: '/api/v2/organizations' }, 401, 'unauthorized access'],
  ['no name', { body: { name: '' } }, 400, 'name: Must contain'],
  ['an unknown field', { body: { name: 'x', email: 'x' } }, 400, 'email: not allowed'],
  ['a lead of nobody', { path: `/v1/leads${key}`, body: { title: 'x' } }, 400, 'must be linked'],
  [
    'a lead of a person who is not there',
    { path: `/v1/leads${key}`, body: { title: 'x', person_id: 1 } },
    400,
    'person_id: not found',
  ],
  ['the old search', { method: 'GET', path: `/v1${search}` }, 404, 'Unknown method'],
]);

const data = '/services/data/v59.0';
const query = encodeURIComponent("SELECT MAX(Company) c FROM Lead WHERE Email = 'o'n@b.example'");
const lead = { host: 'recipes.my.salesforce.com', method: 'PATCH' };
const upsert = {
  ...{ ...lead, path: `${data}/sobjects/lead/Email/a@b.example` },
  ...{ token: freshTokenOf(SALESFORCE_ACCOUNT), body: { Company: 'x', LastName: 'x' } },
};
refuses('Salesforce', upsert, [
  ['an expired token', { token: 'expired' }, 401, 'INVALID_SESSION_ID'],
  ['no company', { body: { LastName: 'x' } }, 400, '[Company]'],
  ['an unknown field', { body: { Color: 'x' } }, 400, 'INVALID_FIELD'],
  ['too long', { body: { LastName: 'x'.repeat(81) } }, 400, 'STRING_TOO_LONG'],
  ['an open quote', { method: 'GET', path: `${data}/query?q=${query}` }, 400, 'MALFORMED_QUERY'],
]);

const message = (content: string): { readonly body: object } => ({
  body: { body: { contentType: 'html', content } },
});
const graph = {
  ...{ host: 'graph.microsoft.com', method: 'POST' },
  ...{ path: '/beta/teams/team1/channels/channel1/messages', token: freshTokenOf(TEAMS_ACCOUNT) },
};
refuses('Teams', { ...graph, ...message('<b>x</b>') }, [
  ['an expired token', { token: 'expired' }, 401, 'InvalidAuthenticationToken'],
  ['another channel', { path: graph.path.replace('l1', 'l2') }, 404, 'NotFound'],
  ['nothing', message(''), 400, 'Missing body content'],
  ['too large', message('x'.repeat(14_337)), 413, 'RequestEntityTooLarge'],
]);

const html = (content: string, more: object = {}): { readonly body: object } => ({
  body: { chat_id: '-1', text: content, parse_mode: 'HTML', ...more },
});
const bot = {
  ...{ host: 'api.telegram.org', method: 'POST', token: '' },
  path: `/bot${TELEGRAM_TOKEN}/sendMessage`,
};
refuses('Telegram', { ...bot, ...html(`<b>1 &lt; 2</b>${'x'.repeat(4091)}`) }, [
  ['another token', { path: '/bot1:x/sendMessage' }, 401, 'Unauthorized'],
  ['another chat', html('x', { chat_id: '-2' }), 400, 'chat not found'],
  ['nothing', html('<b></b>'), 400, 'message text is empty'],
  ['an unknown tag', html('<at>x</at>'), 400, 'Unsupported start tag'],
  ['no tag', html('1 < 2'), 400, "can't parse entities"],
  ['a tag that is not closed', html('<b>x'), 400, "can't parse entities"],
  ['Markdown', html('a_b', { parse_mode: 'Markdown' }), 400, "can't parse entities"],
  ['too long', html('x'.repeat(4097)), 400, 'message is too long'],
]);

test('Telegram tells whom a message mentions', async () => {
  await make({ ...bot, ...html('@durov, @\u2060other and a@b.example') });
  expect(telegram.messages('-1').at(-1)?.mentions).toEqual(['@durov']);
});

test('a version of Notion before data sources is refused', async () => {
  const headers = { host: pages.host, authorization: `Bearer ${NOTION_SECRET}` };
  const reply = await send(`${running.url}/v1/data_sources/ds1`, { method: 'GET', headers });
  expect([reply.status, reply.json.code]).toEqual([400, 'missing_version']);
});

test.each(['login.salesforce.com', 'login.microsoftonline.com'])(
  '%s renews a token for the refresh token only',
  async (host) => {
    const account = host === 'login.salesforce.com' ? SALESFORCE_ACCOUNT : TEAMS_ACCOUNT;
    const renew = (refresh_token: string): Promise<Reply> => {
      const body = String(new URLSearchParams({ grant_type: 'refresh_token', refresh_token }));
      return send(`${running.url}/services/oauth2/token`, { headers: { host }, body });
    };
    const known = await renew(String(account.oauthTokenData.refresh_token));
    expect([known.status, known.json.access_token]).toEqual([200, freshTokenOf(account)]);
    expect((await renew('a guess')).status).toBe(400);
  },
);

test('a rate limit holds for as many writes as it was set to', async () => {
  telegram.limit.refuse(1);
  const statuses = [];
  for (const each of ['first', 'second']) {
    statuses.push((await make({ ...bot, ...html(each) })).status);
  }
  expect(statuses).toEqual([429, 200]);
});
