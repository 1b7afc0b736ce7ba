import { setTimeout as sleep } from 'node:timers/promises';
import { PROVIDERS, type SampleObject } from '@signal-hooks/catalogue';
import type { Delivery, Faults } from '@signal-hooks/emulator';
import type { Actor } from './cast.ts';
import type { Stage } from './stage.ts';

/** What happened to one kind of event. */
export interface Told {
  readonly actor: Actor;
  readonly eventType: string;
  /** HTTP status of each attempt; null where no answer came. */
  readonly statuses: readonly (number | null)[];
  /** `stored`, `duplicate`, … as the gateway answered last; empty for a refusal. */
  readonly outcome: string;
}

/** A request that must be refused, and what the gateway noted about it. */
export interface Refused extends Told {
  readonly fault: string;
  readonly code: string;
  readonly explanation: string;
}

interface RejectionRow {
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
export async function playEvents(stage: Stage, actor: Actor): Promise<Told[]> {
  const told: Told[] = [];
  for (const eventType of eventTypesOf(actor)) told.push(await fire(stage, actor, eventType));
  return told;
}

/** An event whose answer is lost: the provider sends it again. */
export function playLostAnswer(stage: Stage, actor: Actor): Promise<Told> {
  return fire(stage, actor, firstType(actor), { faults: { loseAnswer: true } });
}

/** Requests that must be refused. */
export async function playRefusals(stage: Stage, actor: Actor): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (const [fault, faults] of FAULTS) {
    const told = await fire(stage, actor, firstType(actor), { faults, retry: false });
    // Noted after the answer, so it may take a moment.
    const [row] = await until(
      () => rejections(stage, actor),
      (rows) => rows.length > refused.length,
    );
    refused.push({ ...told, fault, code: row?.code ?? '', explanation: row?.explanation ?? '' });
  }
  return refused;
}

/** A signal whose text is a formula: the oldest trick to get at a spreadsheet's owner. */
export function playFormula(stage: Stage, actor: Actor): Promise<Told> {
  const sample = PROVIDERS[actor.provider].events[firstType(actor)]?.sample;
  const payload: SampleObject = {
    ...sample?.({ sequence: 999_999, at: new Date() }),
    company: { name: FORMULA, inn: '7701234567', industry: '+1+1' },
  };
  return fire(stage, actor, firstType(actor), { payload });
}

/** The text of {@link playFormula}. */
export const FORMULA = '=HYPERLINK("http://evil.example","click")';

/** The refusals that the gateway lists for a source, newest first. */
async function rejections(stage: Stage, actor: Actor): Promise<readonly RejectionRow[]> {
  const path = `/v1/sources/${actor.sourceId}/rejections`;
  return (await stage.api.get<{ data: RejectionRow[] }>(path)).data;
}

async function fire(
  { emulator }: Stage,
  actor: Actor,
  eventType: string,
  options: { faults?: Faults; retry?: boolean; payload?: SampleObject } = {},
): Promise<Told> {
  const delivery = emulator
    .fire(actor.provider, eventType, options)
    .find(({ url }) => url === actor.ingestUrl);
  if (delivery === undefined) {
    throw new Error(`${actor.name} has no webhook for ${eventType}`);
  }
  const { attempts } = await delivery.done;
  const statuses = attempts.map(({ status }) => status);
  return { actor, eventType, statuses, outcome: outcomeOf(delivery) };
}

/** Reads the gateway's own word from the last answer. */
function outcomeOf({ attempts }: Delivery): string {
  return /"status":"([a-z]+)"/.exec(attempts.at(-1)?.detail ?? '')?.[1] ?? '';
}

/** The event types this source asked for. */
function eventTypesOf({ provider: id, events }: Actor): readonly string[] {
  if (events.length > 0) return events;
  const { registration, events: all } = PROVIDERS[id];
  const usual = registration.kind === 'api' ? registration.defaultEvents : undefined;
  return usual ?? Object.keys(all);
}

const firstType = (actor: Actor): string => eventTypesOf(actor)[0] ?? '';

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
