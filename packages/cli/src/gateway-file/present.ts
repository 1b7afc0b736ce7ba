import { ALERTS_ID } from '@signal-hooks/catalogue';
import {
  type AlertChannel,
  type AlertRule,
  ApiError,
  type Client,
  listAlertChannels,
  listAlertRules,
  listProviders,
  listSources,
  listSubscriptions,
  listTokens,
  type Provider,
  type Source,
  type Subscription,
  type Token,
} from '@signal-hooks/client';
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
  readonly alertRules: readonly AlertRule[];
  /** For people: one for programs is a subscription. */
  readonly alertChannels: readonly AlertChannel[];
}

/** What a gateway is asked for besides providers, sources and subscriptions. */
interface Wanted {
  /** Only an admin may see them. */
  readonly tokens: boolean;
  /** Rules and channels, which need a scope of their own. */
  readonly alerts: boolean;
  /** What the caller may not see is left out. */
  readonly asFarAsAllowed?: boolean;
}

/** Asks a gateway for what a file can describe, the oldest first. */
export async function presentOf(api: Client, wanted: Wanted): Promise<Present> {
  const { data: providers } = await api(listProviders());
  const sources = await collectRows(rowsOf(api, (page) => listSources(page), ALL));
  const subscriptions = await collectRows(rowsOf(api, (page) => listSubscriptions(page), ALL));
  // The source of alerts is the gateway's own: it makes it by itself.
  const own = sources.filter(({ provider }) => provider !== ALERTS_ID);
  const ask = async <Row>(
    is: boolean,
    call: () => Promise<{ readonly data: readonly Row[] }>,
  ): Promise<readonly Row[]> => {
    if (!is) return [];
    try {
      return (await call()).data;
    } catch (error) {
      const { cause } = error as Error;
      const isForbidden = cause instanceof ApiError && cause.missingScope !== null;
      if (isForbidden && wanted.asFarAsAllowed) return [];
      throw error;
    }
  };
  const tokens = await ask(wanted.tokens, () => api(listTokens()));
  const alertRules = await ask(wanted.alerts, () => api(listAlertRules()));
  const channels = await ask(wanted.alerts, () => api(listAlertChannels()));
  return {
    ...{ providers, alertRules, tokens: tokens.filter(isUsable) },
    ...{ sources: own.reverse(), subscriptions: subscriptions.reverse() },
    alertChannels: channels.filter(({ kind }) => kind !== 'hook'),
  };
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
