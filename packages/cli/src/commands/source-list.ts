import {
  listSources as askForSources,
  type Client,
  getProvider,
  getSource,
  listRejections,
  type Source,
} from '@signal-hooks/client';
import { type ApiOptions, withApi } from '../api.ts';
import { collectRows, rowsOf } from '../lists.ts';
import { bad, print, printTable, strong, tame } from '../terminal.ts';
import { credentialOf } from './source-provider.ts';

/** How many refusals `source show` prints. */
const SHOWN = 5;

const HEADS = ['id', 'provider', 'name', 'state', 'last event', 'last test', 'last refused'];

/** `signal-hooks source list`: a row a source. */
export async function listSources(options: ApiOptions): Promise<void> {
  await withApi(options, async (api) => {
    const all = await collectRows(rowsOf(api, askForSources, Number.MAX_SAFE_INTEGER));
    if (options.json) {
      print(JSON.stringify(all, null, 2));
      return;
    }
    if (all.length === 0) {
      print('There is no source yet: signal-hooks source add siggnal');
      return;
    }
    const rows: string[][] = [];
    // One after the other: a gateway elsewhere need not answer hundreds at once.
    for (const source of all.toReversed()) rows.push(await rowOf(api, source));
    printTable([[...HEADS, 'ingest URL'].map(strong), ...rows]);
    for (const { id, name, problem } of all.toReversed()) {
      if (problem !== null) {
        print(bad(`${id} (${tame(name)}) takes no requests. ${tame(problem, 400)}`));
      }
    }
  });
}

async function rowOf(api: Client, source: Source): Promise<string[]> {
  const { data } = await api(listRejections(source.id, { limit: 1 }));
  const [refused] = data;
  return [
    source.id,
    source.provider,
    tame(source.name, 30),
    inWords(source.state),
    timeOf(source.last_event_at),
    timeOf(source.last_ping_at),
    refused === undefined ? 'never' : `${timeOf(refused.at)} ${refused.code}`,
    source.ingest_url ?? 'not known',
  ];
}

/** `signal-hooks source show <id>`: what came, and what was refused and why. */
export async function showSource(id: string, options: ApiOptions): Promise<void> {
  await withApi(options, async (api) => {
    const source = await api(getSource(id));
    if (options.json) {
      print(JSON.stringify(source, null, 2));
      return;
    }
    print(`${strong(source.id)}  ${source.provider}  ${tame(source.name)}`);
    if (source.problem !== null) {
      print(bad(`  It takes no requests. ${tame(source.problem, 400)}`));
    }
    print(`  state       ${await stateAndNextStep(api, source)}`);
    print(`  ingest URL  ${source.ingest_url ?? 'not known'}`);
    print(`  last event  ${timeOf(source.last_event_at)}`);
    print(`  last test   ${timeOf(source.last_ping_at)}`);
    const { data: refused } = await api(listRejections(id, { limit: SHOWN }));
    print(`  ${refused.length === 0 ? 'No request was refused.' : 'Refused, the latest first:'}`);
    for (const { at, code, explanation } of refused) {
      print(`    ${timeOf(at)}  ${code}: ${tame(explanation, 500)}`);
    }
  });
}

const inWords = (state: Source['state']): string => state.replaceAll('_', ' ');

/** A source's state, and the command that gives it what it lacks. */
async function stateAndNextStep(api: Client, { id, provider, state }: Source): Promise<string> {
  if (state === 'waiting_for_secret') {
    const hasKey = credentialOf(await api(getProvider(provider))) === 'public key';
    const what = hasKey ? 'waiting for public key' : inWords(state);
    return `${what}: signal-hooks source secret ${id}${hasKey ? ' --key <file>' : ''}`;
  }
  if (state === 'waiting_for_registration') {
    return `${inWords(state)}: signal-hooks source register ${id} --set …`;
  }
  return inWords(state);
}

const timeOf = (at: string | null): string => at?.replace(/\.\d+Z$/, 'Z') ?? 'never';
