/**
 * `npm run bench:n8n`: in the real n8n, the node that verifies by itself against the workflow
 * that is built by hand for the same purpose, in turn. n8n stores every execution, as it does by
 * default. A request counts when its execution has ended and is stored.
 *
 * What n8n evaluates expressions with decides most of it: `N8N_EXPRESSION_ENGINE=legacy npm run
 * bench:n8n` measures the engine before the present default.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { startN8n } from '../test/support/n8n.ts';
import { N8nClient } from '../test/support/n8n-client.ts';
import { n8nRelease } from '../test/support/tools.ts';
import { load } from './load/at-once.ts';
import { COUNTER_SETTINGS, readCounters, waitForExecutions } from './n8n-counters.ts';
import {
  type Flow,
  makeHandMadeFlow,
  makeOurFlow,
  requestsFor,
  verifyFlow,
} from './n8n-workflows.ts';
import { median } from './rounds.ts';

const ROUNDS = 5;
const REQUESTS = 100;
const CONNECTIONS = 10;
/** The first ones were used to see that the workflows work. */
const FIRST_EVENT = 10;

/** What one round of one flow came to. */
interface Round {
  /** From the first request to the end of the last execution. */
  readonly requestsPerSecond: number;
  /** Until the answer, which n8n gives when the execution begins. */
  readonly p50Ms: number;
  /** What n8n's process computed; other work on the machine hardly changes it. */
  readonly cpuMsPerRequest: number;
  /** Answers with another status than 200. */
  readonly refused: number;
}

interface Pair {
  readonly ours: Round;
  readonly handMade: Round;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function runRound(url: string, flow: Flow, first: number, forged: boolean): Promise<Round> {
  const requests = requestsFor(flow, first, REQUESTS, forged);
  const before = await readCounters(url);
  const started = performance.now();
  const { p50Ms, failures } = await load(Number(new URL(url).port), CONNECTIONS, requests);
  const executions = forged && !flow.forged.executes ? 0 : REQUESTS;
  const after = await waitForExecutions(url, before, executions);
  return {
    requestsPerSecond: (REQUESTS / (performance.now() - started)) * 1000,
    p50Ms,
    cpuMsPerRequest: (after.cpuMs - before.cpuMs) / REQUESTS,
    refused: failures,
  };
}

/** Both flows get the same events, in turn; who is first changes. The first round does not count. */
async function runRounds(
  url: string,
  ours: Flow,
  handMade: Flow,
  forged: boolean,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let at = 0; at <= ROUNDS; at += 1) {
    const run = (flow: Flow): Promise<Round> =>
      runRound(url, flow, FIRST_EVENT + at * REQUESTS, forged);
    const early = at % 2 === 0 ? await run(ours) : null;
    const peer = await run(handMade);
    pairs.push({ ours: early ?? (await run(ours)), handMade: peer });
  }
  return pairs.slice(1);
}

function printRounds(title: string, pairs: readonly Pair[]): void {
  print(`\n${title}`);
  for (const flow of ['ours', 'handMade'] as const) {
    const rounds = pairs.map((pair) => pair[flow]);
    const of = (key: keyof Round): number => median(rounds.map((round) => round[key]));
    const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
    print(
      `  ${flow === 'ours' ? 'ours' : 'hand-made'} ${of('requestsPerSecond').toFixed(1)}/s, p50 ${of('p50Ms').toFixed(0)} ms, ${of('cpuMsPerRequest').toFixed(1)} ms of CPU each, ${refused} of ${ROUNDS * REQUESTS} refused`,
    );
  }
  const ratios = pairs.map((pair) => pair.ours.requestsPerSecond / pair.handMade.requestsPerSecond);
  const all = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  print(`  ratio ${median(ratios).toFixed(2)} (rounds: ${all})`);
}

const { N8N_EXPRESSION_ENGINE: engine } = process.env;
const manifest = new URL(`../test/tools/n8n-host-${n8nRelease()}/package.json`, import.meta.url);
const { n8n: version } = JSON.parse(readFileSync(manifest, 'utf8')).dependencies;
print(
  `node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}`,
);
print(`n8n ${version}, expression engine: ${engine ?? 'the default'}`);

const n8n = await startN8n({
  env: { ...COUNTER_SETTINGS, ...(engine && { N8N_EXPRESSION_ENGINE: engine }) },
});
try {
  const { url } = n8n;
  const client = await N8nClient.signIn(url);
  const ours = await makeOurFlow(client);
  const handMade = await makeHandMadeFlow(client);
  for (const flow of [ours, handMade]) await verifyFlow(client, url, flow);
  print(
    `ours: Siggnal Trigger; hand-made: Webhook, Crypto, IF; both end in a NoOp. ${ROUNDS} rounds of ${REQUESTS} requests of 2 kB, ${CONNECTIONS} connections; load average before: ${loadavg()[0]?.toFixed(2)}`,
  );
  printRounds('genuine requests', await runRounds(url, ours, handMade, false));
  printRounds('forged requests', await runRounds(url, ours, handMade, true));
} finally {
  await n8n.close();
}
