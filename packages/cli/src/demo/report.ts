import type { SignalRecord } from '@signal-hooks/catalogue';
import { bad, faint, good, print, printTable, strong, tame } from '../terminal.ts';
import type { Check, Findings } from './checks.ts';
import type { DemoEnvironment } from './environment.ts';
import type { ConnectedSource } from './sources.ts';
import type { EventResult, RefusalResult } from './steps.ts';

let stepNumber = 0;

/** Prints the heading of the next step. */
export function beginStep(title: string): void {
  stepNumber += 1;
  print();
  print(strong(`${stepNumber}. ${title}`));
}

/** How each provider was connected. */
export function reportSource({ name, connected }: ConnectedSource): void {
  print(`   ${name.padEnd(14)}  ${connected}`);
}

/** What came in, a line a provider. */
export function reportEvents(source: ConnectedSource, results: readonly EventResult[]): void {
  const stored = results.filter(({ outcome }) => outcome === 'stored').length;
  const mark = stored === results.length ? good('✔') : bad('✖');
  const types = results.map(({ eventType }) => eventType);
  const shown = types.slice(0, 3).join(', ') + (types.length > 3 ? ', …' : '');
  print(
    `   ${source.name.padEnd(14)}  ${mark} ${stored} of ${results.length} stored  ${faint(shown)}`,
  );
}

/** What was recognised. */
export function reportLostAnswer({ source, statuses, outcome }: EventResult): void {
  const attempts = statuses.map((status) => status ?? 'no answer').join(' → ');
  print(
    `   ${source.name.padEnd(14)}  ${attempts}  ${outcome === 'duplicate' ? good(outcome) : bad(outcome)}`,
  );
}

/** What was refused, and why. */
export function reportRefusals(refused: readonly RefusalResult[]): void {
  for (const { source, fault, statuses, code } of refused) {
    print(`   ${source.name.padEnd(14)}  ${fault.padEnd(27)} ${statuses.join()} ${code}`);
  }
  const [first] = refused;
  if (first === undefined) return;
  print(faint('   The owner of the source reads more about each refusal, such as:'));
  print(faint(`   ${tame(first.explanation, 400)}`));
}

/** The typed rows, the newest of each kind. */
export function reportRows(records: readonly SignalRecord[]): void {
  const seen = new Set<string>();
  const rows = records.filter(({ provider }) => !seen.has(provider) && seen.add(provider));
  printTable(
    [
      ['provider', 'event_type', 'occurred_at', 'priority', 'title', 'company or contact'].map(
        strong,
      ),
      ...rows.map((row) => [
        row.provider,
        row.event_type,
        row.occurred_at ?? '',
        row.priority ?? '',
        tame(row.title ?? '', 34),
        tame(row.company_name ?? row.contact_name ?? '', 24),
      ]),
    ],
    '   ',
  );
}

/** Which expectations were met. @returns whether all were */
export function reportChecks(checks: readonly Check[]): boolean {
  const failed = checks.filter(({ met }) => !met);
  for (const { claim } of failed) print(`   ${bad('✖')} ${claim}`);
  const line = `${checks.length - failed.length} of ${checks.length} expectations met`;
  print(`   ${failed.length === 0 ? good(`✔ ${line}`) : bad(`✖ ${line}`)}`);
  return failed.length === 0;
}

/** What to try while it is up. */
export function reportNextSteps(
  { gateway, emulator, token }: DemoEnvironment,
  { sources }: Findings,
): void {
  const siggnal = sources.find(({ secret }) => secret !== null);
  print();
  print(strong('It stays up. Try:'));
  for (const [what, command] of [
    ['the events', `curl -H 'Authorization: Bearer ${token}' '${gateway.url}/v1/events?limit=3'`],
    ['one more signal', `curl -X POST ${emulator.url}/emulate/siggnal/events/signal`],
    [
      'your own event',
      `npx signal-hooks send siggnal --to ${siggnal?.ingestUrl} --secret ${siggnal?.secret}`,
    ],
    [
      'a forged one',
      `npx signal-hooks send siggnal --to ${siggnal?.ingestUrl} --secret ${siggnal?.secret} --tamper`,
    ],
  ] as const) {
    print(`  ${faint(`# ${what}`)}`);
    print(`  ${command}`);
  }
  print();
  print(`  ${gateway.url}/openapi.json  the API`);
  print(`  ${emulator.url}              the providers, with their addresses and credentials`);
  print();
  print(faint('Ctrl-C ends it.'));
}
