import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Client,
  type GatewayEvent,
  type ListEventsQuery,
  listEvents,
} from '@signal-hooks/client';
import { withApi } from '../../api.ts';
import { collectRows, rowsOf } from '../../lists.ts';
import { untilStopped } from '../../stop.ts';
import { print } from '../../terminal.ts';
import { rowOf } from './list.ts';
import { type WantedOptions, wantedBy } from './wanted.ts';

const EVERY_MS = 1000;
/** Events of one look; more than that came in a second are left to `events list`. */
const MOST = 1000;

/** `signal-hooks events tail`: each event as it comes, until Ctrl-C. */
export async function tailEvents(options: WantedOptions): Promise<void> {
  await withApi(options, async (api) => {
    const query = await wantedBy(api, options);
    let isOver = false;
    const stopped = untilStopped().then(() => {
      isOver = true;
    });
    let since = query.since ?? new Date().toISOString();
    let seen = new Set<string>();
    while (!isOver) {
      const events = await eventsSince(api, { ...query, since });
      for (const event of events.toReversed().filter(({ id }) => !seen.has(id))) {
        print(options.json ? JSON.stringify(event) : rowOf(event).join('  ').trimEnd());
      }
      // Several may have come within one millisecond, some of them only now.
      since = events[0]?.received_at ?? since;
      seen = new Set([...events.map(({ id }) => id), ...(events.length === 0 ? seen : [])]);
      await Promise.race([sleep(EVERY_MS), stopped]);
    }
  });
}

/** Newest first. */
const eventsSince = (api: Client, query: ListEventsQuery): Promise<GatewayEvent[]> =>
  collectRows(rowsOf(api, (page) => listEvents({ ...query, ...page }), MOST));
