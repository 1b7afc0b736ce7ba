import { bad, good, print, printTable, strong, tame } from '../terminal.ts';
import type { VerifiedEvent, VerifyReport } from './verify.ts';

/** Prints what came of one captured request. */
export function printReport(report: VerifyReport, unsigned: boolean): void {
  const { ok, code, explanation, events, handshake } = report;
  const taken = unsigned ? '✔ taken without a signature' : '✔ verified';
  print(ok ? good(taken) : bad(`✖ refused: ${code}`));
  print(`  ${explanation}`);
  if (handshake !== null) {
    const { status, contentType, body } = handshake;
    print(`  It is answered ${status}${contentType === null ? '' : `, ${contentType}`}:`);
    if (body !== '') print(`    ${tame(body, 400)}`);
  }
  if (ok && handshake === null && events.length === 0) print('  The list is empty: no event.');
  events.forEach((each, at) => {
    print();
    if (events.length > 1) print(`Event ${at + 1} of ${events.length}`);
    printEvent(each);
  });
}

function printEvent({ event, record }: VerifiedEvent): void {
  print(strong(`${tame(event.type)}${event.ping ? ' (a ping: not an event)' : ''}`));
  print(`  recognised again by: ${tame(event.identity)}`);
  const cells = Object.entries(record).filter(
    ([key, value]) =>
      key !== 'raw' && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  printTable(
    cells.map(([key, value]) => [
      key,
      tame(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );
}
