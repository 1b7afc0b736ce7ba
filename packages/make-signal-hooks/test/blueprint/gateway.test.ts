import {
  addSource,
  type Fixture,
  happen,
  startFixture,
  type TestSource,
} from '../app/support/fixture.ts';
import { committed } from './support/committed.ts';
import { openWebhook, type Webhook } from './support/webhook.ts';

let fixture: Fixture;
let sales: TestSource;
let webhook: Webhook;

beforeAll(async () => {
  fixture = await startFixture();
  sales = await addSource(fixture, 'siggnal', 'Sales');
});
afterEach(() => webhook?.close());
afterAll(() => fixture?.close());

/** Imports a blueprint and subscribes its address, as the guide says. @returns the secret */
async function subscribe(slug: string): Promise<string> {
  webhook = await openWebhook(committed(slug));
  const { secret } = await fixture.gateway.services.subscriptions.create({
    targetUrl: webhook.url,
    format: 'flat',
  });
  return secret;
}

const seen = () =>
  webhook.outcomes.map(({ answers, effects }) => [
    ...answers,
    ...effects.map(({ fields }) => (fields.values as { readonly [column: string]: unknown })['0']),
  ]);

/** The delivery of an event, once the gateway has noted that it was made. */
async function delivered(eventId: string): Promise<string> {
  const query = { subscriptionId: null, eventId, status: 'delivered' as const };
  for (;;) {
    const page = { limit: 1, cursor: null };
    const [delivery] = (await fixture.gateway.services.deliveries.list(query, page)).items;
    if (delivery) return delivery.id;
    await new Promise(setImmediate);
  }
}

test('what the gateway delivers is genuine: one row, and none for a replay', async () => {
  const secret = await subscribe('all-providers-google-sheets');
  webhook.paste(secret);
  const event = await happen(fixture, sales);
  await webhook.came(1);
  expect(seen()).toEqual([[200, event]]);

  await fixture.gateway.services.deliveries.replay(await delivered(event));
  await webhook.came(2);
  expect(seen()).toEqual([[200, event], [200]]);
});

test('as it is imported, or with another secret, a scenario refuses the gateway', async () => {
  await subscribe('all-providers-google-sheets');
  await happen(fixture, sales);
  await webhook.came(1);
  webhook.paste('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX');
  await webhook.came(webhook.count() + 1);
  expect(seen()[0]).toEqual([401]);
  expect(seen().at(-1)).toEqual([401]);
});
