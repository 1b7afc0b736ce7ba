import { writeFile } from 'node:fs/promises';
import { recordColumns, type SignalRecord } from '@signal-hooks/catalogue';
import { check, type Findings } from './checks.ts';
import { toCsv } from './csv.ts';
import { type DemoEnvironment, startEnvironment } from './environment.ts';
import { Report } from './report.ts';
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
import type { Terminal } from './terminal.ts';

/** How the demo is run. */
export interface DemoRun {
  readonly folder: string;
  readonly port: number;
  readonly terminal: Terminal;
  /** Resolves when whoever follows the demo ends it; absent: it ends after its checks. */
  readonly untilStopped?: () => Promise<void>;
}

/** Runs the demo. @returns whether every expectation was met */
export async function runDemo(run: DemoRun): Promise<boolean> {
  const { print, strong } = run.terminal;
  print(strong('Signal Hooks: five providers in, verified typed records out'));
  const environment = await startEnvironment(run.folder, run.port);
  try {
    const report = new Report(run.terminal);
    const findings = await runSteps(environment, report);
    report.beginStep('Held against what was expected');
    const met = report.checks(check(findings));
    if (run.untilStopped !== undefined) {
      report.nextSteps(environment, findings);
      await follow(environment, report, run.untilStopped);
    }
    return met;
  } finally {
    await environment.close();
  }
}

async function runSteps(environment: DemoEnvironment, report: Report): Promise<Findings> {
  report.beginStep('A gateway with an empty store');
  report.addresses(environment);

  report.beginStep('The providers are connected');
  const sources: ConnectedSource[] = [];
  for (const spec of SOURCES) {
    const source = await connect(spec, environment.client, environment.emulator);
    sources.push(source);
    report.source(source);
  }

  report.beginStep('Every documented event comes in');
  const events: EventResult[] = [];
  for (const source of sources) {
    const results = await sendEvents(environment, source);
    events.push(...results);
    report.events(source, results);
  }

  report.beginStep('An answer gets lost, and the provider sends the event again');
  const lost: EventResult[] = [];
  for (const source of sources) lost.push(await sendWithLostAnswer(environment, source));
  for (const result of lost) report.lostAnswer(result);

  report.beginStep('What must be refused');
  const refused: RefusalResult[] = [];
  for (const source of sources) refused.push(...(await sendFaulty(environment, source)));
  report.refusals(refused);

  const [first] = sources;
  if (first === undefined) throw new Error('the demo has no sources');
  const formula = await sendFormula(environment, first);
  const records = await delivered(environment, events.length + lost.length + 1);
  const csv = toCsv(records, csvColumns());
  await writeFile(environment.csvPath, csv);
  report.beginStep(`The subscriber has ${records.length} typed records`);
  report.rows(records, environment.csvPath);
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

/** Prints each record that comes in until it is stopped. */
async function follow(
  { subscriber }: DemoEnvironment,
  report: Report,
  untilStopped: () => Promise<void>,
): Promise<void> {
  let shown = subscriber.records.length;
  const timer = setInterval(() => {
    for (const record of subscriber.records.slice(shown)) report.record(record);
    shown = subscriber.records.length;
  }, 200);
  await untilStopped();
  clearInterval(timer);
}
