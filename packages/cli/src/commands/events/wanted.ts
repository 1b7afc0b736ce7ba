import type { Client, ListEventsQuery } from '@signal-hooks/client';
import { type Command, Option } from 'commander';
import type { ApiOptions } from '../../api.ts';
import { readSince } from '../../time.ts';
import { conditionsOf } from '../conditions.ts';
import { collect } from '../data-options.ts';

const STATES = ['pending', 'delivered', 'failed', 'never_sent'] as const;

/** Which events a command is about. */
export interface WantedOptions extends ApiOptions {
  readonly source?: string;
  readonly provider?: string;
  readonly event: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly state?: (typeof STATES)[number];
  readonly text?: string;
  readonly where: readonly string[];
}

/** Adds the options that choose events. */
export const addWantedOptions = (command: Command): Command =>
  command
    .option('--source <id>', 'only events of this source')
    .option('--provider <provider>', 'only events of this provider')
    .option('--event <type>', 'only this event type; repeat for more', collect, [])
    .option('--since <time>', 'only events received since then: 30m, 2h, 7d, or ISO 8601')
    .option('--until <time>', 'only events received before then')
    .addOption(
      new Option(
        '--state <state>',
        'only events with such a delivery; never_sent: without any',
      ).choices(STATES),
    )
    .option('--text <text>', 'only events with this text in any field, or in the payload')
    .option(
      '--where <condition>',
      "only if a field fits, such as 'priority>=high'; repeat for more",
      collect,
      [],
    );

/**
 * What the options ask for.
 * @throws {UsageError} for what is no condition or no time
 */
export async function wantedBy(api: Client, options: WantedOptions): Promise<ListEventsQuery> {
  const { source, provider, event, since, until, state, text, where } = options;
  const filter = await conditionsOf(api, where, provider);
  return {
    source_id: source,
    provider,
    event_type: event,
    since: since === undefined ? undefined : readSince(since),
    until: until === undefined ? undefined : readSince(until),
    state,
    q: text,
    filter: filter.length === 0 ? undefined : JSON.stringify(filter),
  };
}
