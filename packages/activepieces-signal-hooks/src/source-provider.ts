import {
  COMMON_FIELDS,
  filterFields,
  PROVIDERS,
  type Provider,
  textOf,
} from '@signal-hooks/catalogue';
import { listProviders, optional, type Provider as ProviderRow } from '@signal-hooks/client';
import type { Choice, FormValues } from './choices.ts';
import type { Gateway } from './gateway.ts';

/** What a trigger of every provider needs to know of the one whose source was chosen. */
type SourceProvider = Pick<ProviderRow, 'id' | 'event_types' | 'fields'>;

/** A field that a condition names. */
type KnownField = Pick<ReturnType<typeof filterFields>[number], 'label' | 'type'>;

/**
 * The provider of the source that a form has chosen, as the gateway knows it: it may be one that the
 * gateway's owner has described.
 * @returns null if no source is chosen, or it is gone
 */
async function providerOfSource(
  gateway: Gateway,
  { source_id }: FormValues,
): Promise<SourceProvider | null> {
  const sourceId = textOf(source_id);
  if (sourceId === '') return null;
  const call = listProviders({ source_id: sourceId }).pick('id', 'event_types', 'fields');
  const found = await gateway.call(optional(call, 'source_not_found'));
  return found?.data[0] ?? null;
}

/** A provider's own fields: the common ones are ours, and no evidence is needed for them. */
const ownFields = (provider: SourceProvider | null): ProviderRow['fields'] =>
  (provider?.fields ?? []).filter(({ status }) => status !== null);

/** What can be filtered by: what all events have, and the chosen source's own fields. */
export async function fieldChoices(gateway: Gateway, form: FormValues): Promise<Choice[]> {
  const own = ownFields(await providerOfSource(gateway, form));
  return [...COMMON_FIELDS, ...own].map(({ key, label }) => ({ value: key, label }));
}

/** The event types of the chosen source; without one, those of the providers that are built in. */
export async function eventTypeChoices(gateway: Gateway, form: FormValues): Promise<Choice[]> {
  const provider = await providerOfSource(gateway, form);
  if (provider !== null) {
    return provider.event_types.map(({ type, label }) => ({ value: type, label }));
  }
  return Object.values(PROVIDERS).flatMap(({ name, events }) =>
    Object.entries(events).map(([type, { label }]) => ({
      value: type,
      label: `${name}: ${label}`,
    })),
  );
}

/** The field that a condition names; one that nobody knows counts as text. */
export async function fieldNamed(
  key: string,
  gateway: Gateway,
  form: FormValues,
  provider: Provider | null,
): Promise<KnownField> {
  const known = filterFields(provider).find((field) => field.key === key);
  if (known !== undefined) return known;
  const own = ownFields(await providerOfSource(gateway, form)).find((field) => field.key === key);
  return { label: own?.label ?? key, type: (own?.type ?? 'string') as KnownField['type'] };
}
