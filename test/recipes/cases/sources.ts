import type { ProviderId, SampleObject } from '@signal-hooks/catalogue';
import { fireAt } from '../../n8n/emulator-actions.ts';
import { addSource } from '../../support/sources.ts';
import type { Fixture } from '../fixture.ts';
import type { PublishedRecipe } from '../published-recipe.ts';

/** Something happens at a provider, and the gateway takes it for all that have subscribed. */
export async function happen(
  fixture: Fixture,
  provider: ProviderId,
  eventType: string,
  payload: SampleObject,
): Promise<void> {
  const { api, emulator } = fixture;
  const url =
    (await ingestUrlOf(fixture, provider)) ?? (await addSource(api, emulator, provider)).ingestUrl;
  const { attempts } = await fireAt(fixture, provider, url, eventType, { payload });
  expect(attempts.map(({ status }) => status)).toEqual([200]);
}

/** The gateway brings the latest events to a recipe once more. @param count how many */
export async function bringAgain(
  fixture: Fixture,
  published: PublishedRecipe,
  count: number,
): Promise<void> {
  const all = await deliveriesTo(fixture, published);
  for (const { id } of all.slice(0, count)) {
    expect((await fixture.api.post(`/v1/deliveries/${id}/replay`, {})).status).toBe(200);
  }
}

/** What the gateway has brought to a recipe or is about to bring, newest first. */
export async function deliveriesTo(
  fixture: Fixture,
  { slug, url }: PublishedRecipe,
): Promise<readonly { readonly id: string; readonly event_id: string }[]> {
  const rows = await subscriptionsAt(fixture, url);
  if (rows[0] === undefined) throw new Error(`${slug} has not subscribed`);
  return fixture.api.all(`/v1/deliveries?subscription_id=${rows[0].id}`);
}

/** The subscriptions of a recipe at the gateway. */
export async function subscriptionsAt(fixture: Fixture, url: string): Promise<{ id: string }[]> {
  const rows = await fixture.api.all<{ id: string; target_url: string }>('/v1/subscriptions');
  return rows.filter((row) => row.target_url === url);
}

/** Where a provider sends to; undefined until it is connected. */
async function ingestUrlOf({ api }: Fixture, provider: ProviderId): Promise<string | undefined> {
  const rows = await api.all<{ ingest_url: string }>(`/v1/sources?provider=${provider}`);
  return rows[0]?.ingest_url;
}
