import {
  PROVIDERS,
  type Provider,
  type ProviderId,
  panelFilters,
  panelRows,
  recordFields,
} from '@signal-hooks/catalogue';
import {
  eventsFilter,
  type ItemFilter,
  minimumFilter,
  priorityFilter,
  textsFilter,
} from './filters.ts';
import { enteredCredentials, receiveFrom, registeredCredentials } from './provider.ts';
import { registrationOf } from './provider-registration.ts';
import type { Trigger } from './trigger.ts';

/** A trigger that verifies the provider's own signature. */
function triggerOf(provider: Provider): Trigger {
  const { id, name, registration } = provider;
  const isRegistered = registration.api !== null;
  return {
    id,
    name,
    receive: receiveFrom(provider),
    ...(isRegistered && { registration: registrationOf(provider) }),
    credentials: isRegistered ? registeredCredentials : enteredCredentials(provider),
    filters: filtersOf(provider),
    rows: panelRows(provider),
  };
}

/** What is asked of a field, by its type; of any other: to be one of some texts. */
const FILTERS: Readonly<Record<string, typeof textsFilter>> = {
  priority: priorityFilter,
  number: minimumFilter,
  integer: minimumFilter,
};

/** What the node itself picks, because the provider sends it in any case. */
function filtersOf(provider: Provider): ItemFilter[] {
  const { events, registration } = provider;
  const types = new Map(recordFields(provider).map(({ key, type }) => [key, type]));
  const isPicked = !registration.hasChoiceOfEvents && Object.keys(events).length > 1;
  const conditions = panelFilters(provider).map(({ parameter, field }) => {
    const filter = FILTERS[types.get(field) ?? 'string'] ?? textsFilter;
    return filter(`filters.${parameter}`, field);
  });
  return [...(isPicked ? [eventsFilter('events')] : []), ...conditions];
}

/** The trigger of each provider, by its id: everything follows from the definition. */
export const triggers: Readonly<Record<ProviderId, Trigger>> = Object.fromEntries(
  Object.values(PROVIDERS).map((provider) => [provider.id, triggerOf(provider)]),
) as Record<ProviderId, Trigger>;
