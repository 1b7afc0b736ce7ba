import { listSources as askForSources, getSource } from '@signal-hooks/client';
import {
  type GatewayCore,
  ingestUrl,
  type KnownSource,
  type Rejection,
  type SourceState,
  sourceState,
} from '@signal-hooks/gateway';
import { localApi } from '../api.ts';
import { collectRows, rowsOf } from '../lists.ts';
import { type DataOptions, withGateway } from '../open.ts';
import { bad, print, printTable, strong, tame } from '../terminal.ts';
import type { JsonOptions } from './data-options.ts';

/** More than any gateway has. */
const MOST_LISTED = 1_000_000;

/** How many refusals `source show` prints. */
const SHOWN = 5;

const ALL = { cursor: null, limit: Number.POSITIVE_INFINITY } as const;

/** `signal-hooks source list`: a row a source. */
export async function listSources(options: DataOptions & JsonOptions): Promise<void> {
  await withGateway(options, async (gateway) => {
    if (options.json) {
      const all = rowsOf(localApi(gateway), (page) => askForSources(page), MOST_LISTED);
      print(JSON.stringify(await collectRows(all), null, 2));
      return;
    }
    const { services, config } = gateway;
    const { items } = await services.sources.list({ provider: null }, ALL);
    const sources = items.toReversed();
    if (sources.length === 0) {
      print('There is no source yet: signal-hooks source add siggnal');
      return;
    }
    const rows = await Promise.all(
      sources.map(async (known) => {
        const { id, provider, name, lastEventAt, lastPingAt } = known.source;
        const [refused] = await refusals(gateway, id, 1);
        return [
          id,
          provider,
          tame(name, 30),
          inWords(sourceState(known)),
          timeOf(lastEventAt),
          timeOf(lastPingAt),
          refused === undefined ? 'never' : `${timeOf(refused.at)} ${refused.code}`,
          ingestUrl(config.publicUrl ?? '', id),
        ];
      }),
    );
    const heads = ['id', 'provider', 'name', 'state', 'last event', 'last test', 'last refused'];
    printTable([[...heads, 'ingest URL'].map(strong), ...rows]);
    for (const known of sources) {
      if (!('problem' in known)) continue;
      const { source, problem } = known;
      print(bad(`${source.id} (${tame(source.name)}) takes no requests. ${tame(problem, 400)}`));
    }
  });
}

/** `signal-hooks source show <id>`: what came, and what was refused and why. */
export async function showSource(id: string, options: DataOptions & JsonOptions): Promise<void> {
  await withGateway(options, async (gateway) => {
    if (options.json) {
      print(JSON.stringify(await localApi(gateway)(getSource(id)), null, 2));
      return;
    }
    const { services, config } = gateway;
    const known = await services.sources.get(id);
    const { source } = known;
    print(`${strong(source.id)}  ${source.provider}  ${tame(source.name)}`);
    if ('problem' in known) print(bad(`  It takes no requests. ${tame(known.problem, 400)}`));
    print(`  state       ${stateAndNextStep(known)}`);
    print(`  ingest URL  ${ingestUrl(config.publicUrl ?? '', source.id)}`);
    print(`  last event  ${timeOf(source.lastEventAt)}`);
    print(`  last test   ${timeOf(source.lastPingAt)}`);
    const refused = await refusals(gateway, id, SHOWN);
    print(`  ${refused.length === 0 ? 'No request was refused.' : 'Refused, the latest first:'}`);
    for (const { at, code, explanation } of refused) {
      print(`    ${timeOf(at)}  ${code}: ${tame(explanation, 500)}`);
    }
  });
}

async function refusals(
  { store }: GatewayCore,
  sourceId: string,
  limit: number,
): Promise<readonly Rejection[]> {
  return (await store.accounts.listRejections(sourceId, { cursor: null, limit })).items;
}

const inWords = (state: SourceState): string => state.replaceAll('_', ' ');

/** A source's state, and the command that gives it what it lacks. */
function stateAndNextStep(known: KnownSource): string {
  const state = sourceState(known);
  const { id } = known.source;
  if (state === 'waiting_for_secret') {
    const hasKey = 'provider' in known && known.provider?.signature.isSymmetric === false;
    const what = hasKey ? 'waiting for public key' : inWords(state);
    return `${what}: signal-hooks source secret ${id}${hasKey ? ' --key <file>' : ''}`;
  }
  if (state === 'waiting_for_registration') {
    return `${inWords(state)}: signal-hooks source register ${id} --set …`;
  }
  return inWords(state);
}

const timeOf = (at: number | null): string =>
  at === null ? 'never' : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
