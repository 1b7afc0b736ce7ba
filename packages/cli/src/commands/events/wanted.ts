import { type FilterField, parseCondition } from '@signal-hooks/catalogue';
import { type Client, type ListEventsQuery, listProviders } from '@signal-hooks/client';
import type { Command } from 'commander';
import type { ApiOptions } from '../../api.ts';
import { readSince } from '../../time.ts';
import { UsageError } from '../../usage-error.ts';
import { collect } from '../data-options.ts';

/** Which events a command is about. */
export interface WantedOptions extends ApiOptions {
  readonly source?: string;
  readonly provider?: string;
  readonly event: readonly string[];
  readonly since?: string;
  readonly where: readonly string[];
}

/** Adds the options that choose events. */
export const addWantedOptions = (command: Command): Command =>
  command
    .option('--source <id>', 'only events of this source')
    .option('--provider <provider>', 'only events of this provider')
    .option('--event <type>', 'only this event type; repeat for more', collect, [])
    .option('--since <time>', 'only events received since then: 30m, 2h, 7d, or ISO 8601')
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
  const { source, provider, event, since, where } = options;
  const fields = where.length === 0 ? [] : await fieldsOf(api, provider);
  const filter = where.map((text) => {
    const parsed = parseCondition(text, fields);
    if (parsed.ok) return parsed.condition;
    throw new UsageError(parsed.message);
  });
  return {
    source_id: source,
    provider,
    event_type: event,
    since: since === undefined ? undefined : readSince(since),
    filter: filter.length === 0 ? undefined : JSON.stringify(filter),
  };
}

/** The fields that the gateway’s events have: those of a provider, or of all. */
async function fieldsOf(api: Client, provider: string | undefined): Promise<FilterField[]> {
  const { data } = await api(listProviders().pick('id', 'fields'));
  const chosen = data.filter(({ id }) => provider === undefined || id === provider);
  return chosen.flatMap(({ fields }) => fields) as FilterField[];
}
