import { load } from '../load/at-once.ts';
import { inTurn, median, type Pair } from '../rounds.ts';
import { type Counters, readCounters, waitForExecutions } from './counters.ts';
import { type Flow, requestsFor } from './workflows.ts';

const ROUNDS = 3;
const REQUESTS = 50;
const CONNECTIONS = 10;
/** The first ones were used to see that the workflows work. */
const FIRST_EVENT = 10;

/** What is measured, in words. */
export const METHOD: string = `${ROUNDS} rounds of ${REQUESTS} requests of 2 kB, ${CONNECTIONS} connections`;

/** What one round of one flow came to. */
interface Round {
  /** From the first request to the end of the last execution. */
  readonly requestsPerSecond: number;
  /** Until the answer, which n8n gives when the execution begins. */
  readonly p50Ms: number;
  /** What n8n's processes computed; other work on the machine hardly changes it. */
  readonly cpuMsPerRequest: number;
  /** Answers with another status than 200. */
  readonly refused: number;
}

/** Where a flow runs. */
export interface Place {
  /** Of the process that takes the requests. */
  readonly url: string;
  /** Of every process that has counters. */
  readonly counterUrls: readonly string[];
}

/** Both flows get the same events, in turn. */
export function runRounds(
  place: Place,
  ours: Flow,
  handMade: Flow,
  forged: boolean,
): Promise<Pair<Round>[]> {
  let first = FIRST_EVENT;
  const run = (flow: Flow): Promise<Round> => {
    first += REQUESTS;
    return runRound(place, flow, first, forged);
  };
  return inTurn(
    ROUNDS,
    () => run(ours),
    () => run(handMade),
  );
}

async function runRound(
  { url, counterUrls }: Place,
  flow: Flow,
  first: number,
  forged: boolean,
): Promise<Round> {
  const requests = requestsFor(flow, first, REQUESTS, forged);
  const before = await readCounters(counterUrls);
  const started = performance.now();
  const { p50Ms, failures } = await load(Number(new URL(url).port), CONNECTIONS, requests);
  const executions = forged && !flow.forged.executes ? 0 : REQUESTS;
  const after: Counters = await waitForExecutions(counterUrls, before, executions);
  return {
    requestsPerSecond: (REQUESTS / (performance.now() - started)) * 1000,
    p50Ms,
    cpuMsPerRequest: (after.cpuMs - before.cpuMs) / REQUESTS,
    refused: failures,
  };
}

/** A line for each flow, and one for the ratio. */
export function linesOf(pairs: readonly Pair<Round>[]): string[] {
  const lines = (['ours', 'peer'] as const).map((side) => {
    const rounds = pairs.map((pair) => pair[side]);
    const of = (key: keyof Round): number => median(rounds.map((round) => round[key]));
    const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
    const name = side === 'ours' ? 'ours' : 'hand-made';
    return `${name} ${of('requestsPerSecond').toFixed(1)}/s, p50 ${of('p50Ms').toFixed(0)} ms, ${of('cpuMsPerRequest').toFixed(1)} ms of CPU each, ${refused} of ${ROUNDS * REQUESTS} refused`;
  });
  const ratios = pairs.map(({ ours, peer }) => ours.requestsPerSecond / peer.requestsPerSecond);
  return [...lines, `ratio ${median(ratios).toFixed(2)}`];
}
