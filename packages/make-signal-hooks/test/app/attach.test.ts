import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addSource, type Fixture, startFixture } from './support/fixture.ts';

/** What whoever saves a webhook's form, or deletes the webhook, is told. */
let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture?.close());

const refusedWith = (parameters: object): Promise<string> =>
  fixture.make.hook({ ...parameters }).then(
    () => 'it was attached',
    (error: Error) => error.message,
  );

test('a source that is gone, or of another provider', async () => {
  const sales = await addSource(fixture, 'siggnal', 'Sales');
  expect(await refusedWith({ source_id: 'src_gone' })).toBe(
    '[422] The request has invalid values. source_id: There is no such source.',
  );
  expect(await refusedWith({ source_id: sales.id, provider: 'sigsentry' })).toBe(
    '[422] The request has invalid values. provider: The source is of another provider.',
  );
});

test('a condition without a value', async () => {
  const conditions = [{ field: 'title', op: 'contains', value: '' }];
  expect(await refusedWith({ conditions })).toBe(
    '[422] The request has invalid values. filter.0.value: Give a text of 1 to 500 characters.',
  );
});

test('a token that may not subscribe, or that is revoked', async () => {
  const { make, gateway } = fixture;
  const wanted = { name: 'make', scopes: ['admin'], expiresInDays: 1 };
  const { token, row } = await gateway.services.tokens.create(wanted);
  await make.connect({ gateway_url: gateway.url, api_token: token });
  const hook = await make.hook();
  await gateway.services.tokens.revoke(row.id);
  expect(await refusedWith({})).toBe(
    '[401] The gateway did not take the subscription. Check the connection. ',
  );
  await expect(hook.detach()).rejects.toThrow(
    '[401] The gateway did not end the subscription. Check the connection.',
  );
  await hook.close();
  await make.connect({ gateway_url: gateway.url, api_token: fixture.token });
});

test('something else that says yes makes no webhook that is on and dead, and ends none', async () => {
  const { make, gateway } = fixture;
  const me = await fetch(`${gateway.url}/v1/me`, {
    headers: { authorization: `Bearer ${fixture.token}` },
  });
  const answers: Record<string, [status: number, body: string]> = {
    GET: [200, await me.text()],
    POST: [201, '{"id":"sub_1","secret":"whsec_x"}'],
    DELETE: [200, '{}'],
  };
  const server = createServer(({ method = '' }, response) => {
    const [status, body] = answers[method] ?? [404, '{}'];
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    await make.connect({ gateway_url: `http://127.0.0.1:${port}`, api_token: fixture.token });
    const hook = await make.hook();
    await expect(hook.detach()).rejects.toThrow('[200] The gateway did not end the subscription.');
    await hook.close();
    answers.POST = [200, '{}'];
    expect(await refusedWith({})).toMatch(/^\[200\] The gateway did not take the subscription\./);
  } finally {
    server.close();
    server.closeAllConnections();
    await make.connect({ gateway_url: gateway.url, api_token: fixture.token });
  }
});

test('a webhook whose subscription the gateway does not know', async () => {
  const hook = await fixture.make.hook();
  Object.assign(hook.data, { externalHookId: 'sub_nowhere' });
  await expect(hook.detach()).rejects.toThrow('[404] There is no such subscription.');
  await hook.close();
});

test('an address that the gateway may not deliver to', async () => {
  const strict = await startFixture({ allowedNetworks: [] });
  await expect(strict.make.hook()).rejects.toThrow(/^\[422\] .*(?:internal|https|allowed)/);
  await strict.close();
});
