import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from './catalogue.ts';
import { type LoadResult, load } from './load.ts';
import { sampleBody, sampleRequest } from './sample.ts';

const ROUNDS = 5;
const REQUESTS = 20_000;
/** Connections at once, as the aim names them. */
export const CONNECTIONS = 32;

/** What {@link benchIngest} measured: medians over the rounds, and the ratio of the pairs. */
export interface IngestResult {
  readonly ours: LoadResult;
  readonly bare: LoadResult;
  readonly ratio: number;
}

/** Durable ingest of the gateway against a bare Express endpoint, each a process of its own, in turn. */
export async function benchIngest(): Promise<IngestResult> {
  const servers = [await start('gateway-server.ts'), await start('bare-server.ts')] as const;
  let sequence = 0;
  const bodies = (): Buffer[] => Array.from({ length: REQUESTS }, () => sampleBody(++sequence));
  const round = async ({ port, path }: Server): Promise<LoadResult> => {
    const requests = bodies().map((body) => sampleRequest(path, body));
    return load(port, CONNECTIONS, requests);
  };
  try {
    const pairs: [LoadResult, LoadResult][] = [];
    for (let at = 0; at <= ROUNDS; at += 1) {
      pairs.push([await round(servers[0]), await round(servers[1])]);
    }
    const counted = pairs.slice(1);
    return {
      ours: middle(counted.map(([ours]) => ours)),
      bare: middle(counted.map(([, bare]) => bare)),
      ratio: median(counted.map(([ours, bare]) => ours.requestsPerSecond / bare.requestsPerSecond)),
    };
  } finally {
    for (const server of servers) server.stop();
  }
}

interface Server {
  readonly port: number;
  readonly path: string;
  stop(): void;
}

async function start(file: string): Promise<Server> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { ...JSON.parse(line.toString()), stop: () => child.kill('SIGTERM') };
}

function middle(results: readonly LoadResult[]): LoadResult {
  const of = (key: keyof LoadResult): number => median(results.map((result) => result[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    failures: Math.max(...results.map(({ failures }) => failures)),
  };
}
