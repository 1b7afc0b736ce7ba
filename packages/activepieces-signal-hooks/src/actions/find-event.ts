import { createAction, Property } from '@activepieces/pieces-framework';
import { LOOKUPS, textOf } from '@signal-hooks/catalogue';
import { getEvent, optional } from '@signal-hooks/client';
import { auth } from '../auth.ts';
import type { FormValues } from '../choices.ts';
import { EVERY } from '../event-form.ts';
import { Gateway } from '../gateway.ts';
import { type Item, latestItems, toItem } from '../item.ts';

export const findEvent = createAction({
  auth,
  name: 'find_event',
  displayName: 'Find Event',
  description:
    'Finds an event of the gateway by its ID, or the latest one about a company or person.',
  props: {
    event_id: Property.ShortText({
      displayName: 'Event ID',
      description: 'If you know it; it begins with evt_.',
      required: false,
    }),
    field: Property.StaticDropdown({
      displayName: 'Or Look In',
      description:
        'The latest event of which this field is the value below is found, whatever the case of its letters. Contact Email looks at all contacts of an event.',
      required: false,
      options: {
        options: [...LOOKUPS].map(([value, { label }]) => ({ value, label })),
      },
    }),
    value: Property.ShortText({
      displayName: 'Value',
      description: 'Needed together with the field above, unless an event ID is given.',
      required: false,
    }),
  },
  run: async ({ auth: { props }, propsValue }) => {
    const event = await find(new Gateway(props), propsValue);
    return { found: event !== null, event };
  },
});

async function find(gateway: Gateway, form: FormValues): Promise<Item | null> {
  const eventId = textOf(form.event_id);
  if (eventId !== '') {
    const call = optional(getEvent(eventId).pick('record.event_id'), 'event_not_found');
    const event = await gateway.call(call);
    return event === null ? null : toItem(event.record as unknown as Item, null);
  }
  const lookup = LOOKUPS.get(textOf(form.field));
  const value = lookup?.clean(form.value) ?? '';
  if (lookup === undefined || value === '') {
    throw new Error('Give an event ID, or both a field and a value.');
  }
  const [latest] = await latestItems(
    gateway,
    EVERY,
    {
      limit: 1,
      query: { filter: JSON.stringify([{ field: lookup.searched, op: 'contains', value }]) },
      fits: (record) => lookup.cells(record).some((cell) => lookup.clean(cell) === value),
    },
    ['Value'],
  );
  return latest ?? null;
}
