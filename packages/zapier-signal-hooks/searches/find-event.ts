import { LOOKUPS, textOf } from '@signal-hooks/catalogue';
import { getEvent, optional } from '@signal-hooks/client';
import { type Bundle, defineSearch, type Search, type ZObject } from 'zapier-platform-core';
import { latestEvents } from '../core/events.ts';
import type { Gateway } from '../core/gateway.ts';
import { guarded } from '../core/guard.ts';
import { type Item, outputFields, sampleItem, toItem } from '../core/record.ts';

export const findEvent: Search = defineSearch({
  key: 'find_event',
  noun: 'Event',
  display: {
    label: 'Find Event',
    description:
      'Finds an event of the gateway by its ID, or the latest one about a company or person.',
  },
  operation: {
    inputFields: [
      {
        key: 'event_id',
        label: 'Event ID',
        type: 'string',
        helpText: 'If you know it; it begins with `evt_`.',
      },
      {
        key: 'field',
        label: 'Or Look In',
        type: 'string',
        choices: Object.fromEntries([...LOOKUPS].map(([key, { label }]) => [key, label])),
        helpText:
          'The latest event of which this field is the value below is found, whatever the case of its letters. Contact Email looks at all contacts of an event.',
      },
      {
        key: 'value',
        label: 'Value',
        type: 'string',
        helpText: 'Needed together with the field above, unless an event ID is given.',
      },
    ],
    perform: guarded(find),
    sample: sampleItem({ provider: null, kind: null }),
    outputFields: outputFields(null),
  },
});

async function find(z: ZObject, { inputData }: Bundle, gateway: Gateway): Promise<Item[]> {
  const eventId = textOf(inputData.event_id);
  if (eventId !== '') {
    const call = optional(getEvent(eventId).pick('record.event_id'), 'event_not_found');
    const event = await gateway.call(call);
    return event === null ? [] : [toItem(event.record, null)];
  }
  const lookup = LOOKUPS.get(textOf(inputData.field));
  const value = lookup?.clean(inputData.value) ?? '';
  if (lookup === undefined || value === '') {
    throw new z.errors.Error(
      'Give an event ID, or both a field and a value.',
      'InvalidSearch',
      400,
    );
  }
  const records = await latestEvents(gateway, {
    limit: 1,
    query: { filter: JSON.stringify([{ field: lookup.searched, op: 'contains', value }]) },
    conditionLabels: ['Value'],
    fits: (record) => lookup.cells(record).some((cell) => lookup.clean(cell) === value),
  });
  return records.map((record) => toItem(record, null));
}
