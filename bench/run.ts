/** `npm run bench`: two ratios, each against a peer in the same run. */
import { availableParallelism, cpus } from 'node:os';
import { benchCatalogue } from './catalogue.ts';
import { benchIngest, CONNECTIONS } from './ingest.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const count = (value: number): string => Math.round(value).toLocaleString('en');

print(
  `node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}`,
);

print('\ncatalogue: verify, parse and map a 2 kB body; peer: node:crypto and JSON.parse');
const catalogue = benchCatalogue();
print(`  ours ${count(catalogue.oursPerSecond)}/s, bare ${count(catalogue.barePerSecond)}/s`);
print(`  ratio ${catalogue.ratio.toFixed(2)} (aim: at least 0.75)`);

print(
  `\ngateway: durable ingest of 2 kB events over HTTP, ${CONNECTIONS} connections; peer: Express 5 that checks the HMAC and stores nothing`,
);
const ingest = await benchIngest();
for (const [name, result] of [
  ['ours', ingest.ours],
  ['bare', ingest.bare],
  ['ours, on PostgreSQL', ingest.postgres],
] as const) {
  if (result === null) continue;
  print(
    `  ${name} ${count(result.requestsPerSecond)}/s, p50 ${result.p50Ms.toFixed(2)} ms, p99 ${result.p99Ms.toFixed(2)} ms, ${result.failures} failures`,
  );
}
print(`  ratio ${ingest.ratio.toFixed(2)} (aim: at least 0.70)`);
if (ingest.postgresRatio !== null) {
  print(`  PostgreSQL to SQLite ${ingest.postgresRatio.toFixed(2)} (no aim: a server of its own)`);
}
