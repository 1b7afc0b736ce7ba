import { textOf } from '@signal-hooks/catalogue';
import { type Chosen, queryOf } from '@signal-hooks/client';
import { type Bundle, defineSearch, type Search, type ZObject } from 'zapier-platform-core';
import { latestEvents } from '../core/events.ts';
import type { Gateway } from '../core/gateway.ts';
import { guarded } from '../core/guard.ts';
import { eventFields, wantedBy } from '../core/input.ts';
import { momentOf } from '../core/moments.ts';
import { type Item, itemFor, outputFields, sampleItem } from '../core/record.ts';
import { sourceFields } from '../core/source-provider.ts';

const EVERY: Chosen = { provider: null, kind: null };

const DEFAULT_MOST = 25;
/** So many come in one page of the gateway. */
const LARGEST_MOST = 100;

/** @throws a Zapier error that says what to enter */
function mostOf(z: ZObject, typed: unknown): number {
  const most = Number(textOf(typed) || DEFAULT_MOST);
  if (Number.isInteger(most) && most > 0 && most <= LARGEST_MOST) return most;
  throw new z.errors.Error(
    `Most Events must be a whole number from 1 to ${LARGEST_MOST}.`,
    'InvalidSearch',
    400,
  );
}

/** Newest first, one item each: Zapier takes the first, or makes line items of all. */
async function find(z: ZObject, bundle: Bundle, gateway: Gateway): Promise<Item[]> {
  const { inputData } = bundle;
  const limit = mostOf(z, inputData.most_events);
  const since = momentOf(z, inputData.since, 'Received Since');
  const until = momentOf(z, inputData.until, 'Received Before');
  const wanted = await wantedBy(z, bundle, gateway, EVERY);
  const records = await latestEvents(gateway, {
    limit,
    query: { ...queryOf(wanted), since, until, q: textOf(inputData.words) || undefined },
    conditionLabels: wanted.conditionLabels,
  });
  return records.map((record) => itemFor(bundle, record, null));
}

export const findEvents: Search = defineSearch({
  key: 'find_events',
  noun: 'Event',
  display: {
    label: 'Find Events',
    description: 'Finds the latest events of the gateway that fit, newest first.',
  },
  operation: {
    inputFields: [
      ...eventFields(EVERY),
      {
        key: 'words',
        label: 'Text',
        type: 'string',
        helpText: 'Only events with this text anywhere in them, whatever its case.',
      },
      {
        key: 'since',
        label: 'Received Since',
        type: 'datetime',
        helpText: 'When the gateway received the oldest of them.',
      },
      {
        key: 'until',
        label: 'Received Before',
        type: 'datetime',
        helpText: 'Leave it empty for all until now.',
      },
      {
        key: 'most_events',
        label: 'Most Events',
        type: 'integer',
        default: String(DEFAULT_MOST),
        helpText: `Up to ${LARGEST_MOST}. To use more than the first, choose in this step that several results come as line items.`,
      },
    ],
    perform: guarded(find),
    sample: sampleItem(EVERY),
    outputFields: [...outputFields(null), guarded(sourceFields)],
  },
});
