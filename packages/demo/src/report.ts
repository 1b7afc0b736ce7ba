import type { SignalRecord } from '@signal-hooks/catalogue';
import type { Check, Findings } from './checks.ts';
import type { DemoEnvironment } from './environment.ts';
import type { ConnectedSource } from './sources.ts';
import type { EventResult, RefusalResult } from './steps.ts';
import type { Terminal } from './terminal.ts';

/** Prints what the demo does and finds, step by step. */
export class Report {
  readonly #terminal: Terminal;
  #steps = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Prints the heading of the next step. */
  beginStep(title: string): void {
    const { print, strong } = this.#terminal;
    this.#steps += 1;
    print();
    print(strong(`${this.#steps}. ${title}`));
  }

  /** What runs where. */
  addresses({ gateway, subscriber }: DemoEnvironment): void {
    this.#terminal.print(`   ${gateway.url}, and a subscriber at ${subscriber.url}`);
  }

  /** How each provider was connected. */
  source({ name, connected }: ConnectedSource): void {
    const { print } = this.#terminal;
    print(`   ${name.padEnd(14)}  ${connected}`);
  }

  /** What came in, a line a provider. */
  events(source: ConnectedSource, results: readonly EventResult[]): void {
    const { bad, faint, good, print } = this.#terminal;
    const stored = results.filter(({ outcome }) => outcome === 'stored').length;
    const mark = stored === results.length ? good('✔') : bad('✖');
    const types = results.map(({ eventType }) => eventType);
    const shown = types.slice(0, 3).join(', ') + (types.length > 3 ? ', …' : '');
    print(
      `   ${source.name.padEnd(14)}  ${mark} ${stored} of ${results.length} stored  ${faint(shown)}`,
    );
  }

  /** What was recognised. */
  lostAnswer({ source, statuses, outcome }: EventResult): void {
    const { bad, good, print } = this.#terminal;
    const attempts = statuses.map((status) => status ?? 'no answer').join(' → ');
    print(
      `   ${source.name.padEnd(14)}  ${attempts}  ${outcome === 'duplicate' ? good(outcome) : bad(outcome)}`,
    );
  }

  /** What was refused, and why. */
  refusals(refused: readonly RefusalResult[]): void {
    const { faint, print, tame } = this.#terminal;
    for (const { source, fault, statuses, code } of refused) {
      print(`   ${source.name.padEnd(14)}  ${fault.padEnd(27)} ${statuses.join()} ${code}`);
    }
    const [first] = refused;
    if (first === undefined) return;
    print(faint('   The owner of the source reads more about each refusal, such as:'));
    print(faint(`   ${tame(first.explanation, 400)}`));
  }

  /** The typed rows, the newest of each kind, and the file with all of them. */
  rows(records: readonly SignalRecord[], csvPath: string): void {
    const { print, printTable, strong, tame } = this.#terminal;
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
    print(`   All rows: ${strong(csvPath)}`);
  }

  /** A record that came in while the demo stays up. */
  record({ provider, event_type, title, event_id }: SignalRecord): void {
    const { print, tame } = this.#terminal;
    print(`  → ${provider} ${event_type}  ${tame(title ?? '', 60)}  ${event_id}`);
  }

  /** Which expectations were met. @returns whether all were */
  checks(checks: readonly Check[]): boolean {
    const { bad, good, print } = this.#terminal;
    const failed = checks.filter(({ met }) => !met);
    for (const { claim } of failed) print(`   ${bad('✖')} ${claim}`);
    const line = `${checks.length - failed.length} of ${checks.length} expectations met`;
    print(`   ${failed.length === 0 ? good(`✔ ${line}`) : bad(`✖ ${line}`)}`);
    return failed.length === 0;
  }

  /** What to try while it is up. */
  nextSteps({ gateway, emulator, token }: DemoEnvironment, { sources }: Findings): void {
    const { faint, print, strong } = this.#terminal;
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
}
