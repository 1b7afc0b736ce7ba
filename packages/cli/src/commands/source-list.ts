import { type GatewayCore, ingestUrl, type Rejection } from '@signal-hooks/gateway';
import { type DataOptions, withGateway } from '../open.ts';
import { bad, print, printTable, strong, tame } from '../terminal.ts';

/** How many refusals `source show` prints. */
const SHOWN = 5;

/** `signal-hooks source list`: a row a source. */
export async function listSources(options: DataOptions): Promise<void> {
  await withGateway(options, async (gateway) => {
    const { directory, store, config } = gateway;
    const sources = await store.listSources();
    if (sources.length === 0) {
      print('There is no source yet: signal-hooks source add siggnal');
      return;
    }
    const rows = await Promise.all(
      sources.map(async ({ id, provider, name, lastEventAt, lastPingAt }) => {
        const [refused] = await refusals(gateway, id, 1);
        return [
          id,
          provider,
          tame(name, 30),
          timeOf(lastEventAt),
          timeOf(lastPingAt),
          refused === undefined ? 'never' : `${timeOf(refused.at)} ${refused.code}`,
          ingestUrl(config.publicUrl ?? '', id),
        ];
      }),
    );
    const heads = ['id', 'provider', 'name', 'last event', 'last test', 'last refused'];
    printTable([[...heads, 'ingest URL'].map(strong), ...rows]);
    for (const { source, problem } of directory.unusableSources()) {
      print(bad(`${source.id} (${tame(source.name)}) takes no requests. ${tame(problem, 400)}`));
    }
  });
}

/** `signal-hooks source show <id>`: what came, and what was refused and why. */
export async function showSource(id: string, options: DataOptions): Promise<void> {
  await withGateway(options, async (gateway) => {
    const { services, config } = gateway;
    const known = await services.sources.get(id);
    const { source } = known;
    print(`${strong(source.id)}  ${source.provider}  ${tame(source.name)}`);
    if ('problem' in known) print(bad(`  It takes no requests. ${tame(known.problem, 400)}`));
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
  return (await store.listRejections(sourceId, { cursor: null, limit })).items;
}

const timeOf = (at: number | null): string =>
  at === null ? 'never' : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
