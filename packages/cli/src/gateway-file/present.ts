import {
  type Client,
  listProviders,
  listSources,
  listSubscriptions,
  listTokens,
  type Provider,
  type Source,
  type Subscription,
  type Token,
} from '@signal-hooks/client';
import { ALERTS_ID } from '@signal-hooks/gateway';
import { collectRows, rowsOf } from '../lists.ts';
import type { Problem } from './read.ts';
import { isUsable } from './tokens.ts';

/** More than any gateway has. */
const ALL = 1_000_000;

/** What a gateway has. */
export interface Present {
  readonly providers: readonly Provider[];
  readonly sources: readonly Source[];
  readonly subscriptions: readonly Subscription[];
  /** Those that are of any use. */
  readonly tokens: readonly Token[];
}

/**
 * Asks a gateway for everything that a file can describe, the oldest first.
 * @param withTokens only an admin may see them
 */
export async function presentOf(api: Client, withTokens: boolean): Promise<Present> {
  const { data: providers } = await api(listProviders());
  const sources = await collectRows(rowsOf(api, (page) => listSources(page), ALL));
  const subscriptions = await collectRows(rowsOf(api, (page) => listSubscriptions(page), ALL));
  // The source of alerts is the gateway's own: it makes it by itself.
  const own = sources.filter(({ provider }) => provider !== ALERTS_ID);
  const tokens = withTokens ? (await api(listTokens())).data.filter(isUsable) : [];
  return { tokens, providers, sources: own.reverse(), subscriptions: subscriptions.reverse() };
}

/**
 * Finds the one that an entry means: by its id if it gives one, else by its name.
 * @param planning gets what is not clear, and what was found
 */
export function findPresent<Row extends { readonly id: string; readonly name: string }>(
  rows: readonly Row[],
  { id, name }: { readonly id?: string; readonly name: string },
  path: string,
  { problems, used }: { readonly problems: Problem[]; readonly used: Set<string> },
): Row | undefined {
  if (id !== undefined) {
    const row = rows.find((each) => each.id === id);
    if (row === undefined) {
      const message = 'The gateway has none with this id. Leave the id out to add one.';
      problems.push({ path: `${path}.id`, message });
    }
    return once(row);
  }
  const found = rows.filter((each) => each.name === name);
  if (found.length > 1) {
    const ids = found.map((row) => row.id).join(', ');
    const message = `The gateway has ${found.length} with this name: ${ids}. Say with id: which one is meant.`;
    problems.push({ path: `${path}.name`, message });
  }
  return once(found[0]);

  function once(row: Row | undefined): Row | undefined {
    if (row === undefined) return undefined;
    if (used.has(row.id)) {
      problems.push({ path, message: `Another entry of the file is ${row.id} already.` });
    }
    used.add(row.id);
    return row;
  }
}
