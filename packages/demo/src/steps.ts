import { setTimeout as sleep } from 'node:timers/promises';
import { PROVIDERS, type SampleObject } from '@signal-hooks/catalogue';
import { listRejections, type Rejection } from '@signal-hooks/client';
import type { Delivery, Faults } from '@signal-hooks/emulator';
import type { DemoEnvironment } from './environment.ts';
import type { ConnectedSource } from './sources.ts';

/** What happened to one kind of event. */
export interface EventResult {
  readonly source: ConnectedSource;
  readonly eventType: string;
  /** HTTP status of each attempt; null where no answer came. */
  readonly statuses: readonly (number | null)[];
  /** `stored`, `duplicate`, … as the gateway answered last; empty for a refusal. */
  readonly outcome: string;
}

/** A request that must be refused, and what the gateway noted about it. */
export interface RefusalResult extends EventResult {
  readonly fault: string;
  readonly code: string;
  readonly explanation: string;
}

/** One mebibyte more than the gateway reads. */
const OVERSIZED = 11 * 1024 * 1024;

/** Faults in the order they are tried, with what the vendor's side did. */
const FAULTS: readonly (readonly [name: string, faults: Faults])[] = [
  ['body changed after signing', { tamper: true }],
  ['signed with a wrong secret', { wrongSecret: true }],
  ['body of 11 MiB', { oversized: OVERSIZED }],
];

/** Every documented event of a provider, once. */
export async function sendEvents(
  environment: DemoEnvironment,
  source: ConnectedSource,
): Promise<EventResult[]> {
  const results: EventResult[] = [];
  for (const eventType of eventTypesOf(source))
    results.push(await fire(environment, source, eventType));
  return results;
}

/** An event whose answer is lost: the provider sends it again. */
export function sendWithLostAnswer(
  environment: DemoEnvironment,
  source: ConnectedSource,
): Promise<EventResult> {
  return fire(environment, source, firstType(source), { faults: { loseAnswer: true } });
}

/** Requests that must be refused. */
export async function sendFaulty(
  environment: DemoEnvironment,
  source: ConnectedSource,
): Promise<RefusalResult[]> {
  const refused: RefusalResult[] = [];
  for (const [fault, faults] of FAULTS) {
    const result = await fire(environment, source, firstType(source), { faults, retry: false });
    // Noted after the answer, so it may take a moment.
    const [row] = await until(
      () => rejections(environment, source),
      (rows) => rows.length > refused.length,
    );
    refused.push({ ...result, fault, code: row?.code ?? '', explanation: row?.explanation ?? '' });
  }
  return refused;
}

/** A signal whose text is a formula: the oldest trick to get at a spreadsheet's owner. */
export function sendFormula(
  environment: DemoEnvironment,
  source: ConnectedSource,
): Promise<EventResult> {
  const sample = PROVIDERS[source.provider].events[firstType(source)]?.sample;
  const payload: SampleObject = {
    ...sample?.({ sequence: 999_999, at: new Date() }),
    company: { name: FORMULA, inn: '7701234567', industry: '+1+1' },
  };
  return fire(environment, source, firstType(source), { payload });
}

/** The text of {@link sendFormula}. */
export const FORMULA = '=HYPERLINK("http://evil.example","click")';

/** The refusals that the gateway lists for a source, newest first. */
async function rejections(
  { client }: DemoEnvironment,
  { sourceId }: ConnectedSource,
): Promise<readonly Rejection[]> {
  return (await client(listRejections(sourceId))).data;
}

async function fire(
  { emulator }: DemoEnvironment,
  source: ConnectedSource,
  eventType: string,
  options: { faults?: Faults; retry?: boolean; payload?: SampleObject } = {},
): Promise<EventResult> {
  const delivery = emulator
    .fire(source.provider, eventType, options)
    .find(({ url }) => url === source.ingestUrl);
  if (delivery === undefined) {
    throw new Error(`${source.name} has no webhook for ${eventType}`);
  }
  const { attempts } = await delivery.done;
  const statuses = attempts.map(({ status }) => status);
  return { source, eventType, statuses, outcome: outcomeOf(delivery) };
}

/** Reads the gateway's own word from the last answer. */
function outcomeOf({ attempts }: Delivery): string {
  return /"status":"([a-z]+)"/.exec(attempts.at(-1)?.detail ?? '')?.[1] ?? '';
}

/** The event types this source asked for. */
function eventTypesOf({ provider: id, events }: ConnectedSource): readonly string[] {
  if (events.length > 0) return events;
  return PROVIDERS[id].registration.defaultEvents;
}

const firstType = (source: ConnectedSource): string => eventTypesOf(source)[0] ?? '';

/** Asks again and again until the answer fits; after 30 s the last answer is taken as it is. */
export async function until<Answer>(
  ask: () => Promise<Answer> | Answer,
  fits: (answer: Answer) => boolean,
): Promise<Answer> {
  const deadline = Date.now() + 30_000;
  let answer = await ask();
  while (!fits(answer) && Date.now() < deadline) {
    await sleep(20);
    answer = await ask();
  }
  return answer;
}
