/** The list of sources in the panel of the Signal Hooks Trigger. */
import { SignalHooksTrigger } from '../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { SimulatedN8n } from './support/n8n.ts';
import { nock, stayOffline } from './support/offline.ts';
import { refusalOf } from './support/refusal.ts';

stayOffline();

const TOKEN = 'shk_t0ken';
const node = (gatewayUrl = 'https://hooks.example.com'): SimulatedN8n =>
  new SimulatedN8n(new SignalHooksTrigger(), {
    credentials: { signalHooksApi: { gatewayUrl, apiToken: TOKEN } },
  });
const load = (n8n: SimulatedN8n = node(), filter?: string): Promise<unknown> =>
  n8n.searchList('searchSources', filter);

const page = (query: object = {}) =>
  nock('https://hooks.example.com', {
    reqheaders: { authorization: `Bearer ${TOKEN}`, accept: 'application/json' },
  })
    .get('/v1/sources')
    .query({ limit: 100, ...query });
const source = (id: string, name: string, provider: string) => ({ id, name, provider, events: [] });
const PAGES = 'https://hooks.example.com/console/sources/';
const ALL = { name: 'All Sources', value: '*' };

test('shows every source with its provider, behind all of them', async () => {
  const data = [source('src_1', 'Chats', 'salesiq'), source('src_2', '', 'signal-ark')];
  page().reply(200, { data, next_cursor: null });
  expect(await load(node('https://hooks.example.com///'))).toEqual({
    results: [
      ALL,
      { name: 'Chats (Zoho SalesIQ)', value: 'src_1', url: `${PAGES}src_1` },
      { name: 'src_2 (Signal Ark)', value: 'src_2', url: `${PAGES}src_2` },
    ],
  });
});

test.each([
  ['chat', ['src_1']],
  [' ZOHO ', ['src_1']],
  ['SRC_', ['src_1', 'src_2']],
  ['all', ['*']],
  ['nothing of the kind', []],
  ['', ['*', 'src_1', 'src_2']],
])('searches for %j in names, ids and providers', async (filter, ids) => {
  const data = [source('src_1', 'Chats', 'salesiq'), source('src_2', 'Leads', 'signal-ark')];
  page().reply(200, { data, next_cursor: null });
  const { results } = (await load(node(), filter)) as { results: { value: string }[] };
  expect(results.map(({ value }) => value)).toEqual(ids);
});

test('shows a provider that this version does not know by its id', async () => {
  for (const provider of ['of-tomorrow', 'constructor']) {
    page().reply(200, { data: [source('src_1', 'New', provider)], next_cursor: null });
    const item = { name: `New (${provider})`, value: 'src_1', url: `${PAGES}src_1` };
    expect(await load()).toEqual({ results: [ALL, item] });
  }
});

describe('of several pages', () => {
  const [a, b] = [source('src_1', 'A', 'siggnal'), source('src_2', 'B', 'siggnal')];

  test('each is read when it is asked for, and all of them stand on the first', async () => {
    page().reply(200, { data: [a], next_cursor: 'x+/=' });
    const first = await load();
    expect(first).toMatchObject({ results: [ALL, { value: 'src_1' }], paginationToken: 'x+/=' });
    page({ cursor: 'x+/=' }).reply(200, { data: [b], next_cursor: null });
    const second = await node().searchList('searchSources', '', 'x+/=');
    expect(second).toEqual({ results: [expect.objectContaining({ value: 'src_2' })] });
  });

  test('those in which nothing fits are passed over', async () => {
    page().reply(200, { data: [a], next_cursor: 'x' });
    page({ cursor: 'x' }).reply(200, { data: [], next_cursor: 'y' });
    page({ cursor: 'y' }).reply(200, { data: [b], next_cursor: 'z' });
    expect(await load(node(), 'src_2')).toMatchObject({
      results: [{ value: 'src_2' }],
      paginationToken: 'z',
    });
  });
});

test('can be empty', async () => {
  page().reply(200, { data: [], next_cursor: null });
  expect(await load()).toEqual({ results: [ALL] });
});

describe('a failure is told as it is:', () => {
  test.each([
    [401, { code: 'token_expired' }, /does not accept the API token. Make a new one/],
    [403, { code: 'forbidden' }, /needs the scopes .+ sources:read/],
    [404, 'Not found', /no Signal Hooks gateway at this address/],
    [200, '<html>Sign in</html>', /no Signal Hooks gateway at this address/],
    [200, { data: { id: 1 } }, /no Signal Hooks gateway at this address/],
    [500, { code: 'internal' }, /answered 500; try again later/],
  ])('%i %j', async (status, body, message) => {
    page().reply(status, body);
    const shown = await refusalOf(load(), [TOKEN]);
    expect(shown.message).toMatch(message);
    expect(shown.message).toMatch(/Signal Hooks/);
    expect(shown.description).not.toBe('undefined');
  });

  test('nobody answers', async () => {
    page().replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect((await refusalOf(load(), [TOKEN])).message).toBe(
      'Signal Hooks could not be reached: nothing answers at its address.',
    );
  });

  test('an address that is not complete', async () => {
    expect((await refusalOf(load(node('hooks.example.com')), [TOKEN])).message).toMatch(
      /its address is not complete/,
    );
  });

  test('no credential yet', async () => {
    const n8n = new SimulatedN8n(new SignalHooksTrigger());
    expect((await refusalOf(load(n8n), [])).message).toBe('Node does not have any credentials set');
  });
});
