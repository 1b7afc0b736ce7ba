import type { SignalRecord } from '@signal-hooks/catalogue';
import { bad, faint, good, print, printTable, strong, tame } from '../terminal.ts';
import type { Actor } from './cast.ts';
import type { Check, Findings } from './checks.ts';
import type { Refused, Told } from './scenes.ts';
import type { Stage } from './stage.ts';

let chapter = 0;

/** Begins the next part of the story. */
export function tell(title: string): void {
  chapter += 1;
  print();
  print(strong(`${chapter}. ${title}`));
}

/** How each provider was connected. */
export function tellActor({ name, connected }: Actor): void {
  print(`   ${name.padEnd(14)}  ${connected}`);
}

/** What came in, a line a provider. */
export function tellEvents(actor: Actor, told: readonly Told[]): void {
  const stored = told.filter(({ outcome }) => outcome === 'stored').length;
  const mark = stored === told.length ? good('✔') : bad('✖');
  const types = told.map(({ eventType }) => eventType);
  const shown = types.slice(0, 3).join(', ') + (types.length > 3 ? ', …' : '');
  print(`   ${actor.name.padEnd(14)}  ${mark} ${stored} of ${told.length} stored  ${faint(shown)}`);
}

/** What was recognised. */
export function tellLost({ actor, statuses, outcome }: Told): void {
  const attempts = statuses.map((status) => status ?? 'no answer').join(' → ');
  print(
    `   ${actor.name.padEnd(14)}  ${attempts}  ${outcome === 'duplicate' ? good(outcome) : bad(outcome)}`,
  );
}

/** What was refused, and why. */
export function tellRefused(refused: readonly Refused[]): void {
  for (const { actor, fault, statuses, code } of refused) {
    print(`   ${actor.name.padEnd(14)}  ${fault.padEnd(27)} ${statuses.join()} ${code}`);
  }
  const [first] = refused;
  if (first === undefined) return;
  print(faint('   The owner of the source reads more about each refusal, such as:'));
  print(faint(`   ${tame(first.explanation, 400)}`));
}

/** The typed rows, the newest of each kind. */
export function tellRows(records: readonly SignalRecord[]): void {
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
export function tellChecks(checks: readonly Check[]): boolean {
  const failed = checks.filter(({ met }) => !met);
  for (const { claim } of failed) print(`   ${bad('✖')} ${claim}`);
  const line = `${checks.length - failed.length} of ${checks.length} expectations met`;
  print(`   ${failed.length === 0 ? good(`✔ ${line}`) : bad(`✖ ${line}`)}`);
  return failed.length === 0;
}

/** What to try while it is up. */
export function tellNext({ gateway, emulator, token }: Stage, { actors }: Findings): void {
  const siggnal = actors.find(({ secret }) => secret !== null);
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
