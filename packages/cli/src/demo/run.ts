import { writeFile } from 'node:fs/promises';
import { recordColumns, type SignalRecord } from '@signal-hooks/catalogue';
import { toCsv } from '../csv.ts';
import { untilStopped } from '../stop.ts';
import { print, strong, tame } from '../terminal.ts';
import { check, type Findings } from './checks.ts';
import { type DemoEnvironment, startEnvironment } from './environment.ts';
import {
  beginStep,
  reportChecks,
  reportEvents,
  reportLostAnswer,
  reportNextSteps,
  reportRefusals,
  reportRows,
  reportSource,
} from './report.ts';
import { type ConnectedSource, connect, SOURCES } from './sources.ts';
import {
  type EventResult,
  type RefusalResult,
  sendEvents,
  sendFaulty,
  sendFormula,
  sendWithLostAnswer,
  until,
} from './steps.ts';

/** How the demo is run. */
export interface DemoRun {
  readonly folder: string;
  readonly port: number;
  readonly stayUp: boolean;
}

/** Runs the demo. @returns whether every expectation was met */
export async function runDemo({ folder, port, stayUp }: DemoRun): Promise<boolean> {
  print(strong('Signal Hooks: five providers in, verified typed records out'));
  const environment = await startEnvironment(folder, port);
  try {
    const findings = await runSteps(environment);
    beginStep('Held against what was expected');
    const met = reportChecks(check(findings));
    if (stayUp) await followUntilStopped(environment, findings);
    return met;
  } finally {
    await environment.close();
  }
}

async function runSteps(environment: DemoEnvironment): Promise<Findings> {
  beginStep('A gateway with an empty store');
  print(`   ${environment.gateway.url}, and a subscriber at ${environment.subscriber.url}`);

  beginStep('The providers are connected');
  const sources: ConnectedSource[] = [];
  for (const spec of SOURCES) {
    const source = await connect(spec, environment.api, environment.emulator);
    sources.push(source);
    reportSource(source);
  }

  beginStep('Every documented event comes in');
  const events: EventResult[] = [];
  for (const source of sources) {
    const results = await sendEvents(environment, source);
    events.push(...results);
    reportEvents(source, results);
  }

  beginStep('An answer gets lost, and the provider sends the event again');
  const lost: EventResult[] = [];
  for (const source of sources) lost.push(await sendWithLostAnswer(environment, source));
  lost.forEach(reportLostAnswer);

  beginStep('What must be refused');
  const refused: RefusalResult[] = [];
  for (const source of sources) refused.push(...(await sendFaulty(environment, source)));
  reportRefusals(refused);

  const [first] = sources;
  if (first === undefined) throw new Error('the demo has no sources');
  const formula = await sendFormula(environment, first);
  const records = await delivered(environment, events.length + lost.length + 1);
  beginStep(`The subscriber has ${records.length} typed records`);
  reportRows(records);
  const csv = toCsv(records, csvColumns());
  await writeFile(environment.csvPath, csv);
  print(`   All rows: ${strong(environment.csvPath)}`);
  const { forged } = environment.subscriber;
  return { sources, events, lost, refused, formula, records, forged, csv };
}

/** The records in the order of the events, once all have arrived. */
async function delivered({ subscriber }: DemoEnvironment, count: number): Promise<SignalRecord[]> {
  await until(
    () => subscriber.records.length,
    (arrived) => arrived >= count,
  );
  return [...subscriber.records].sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
}

/** The columns of the Sheets log: the same for every provider. */
const csvColumns = (): string[] => recordColumns().map(({ key }) => key);

async function followUntilStopped(environment: DemoEnvironment, findings: Findings): Promise<void> {
  reportNextSteps(environment, findings);
  let shown = environment.subscriber.records.length;
  const timer = setInterval(() => {
    for (const record of environment.subscriber.records.slice(shown)) {
      print(
        `  → ${record.provider} ${record.event_type}  ${tame(record.title ?? '', 60)}  ${record.event_id}`,
      );
    }
    shown = environment.subscriber.records.length;
  }, 200);
  await untilStopped();
  clearInterval(timer);
}
