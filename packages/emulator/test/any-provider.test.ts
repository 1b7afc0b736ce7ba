import { completeDefinition, defineProvider, PROVIDERS } from '@signal-hooks/catalogue';
import express from 'express';
import { createClock } from '../src/clock.ts';
import { createSender } from '../src/delivery/sender.ts';
import { startEmulator } from '../src/index.ts';
import { emulateFromDefinition } from '../src/providers/any-provider.ts';
import { createSamples } from '../src/samples.ts';
import { caller } from './support/call.ts';
import { hmacHex } from './support/check.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';

/** A provider played from its definition alone, whatever module it has. */
const clock = createClock(0);
const sender = createSender(clock);
const emulated = emulateFromDefinition(PROVIDERS.siggnal)({
  ...{ clock, sender, samples: createSamples(1), accounts: {} as never },
  ...{ rules: { allowHttp: false, allowLoopback: true }, salesiqKeyFormat: 'spki' },
});

let receiver: Receiver;
let screen: ReturnType<typeof caller>;
let close: () => Promise<unknown>;
beforeAll(async () => {
  receiver = await startReceiver();
  const app = express();
  for (const { path, router } of emulated.mounts) app.use(path, router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  screen = caller(
    `http://127.0.0.1:${(server.address() as { port: number }).port}/screens/siggnal`,
  );
  close = async () => {
    await sender.close();
    await new Promise((resolve) => server.close(resolve));
    await receiver.close();
  };
});
afterAll(() => close());

test('a webhook is added, tried and removed', async () => {
  const added = await screen('POST', '/webhooks', { url: receiver.url, secret: 'S' });
  expect(added).toMatchObject({
    status: 201,
    body: { id: 'wh_1', url: receiver.url, secret: 'S' },
  });
  expect((await screen('POST', '/webhooks/wh_1/test')).body.status).toBe('delivered');
  const [sent] = receiver.posts;
  expect(sent?.headers['x-siggnal-signature']).toBe(hmacHex('S', sent?.body ?? Buffer.of()));
  expect(JSON.parse(String(sent?.body))).toMatchObject({ test: true });
  expect((await screen('GET', '/webhooks/wh_1/deliveries')).body.deliveries).toHaveLength(1);
  expect((await screen('DELETE', '/webhooks/wh_1')).status).toBe(204);
  expect((await screen('GET', '/webhooks')).body).toEqual({ webhooks: [] });
});

test('without a secret one is made, and shown', async () => {
  const added = await screen('POST', '/webhooks', { url: receiver.url });
  expect(added.body.secret).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  [{}, 'url'],
  [{ url: 'http://a.example' }, 'url'],
  [{ url: 'https://a.example', secret: 5 }, 'secret'],
])('%j is refused', async (form, field) => {
  const refused = await screen('POST', '/webhooks', form);
  expect(refused.status).toBe(422);
  expect(Object.keys(refused.body.errors ?? {})).toEqual([field]);
});

test('a definition without samples is played beside the providers', async () => {
  const acme = defineProvider(
    'acme',
    completeDefinition({
      id: 'acme',
      name: 'Acme',
      signature: { algorithm: 'hmac-sha256', header: 'x-acme', encoding: 'hex' },
      body: { each: 'items' },
      eventType: 'type',
    }),
  );
  const emulator = await startEmulator({ more: [acme], allowLoopback: true });
  try {
    const call = caller(`${emulator.url}/screens/acme`);
    await call('POST', '/webhooks', { url: receiver.url, secret: 'S' });
    const before = receiver.posts.length;
    const [delivery] = emulator.fire('acme', 'sale');
    expect((await delivery?.done)?.status).toBe('delivered');
    const sent = receiver.posts[before];
    expect(JSON.parse(String(sent?.body))).toEqual({ items: [{ type: 'sale' }] });
    expect(sent?.headers['x-acme']).toBe(hmacHex('S', sent?.body ?? Buffer.of()));
    expect(() => emulator.hooks('zeta')).toThrow(RangeError);
  } finally {
    await emulator.close();
  }
});
