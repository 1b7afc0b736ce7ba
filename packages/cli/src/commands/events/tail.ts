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
import { NewEvents } from './new-events.ts';
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
    const fresh = new NewEvents(query.since);
    const look = async (most: number): Promise<readonly GatewayEvent[]> => {
      const since = fresh.since === undefined ? {} : { since: fresh.since };
      return fresh.take(await newestOf(api, { ...query, ...since }, most));
    };
    if (query.since === undefined) {
      // What is there already: the newest one says from when on to look.
      await look(1);
      await look(MOST);
    }
    while (!isOver) {
      for (const event of await look(MOST)) {
        print(options.json ? JSON.stringify(event) : rowOf(event).join('  ').trimEnd());
      }
      await Promise.race([sleep(EVERY_MS), stopped]);
    }
  });
}

/** Newest first. */
const newestOf = (api: Client, query: ListEventsQuery, most: number): Promise<GatewayEvent[]> =>
  collectRows(rowsOf(api, (page) => listEvents({ ...query, ...page }), most));
