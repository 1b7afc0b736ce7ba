import type { Bundle, Search, ZObject } from 'zapier-platform-core';
import { latestEvents } from '../core/events.ts';
import { callGateway } from '../core/gateway.ts';
import { guarded } from '../core/guard.ts';
import { type Item, outputFields, sampleItem, toItem } from '../core/record.ts';

export const findEvent: Search = {
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
        choices: {
          company_name: 'Company Name',
          company_tax_id: 'Company Tax ID',
          company_domain: 'Company Domain',
          contact_email: 'Contact Email',
          subject_id: 'Subject ID',
        },
        helpText: 'The latest event of which this field is the value below is found.',
      },
      {
        key: 'value',
        label: 'Value',
        type: 'string',
        helpText: 'Needed together with the field above, unless an event ID is given.',
      },
    ],
    perform: guarded(find),
    sample: sampleItem(null),
    outputFields: outputFields(null),
  },
};

async function find(z: ZObject, bundle: Bundle): Promise<Item[]> {
  const {
    event_id: eventId,
    field,
    value,
  } = bundle.inputData as Record<string, string | undefined>;
  if (eventId?.trim()) {
    const path = `events/${encodeURIComponent(eventId.trim())}`;
    const event = await callGateway(z, bundle, { path, tolerate: [404] });
    return event === null ? [] : [toItem(event.record, null)];
  }
  if (!field || !value) {
    throw new z.errors.Error(
      'Give an event ID, or both a field and a value.',
      'InvalidSearch',
      400,
    );
  }
  const filter = JSON.stringify([{ field, op: 'eq', value }]);
  const records = await latestEvents(z, bundle, 1, { filter });
  return records.map((record) => toItem(record, null));
}
