import { COMMON_FIELDS, PROVIDERS } from '@signal-hooks/catalogue';
import { optional } from './call.ts';
import type { Client } from './client.ts';
import { listProviders, type Provider } from './generated/operations.ts';

/** What a form for all providers needs to know of the one whose source was chosen. */
export type SourceProvider = Pick<Provider, 'id' | 'event_types' | 'fields'>;

/**
 * The provider of a source, as the gateway knows it: it may be one that the gateway's owner has described.
 * @param sourceId empty: none was chosen
 * @returns null if no source was chosen, or it is gone
 */
export async function providerOfSource(
  send: Client,
  sourceId: string,
): Promise<SourceProvider | null> {
  if (sourceId === '') return null;
  const call = listProviders({ source_id: sourceId }).pick('id', 'event_types', 'fields');
  const found = await send(optional(call, 'source_not_found'));
  return found?.data[0] ?? null;
}

/** A provider's own fields: the common ones are ours, and no evidence is needed for them. */
export const ownFieldsOf = (provider: SourceProvider | null): Provider['fields'] =>
  (provider?.fields ?? []).filter(({ status }) => status !== null);

/** A value of a dropdown, and what is shown for it. */
export type Labelled = readonly [value: string, label: string];

/** What can be filtered by: what all events have, and the provider's own fields. */
export const filterableFields = (provider: SourceProvider | null): readonly Labelled[] =>
  [...COMMON_FIELDS, ...ownFieldsOf(provider)].map(({ key, label }) => [key, label]);

/** The event types of a provider; without one, those of all that are built in. */
export const choosableEventTypes = (provider: SourceProvider | null): readonly Labelled[] =>
  provider === null
    ? Object.values(PROVIDERS).flatMap(({ name, events }) =>
        Object.entries(events).map(([type, { label }]): Labelled => [type, `${name}: ${label}`]),
      )
    : provider.event_types.map(({ type, label }) => [type, label]);
