import { type ScalarType, textOf } from '@signal-hooks/catalogue';
import {
  choosableEventTypes,
  filterableFields,
  type Labelled,
  ownFieldsOf,
  providerOfSource,
  type SourceProvider,
} from '@signal-hooks/client';
import type { Bundle, OutputFields, ZObject } from 'zapier-platform-core';
import type { Gateway } from './gateway.ts';
import { scalarField } from './record.ts';
import type { Choices } from './sources.ts';

/** The provider of the source that a form has chosen. */
const chosenProvider = ({ inputData }: Bundle, gateway: Gateway): Promise<SourceProvider | null> =>
  providerOfSource(gateway.send, textOf(inputData.source_id));

/** The fields that only the chosen source's events have. */
export async function sourceFields(
  _z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
): Promise<OutputFields> {
  return ownFieldsOf(await chosenProvider(bundle, gateway)).flatMap(
    ({ key, label, type, items }) =>
      items === null
        ? [scalarField(key, label, type as ScalarType)]
        : items.map((item) =>
            scalarField(`${key}[]${item.key}`, `${label} ${item.label}`, item.type as ScalarType),
          ),
  );
}

/** A dropdown whose list depends on the source that the form has chosen. */
const choicesBySource =
  (list: (provider: SourceProvider | null) => readonly Labelled[]) =>
  async (_z: ZObject, bundle: Bundle, gateway: Gateway): Promise<Choices> => ({
    results: list(await chosenProvider(bundle, gateway)).map(([id, label]) => ({ id, label })),
    paging_token: null,
  });

/** What can be filtered by: what all events have, and the chosen source's own fields. */
export const fieldChoices = choicesBySource(filterableFields);

/** The event types of the chosen source; without one, those of the providers that are built in. */
export const eventTypeChoices = choicesBySource(choosableEventTypes);
