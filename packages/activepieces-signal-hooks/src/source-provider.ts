import { textOf } from '@signal-hooks/catalogue';
import {
  choosableEventTypes,
  filterableFields,
  type Labelled,
  providerOfSource,
  type SourceProvider,
} from '@signal-hooks/client';
import type { Choice, FormValues } from './choices.ts';
import type { Gateway } from './gateway.ts';

/** A dropdown whose list depends on the source that the form has chosen. */
const choicesBySource =
  (list: (provider: SourceProvider | null) => readonly Labelled[]) =>
  async (gateway: Gateway, { source_id }: FormValues): Promise<Choice[]> =>
    list(await providerOfSource(gateway.send, textOf(source_id))).map(([value, label]) => ({
      value,
      label,
    }));

/** What can be filtered by: what all events have, and the chosen source's own fields. */
export const fieldChoices = choicesBySource(filterableFields);

/** The event types of the chosen source; without one, those of the providers that are built in. */
export const eventTypeChoices = choicesBySource(choosableEventTypes);
