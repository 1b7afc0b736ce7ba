import type { Call, Client, Replay, ReplayStart, StartReplayBody } from '@signal-hooks/client';
import { type Command, Option } from 'commander';
import { type ApiOptions, withApi } from '../../api.ts';
import { good, print } from '../../terminal.ts';
import { readSince } from '../../time.ts';
import { UsageError } from '../../usage-error.ts';
import { conditionsOf } from '../conditions.ts';
import { collect } from '../data-options.ts';

const STATES = ['failed', 'delivered', 'never_sent'] as const;
type State = (typeof STATES)[number];

/** What is to be delivered again, or for the first time. */
export interface OrderOptions extends ApiOptions {
  readonly source?: string;
  readonly provider?: string;
  readonly event: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly where: readonly string[];
  readonly state: readonly State[];
  readonly rate?: string;
  readonly dryRun?: boolean;
}

/**
 * Adds the options that choose deliveries.
 * @param usual what is meant without `--state`
 */
export const addOrderOptions = (command: Command, usual: State): Command =>
  command
    .option('--source <id>', 'only events of this source')
    .option('--provider <provider>', 'only events of this provider')
    .option('--event <type>', 'only this event type; repeat for more', collect, [])
    .option('--since <time>', 'only events received since then: 30m, 2h, 7d, or ISO 8601')
    .option('--until <time>', 'only events received before then (default: now)')
    .option(
      '--where <condition>',
      "only if a field fits, such as 'priority>=high'; repeat for more",
      collect,
      [],
    )
    .addOption(
      new Option('--state <states...>', `which deliveries (default: ${usual})`)
        .choices(STATES)
        .default([], usual),
    )
    .option('--rate <number>', 'most deliveries that become due per second')
    .option('--dry-run', 'only count; nothing is delivered');

/**
 * Starts a bulk replay, or counts what it would do, and prints which.
 * @param start makes the call that does either
 */
export async function runOrder(
  options: OrderOptions,
  start: (body: StartReplayBody) => Call<ReplayStart>,
): Promise<void> {
  await withApi(options, async (api) => {
    const body = await bodyOf(api, options);
    if (options.dryRun) await printCount(api, options, (cursor) => start({ ...body, cursor }));
    else printStarted((await api(start(body))).replay, options);
  });
}

async function bodyOf(api: Client, options: OrderOptions): Promise<StartReplayBody> {
  const { source, provider, event, since, until, where, state, rate, dryRun } = options;
  return {
    source_id: source,
    provider,
    event_types: event,
    since: since === undefined ? undefined : readSince(since),
    until: until === undefined ? undefined : readSince(until),
    filter: await conditionsOf(api, where, provider),
    states: state.length === 0 ? undefined : state,
    max_per_second: rate === undefined ? undefined : readRate(rate),
    dry_run: dryRun,
  };
}

function readRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 1000) return rate;
  throw new UsageError(`--rate takes a number above 0 and up to 1000, not "${text}".`);
}

/** One request counts for a second; many make the whole. */
async function printCount(
  api: Client,
  { json }: OrderOptions,
  count: (cursor: string | undefined) => Call<ReplayStart>,
): Promise<void> {
  let [events, deliveries, without] = [0, 0, 0];
  let cursor: string | undefined;
  do {
    const { count: part } = await api(count(cursor));
    events += part?.events ?? 0;
    deliveries += part?.deliveries ?? 0;
    without += part?.without_payload ?? 0;
    cursor = part?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  if (json) print(JSON.stringify({ events, deliveries, without_payload: without }, null, 2));
  else {
    const gone = without === 0 ? '' : ` The payload of ${without} of them is not kept any more.`;
    print(`${deliveries} deliveries would be made, of ${events} events.${gone} Nothing was done.`);
  }
}

function printStarted(replay: Replay | null, { json }: OrderOptions): void {
  if (json) print(JSON.stringify(replay, null, 2));
  else {
    const { id } = replay as Replay;
    print(good(`✔ ${id} has begun; a running gateway works it off`));
    print(`  How far it is: signal-hooks replays show ${id}`);
    print(`  To stop it:    signal-hooks replays cancel ${id}`);
  }
}
