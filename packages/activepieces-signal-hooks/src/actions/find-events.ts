import { createAction, Property } from '@activepieces/pieces-framework';
import { textOf } from '@signal-hooks/catalogue';
import { queryOf } from '@signal-hooks/client';
import { auth } from '../auth.ts';
import { EVERY, eventProps, wantedBy } from '../event-form.ts';
import { momentOf } from '../form-values.ts';
import { Gateway } from '../gateway.ts';
import { latestItems } from '../item.ts';

const DEFAULT_MOST = 25;
/** So many come in one page of the gateway. */
const LARGEST_MOST = 100;

export const findEvents = createAction({
  auth,
  name: 'find_events',
  displayName: 'Find Events',
  description: 'Finds the latest events of the gateway that fit, newest first.',
  props: {
    ...eventProps(EVERY),
    words: Property.ShortText({
      displayName: 'Text',
      description: 'Only events with this text anywhere in them, whatever its case.',
      required: false,
    }),
    since: Property.DateTime({
      displayName: 'Received Since',
      description: 'When the gateway received the oldest of them.',
      required: false,
    }),
    until: Property.DateTime({
      displayName: 'Received Before',
      description: 'Leave it empty for all until now.',
      required: false,
    }),
    most_events: Property.Number({
      displayName: 'Most Events',
      description: `Up to ${LARGEST_MOST}.`,
      required: false,
      defaultValue: DEFAULT_MOST,
    }),
  },
  run: async ({ auth: { props }, propsValue: form }) => {
    const gateway = new Gateway(props);
    const limit = mostOf(form.most_events);
    const since = momentOf(form.since, 'Received Since');
    const until = momentOf(form.until, 'Received Before');
    const wanted = await wantedBy(form, gateway, EVERY);
    const query = { ...queryOf(wanted), since, until, q: textOf(form.words) || undefined };
    const events = await latestItems(gateway, EVERY, { limit, query }, wanted.conditionLabels);
    return { count: events.length, events };
  },
});

/** @throws {Error} that says what to enter */
function mostOf(typed: unknown): number {
  const most = Number(textOf(typed) || DEFAULT_MOST);
  if (Number.isInteger(most) && most > 0 && most <= LARGEST_MOST) return most;
  throw new Error(`Most Events must be a whole number from 1 to ${LARGEST_MOST}.`);
}
