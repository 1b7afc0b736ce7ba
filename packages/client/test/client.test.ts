import type { ApiRequest, JsonValue } from '@signal-hooks/catalogue';
import {
  ApiError,
  createClient,
  createSubscription,
  deleteSubscription,
  type GatewayResponse,
  getEvent,
  getMe,
  listDeliveries,
  listEvents,
  listSources,
  optional,
  pages,
  sendByFetch,
  sourceLabel,
} from '../src/index.ts';

const GATEWAY = 'https://hooks.example.com';

/** A client whose requests are answered with this. */
const answering = (...responses: readonly GatewayResponse[]) => {
  const asked: ApiRequest[] = [];
  const client = createClient(`${GATEWAY}//`, async (request) => {
    asked.push(request);
    return responses[Math.min(asked.length, responses.length) - 1] as GatewayResponse;
  });
  return { asked, client };
};

const problem = (status: number, body: JsonValue, headers: Record<string, string> = {}) => {
  const all: Record<string, string> = { 'content-type': 'application/problem+json', ...headers };
  return { status, body, header: (name: string) => all[name] };
};

const errorOf = (call: Promise<unknown>): Promise<ApiError> =>
  call.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(ApiError);
      return error as ApiError;
    },
  );

describe('a request', () => {
  test.each([
    [listSources(), 'GET', '/v1/sources'],
    [listSources({ limit: 5, provider: undefined }), 'GET', '/v1/sources?limit=5'],
    [
      listEvents({ event_type: ['a', 'b&c'], filter: '[]' }),
      'GET',
      '/v1/events?event_type=a&event_type=b%26c&filter=%5B%5D',
    ],
    [getEvent('../sources?x=#'), 'GET', '/v1/events/..%2Fsources%3Fx%3D%23'],
    [deleteSubscription('sub_1'), 'DELETE', '/v1/subscriptions/sub_1'],
  ])('%#: %s %s', (call, method, path) => {
    expect(call.request(`${GATEWAY}/`)).toEqual({ method, url: GATEWAY + path });
  });

  test('has its body', () => {
    const json = { target_url: 'https://a.example/', filter: [] };
    expect(createSubscription(json).request(GATEWAY).json).toEqual(json);
  });
});

describe('an answer', () => {
  const source = { id: 'src_1', name: '', provider: 'siggnal' };

  test.each([
    ['null', null],
    ['a text', '<html>'],
    ['an empty object', {}],
    ['a list', []],
    ['a list of nothing', { data: [] }],
    ['no list', { data: {}, next_cursor: null }],
    ['another list', { data: [{}], next_cursor: null }],
    ['a row that is none', { data: [null], next_cursor: null }],
    ['a key of another type', { data: [{ ...source, name: 1 }], next_cursor: null }],
    ['a cursor that is none', { data: [source], next_cursor: 1 }],
  ])('of %s is no page of the gateway', async (_what, body) => {
    const { client } = answering({ status: 200, body });
    const error = await errorOf(client(listSources().pick('id', 'name', 'provider')));
    expect([error.code, error.status, error.isOfGateway]).toEqual(['not_the_gateway', 200, false]);
  });

  test('of a gateway of another version is taken for what was picked', async () => {
    const body = { data: [source], next_cursor: null };
    const { client } = answering({ status: 200, body });
    expect(await client(listSources().pick('id', 'name', 'provider'))).toEqual(body);
    expect((await errorOf(client(listSources()))).code).toBe('not_the_gateway');
  });

  test('is looked into where a key below a key is picked', async () => {
    const call = getMe().pick('token.name', 'token.scopes');
    const token = { name: 'n8n', scopes: ['admin'] };
    expect(await answering({ status: 200, body: { token } }).client(call)).toEqual({ token });
    for (const body of [{ token: {} }, { token: { ...token, scopes: 'admin' } }, { token: null }]) {
      expect((await errorOf(answering({ status: 200, body }).client(call))).status).toBe(200);
    }
  });

  test('may say that there is no such thing', async () => {
    const call = optional(getEvent('evt_1').pick('id'), 'event_not_found');
    const gone = problem(404, { status: 404, code: 'event_not_found' });
    expect(await answering(gone).client(call)).toBeNull();
    const found = answering({ status: 200, body: { id: 'evt_1' } });
    expect(await found.client(call)).toEqual({ id: 'evt_1' });
    const elsewhere = problem(404, { status: 404, code: 'not_found' });
    expect((await errorOf(answering(elsewhere).client(call))).code).toBe('not_found');
    expect((await errorOf(answering({ status: 404, body: null }).client(call))).status).toBe(404);
  });

  test('of a removal is empty', async () => {
    const call = deleteSubscription('sub_1');
    expect(await answering({ status: 204, body: null }).client(call)).toBeNull();
    const page = answering({ status: 200, body: {} });
    expect((await errorOf(page.client(call))).code).toBe('not_the_gateway');
  });
});

