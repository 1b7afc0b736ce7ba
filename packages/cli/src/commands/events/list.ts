import { type GatewayEvent, listEvents } from '@signal-hooks/client';
import { withApi } from '../../api.ts';
import { collectRows, readLimit, rowsOf } from '../../lists.ts';
import { print, printTable, strong, tame } from '../../terminal.ts';
import { shortTime } from '../../time.ts';
import { type WantedOptions, wantedBy } from './wanted.ts';

/** Options of {@link printEvents}. */
export interface ListOptions extends WantedOptions {
  readonly limit: string;
}

/** `signal-hooks events list`: the latest events, the newest first. */
export async function printEvents(options: ListOptions): Promise<void> {
  const limit = readLimit(options.limit);
  const events = await withApi(options, async (api) => {
    const query = await wantedBy(api, options);
    return collectRows(rowsOf(api, (page) => listEvents({ ...query, ...page }), limit));
  });
  if (options.json) print(JSON.stringify(events, null, 2));
  else if (events.length === 0) print('No event fits.');
  else printTable([HEADS.map(strong), ...events.map(rowOf)]);
}

const HEADS: readonly string[] = ['id', 'received', 'provider', 'event type', 'priority', 'title'];

/** An event as a row of a table. */
export const rowOf = ({
  id,
  received_at,
  provider,
  event_type,
  payload_gone,
  record,
}: GatewayEvent): string[] => [
  id,
  shortTime(received_at),
  tame(provider, 40),
  tame(event_type, 40),
  record.priority ?? '',
  payload_gone === null ? tame(record.title ?? '', 60) : `(payload ${payload_gone})`,
];
