import { writeFile } from 'node:fs/promises';
import { recordColumns, type SignalRecord } from '@signal-hooks/catalogue';
import { toCsv } from '../csv.ts';
import { untilStopped } from '../stop.ts';
import { print, strong, tame } from '../terminal.ts';
import { type Actor, connect, ROLES } from './cast.ts';
import { check, type Findings } from './checks.ts';
import {
  playEvents,
  playFormula,
  playLostAnswer,
  playRefusals,
  type Refused,
  type Told,
  until,
} from './scenes.ts';
import { type Stage, setStage } from './stage.ts';
import {
  tell,
  tellActor,
  tellChecks,
  tellEvents,
  tellLost,
  tellNext,
  tellRefused,
  tellRows,
} from './story.ts';

/** How the demo is run. */
export interface DemoRun {
  readonly folder: string;
  readonly port: number;
  readonly stayUp: boolean;
}

/** Plays the demo. @returns whether every expectation was met */
export async function runDemo({ folder, port, stayUp }: DemoRun): Promise<boolean> {
  print(strong('Signal Hooks: five providers in, verified typed records out'));
  const stage = await setStage(folder, port);
  try {
    const findings = await play(stage);
    tell('Held against what was expected');
    const met = tellChecks(check(findings));
    if (stayUp) await stay(stage, findings);
    return met;
  } finally {
    await stage.close();
  }
}

async function play(stage: Stage): Promise<Findings> {
  tell('A gateway with an empty store');
  print(`   ${stage.gateway.url}, and a subscriber at ${stage.subscriber.url}`);

  tell('The providers are connected');
  const actors: Actor[] = [];
  for (const role of ROLES) {
    const actor = await connect(role, stage.api, stage.emulator);
    actors.push(actor);
    tellActor(actor);
  }

  tell('Every documented event comes in');
  const events: Told[] = [];
  for (const actor of actors) {
    const told = await playEvents(stage, actor);
    events.push(...told);
    tellEvents(actor, told);
  }

  tell('An answer gets lost, and the provider sends the event again');
  const lost: Told[] = [];
  for (const actor of actors) lost.push(await playLostAnswer(stage, actor));
  lost.forEach(tellLost);

  tell('What must be refused');
  const refused: Refused[] = [];
  for (const actor of actors) refused.push(...(await playRefusals(stage, actor)));
  tellRefused(refused);

  const [first] = actors;
  if (first === undefined) throw new Error('nobody plays');
  const formula = await playFormula(stage, first);
  const records = await delivered(stage, events.length + lost.length + 1);
  tell(`The subscriber has ${records.length} typed records`);
  tellRows(records);
  const csv = toCsv(records, csvColumns());
  await writeFile(stage.csvPath, csv);
  print(`   All rows: ${strong(stage.csvPath)}`);
  const { forged } = stage.subscriber;
  return { actors, events, lost, refused, formula, records, forged, csv };
}

/** The records in the order of the events, once all have arrived. */
async function delivered({ subscriber }: Stage, count: number): Promise<SignalRecord[]> {
  await until(
    () => subscriber.records.length,
    (arrived) => arrived >= count,
  );
  return [...subscriber.records].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
}

/** The columns of the Sheets log: the same for every provider. */
const csvColumns = (): string[] => recordColumns().map(({ key }) => key);

async function stay(stage: Stage, findings: Findings): Promise<void> {
  tellNext(stage, findings);
  let shown = stage.subscriber.records.length;
  const timer = setInterval(() => {
    for (const record of stage.subscriber.records.slice(shown)) {
      print(
        `  → ${record.provider} ${record.event_type}  ${tame(record.title ?? '', 60)}  ${record.event_id}`,
      );
    }
    shown = stage.subscriber.records.length;
  }, 200);
  await untilStopped();
  clearInterval(timer);
}