describe('an error', () => {
  const fail = (response: GatewayResponse): Promise<ApiError> =>
    errorOf(answering(response).client(listDeliveries()));

  test('of the gateway has its code and words', async () => {
    const fields = [{ path: 'status', message: 'It must be one of failed.' }];
    const body = { status: 422, code: 'invalid_request', detail: 'It has invalid values.', fields };
    expect(await fail(problem(422, body))).toMatchObject({
      code: 'invalid_request',
      status: 422,
      message: 'It has invalid values.',
      fields,
      isOfGateway: true,
      retryAfter: null,
      missingScope: null,
    });
  });

  test('of a newer gateway may have another code', async () => {
    const body = { code: 'too_early', detail: 'Come later.' };
    const error = await fail(problem(425, body));
    expect([error.code, error.message, error.isOfGateway]).toEqual([
      'unknown',
      'Come later.',
      true,
    ]);
  });

  test('says when to come again, and which scope is missing', async () => {
    const busy = problem(503, { code: 'overloaded' }, { 'retry-after': '5' });
    expect(await fail(busy)).toMatchObject({ code: 'overloaded', retryAfter: 5 });
    const challenge = 'Bearer error="insufficient_scope", scope="deliveries:read"';
    const lacking = problem(403, { code: 'forbidden' }, { 'www-authenticate': challenge });
    expect(await fail(lacking)).toMatchObject({ missingScope: 'deliveries:read' });
  });

  test.each([
    [401, 'not_the_gateway'],
    [404, 'not_the_gateway'],
    [302, 'not_the_gateway'],
    [429, 'proxy_too_many_requests'],
    [408, 'proxy_unavailable'],
    [502, 'proxy_unavailable'],
  ])('of something else: HTTP %i is %s', async (status, code) => {
    for (const body of [null, '<html>', {}, { error: 'no' }, { code: 7 }]) {
      expect(await fail({ status, body })).toMatchObject({ code, isOfGateway: false });
    }
  });

  test.each([
    ['another kind of content', 401, { code: 'forbidden' }, 'application/json; charset=utf-8'],
    ['another status', 404, { status: 401, code: 'unauthorized' }, 'application/problem+json'],
  ])('with a code, but %s, is of something else', async (_what, status, body, type) => {
    const error = await fail(problem(status, body, { 'content-type': type }));
    expect(error).toMatchObject({
      code: 'not_the_gateway',
      came: `HTTP ${status}, ${type.split(';')[0]}`,
    });
  });

  test('says where a redirect leads, without the path', async () => {
    const location = 'https://login.example/?token=hunter2';
    const error = await fail({
      status: 302,
      body: null,
      header: (name) => (name === 'location' ? location : undefined),
    });
    expect(error.came).toBe('HTTP 302, on to https://login.example');
  });
});

describe('pages', () => {
  const page = (id: string, next: string | null): GatewayResponse => ({
    status: 200,
    body: { data: [{ id }], next_cursor: next },
  });
  const read = async (client: ReturnType<typeof createClient>, most: number) => {
    const ids: string[] = [];
    const all = pages(client, (cursor) => listSources({ limit: 1, cursor }).pick('id'), most);
    for await (const { data } of all) ids.push(...data.map(({ id }) => id));
    return ids;
  };

  test('are read to the last', async () => {
    const { asked, client } = answering(page('a', 'x'), page('b', null));
    expect(await read(client, 9)).toEqual(['a', 'b']);
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?limit=1', '?limit=1&cursor=x']);
  });

  test('that have no end have one', async () => {
    const { asked, client } = answering(page('a', 'x'));
    expect(await read(client, 3)).toEqual(['a', 'a', 'a']);
    expect(asked).toHaveLength(3);
  });
});

test('a source is called by its name and provider', () => {
  expect(sourceLabel({ id: 'src_1', name: 'Chats', provider: 'salesiq' })).toBe(
    'Chats (Zoho SalesIQ)',
  );
  expect(sourceLabel({ id: 'src_1', name: '', provider: 'of-tomorrow' })).toBe(
    'src_1 (of-tomorrow)',
  );
});

describe('by fetch', () => {
  /** What is asked, where a page of this content answers. */
  const asking = async (content: string, request: ApiRequest) => {
    const asked: unknown[] = [];
    const send = sendByFetch(
      (async (...given: unknown[]) => {
        asked.push(...given);
        return new Response(content, { headers: { 'content-type': 'text/plain' } });
      }) as typeof fetch,
      'token-1',
    );
    return { asked, response: await send(request) };
  };

  test('a request has the token, and takes it nowhere else', async () => {
    const { asked } = await asking('{}', listSources().request(GATEWAY));
    const headers = { authorization: 'Bearer token-1' };
    expect(asked).toEqual([
      `${GATEWAY}/v1/sources`,
      { method: 'GET', headers, redirect: 'manual' },
    ]);
  });

  test('an answer is read as JSON, or is a text', async () => {
    const request = listSources().request(GATEWAY);
    const { response } = await asking('{"data":[]}', request);
    expect([response.status, response.body, response.header?.('content-type')]).toEqual([
      200,
      { data: [] },
      'text/plain',
    ]);
    expect((await asking('# HELP', request)).response.body).toBe('# HELP');
  });
});
