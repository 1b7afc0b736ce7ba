import {
  COMMON_FIELDS,
  filterFields,
  type Provider as OurProvider,
  PROVIDERS,
  type ScalarType,
  textOf,
} from '@signal-hooks/catalogue';
import { listProviders, optional, type Provider } from '@signal-hooks/client';
import type { Bundle, OutputFields, ZObject } from 'zapier-platform-core';
import type { Gateway } from './gateway.ts';
import { scalarField } from './record.ts';
import type { Choices } from './sources.ts';

/** What a trigger of every provider needs to know of the one whose source was chosen. */
type SourceProvider = Pick<Provider, 'id' | 'event_types' | 'fields'>;

/** What a condition needs to know of a field. */
interface KnownField {
  readonly label: string;
  readonly type: ScalarType | 'list';
}

/**
 * The provider of the source that a form has chosen, as the gateway knows it: it may be one that the
 * gateway's owner has described.
 * @returns null if no source is chosen, or it is gone
 */
async function providerOfSource(
  gateway: Gateway,
  { inputData }: Bundle,
): Promise<SourceProvider | null> {
  const sourceId = textOf(inputData.source_id);
  if (sourceId === '') return null;
  const call = listProviders({ source_id: sourceId }).pick('id', 'event_types', 'fields');
  const found = await gateway.call(optional(call, 'source_not_found'));
  return found?.data[0] ?? null;
}

/** A provider's own fields: the common ones are ours, and no evidence is needed for them. */
const ownFields = (provider: SourceProvider | null): Provider['fields'] =>
  (provider?.fields ?? []).filter(({ status }) => status !== null);

/** The fields that only the chosen source's events have. */
export async function sourceFields(
  _z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
): Promise<OutputFields> {
  const provider = await providerOfSource(gateway, bundle);
  return ownFields(provider).flatMap(({ key, label, type, items }) =>
    items === null
      ? [scalarField(key, label, type as ScalarType)]
      : items.map((item) =>
          scalarField(`${key}[]${item.key}`, `${label} ${item.label}`, item.type as ScalarType),
        ),
  );
}

const oneOf = (entries: readonly (readonly [id: string, label: string])[]): Choices => ({
  results: entries.map(([id, label]) => ({ id, label })),
  paging_token: null,
});

/** What can be filtered by: what all events have, and the chosen source's own fields. */
export async function fieldChoices(
  _z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
): Promise<Choices> {
  const own = ownFields(await providerOfSource(gateway, bundle));
  return oneOf([...COMMON_FIELDS, ...own].map(({ key, label }) => [key, label] as const));
}

/** The event types of the chosen source; without one, those of the providers that are built in. */
export async function eventTypeChoices(
  _z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
): Promise<Choices> {
  const provider = await providerOfSource(gateway, bundle);
  if (provider !== null) return oneOf(provider.event_types.map(({ type, label }) => [type, label]));
  return oneOf(
    Object.values(PROVIDERS).flatMap(({ name, events }) =>
      Object.entries(events).map(([type, { label }]) => [type, `${name}: ${label}`] as const),
    ),
  );
}

/**
 * The field that a condition names; one that nobody knows counts as text.
 * @param ours the provider that the form is for, if it is for one
 */
export async function fieldNamed(
  field: string,
  bundle: Bundle,
  gateway: Gateway,
  ours: OurProvider | null,
): Promise<KnownField> {
  const known = filterFields(ours).find(({ key }) => key === field);
  if (known !== undefined) return known;
  const own = ownFields(await providerOfSource(gateway, bundle)).find(({ key }) => key === field);
  return own === undefined
    ? { label: field, type: 'string' }
    : { label: own.label, type: own.type as ScalarType | 'list' };
}
