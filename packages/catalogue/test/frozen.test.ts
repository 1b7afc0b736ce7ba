/**
 * What every provider makes of some 3,500 requests, as it was when `frozen.json` was written: a
 * digest of each outcome, in the order of the cases. Other tests say what is right; this one says
 * whether a change that should not change anything does.
 *
 * Where a difference is wanted, or a definition or the cases change:
 * `RENEW_FROZEN=1 npm test -- packages/catalogue/test/frozen.test.ts` writes the file anew. Look at
 * the differences that the test shows before.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createReceiver,
  PROVIDERS,
  type Provider,
  type ReceivedEvent,
  toRecord,
} from '@signal-hooks/catalogue';
import { type FrozenCase, frozenCases } from './support/frozen-cases.ts';

const FILE = join(__dirname, 'frozen.json');
const ADDED = { event_id: 'evt_1', received_at: '2026-01-01T00:00:00.000Z' };

/** JSON that also tells -0 from 0 and infinite numbers from null. */
const write = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'number' && (Object.is(item, -0) || !Number.isFinite(item))
      ? `${1 / item} ${item}`
      : item,
  );

function outcomesOf(provider: Provider): [FrozenCase, outcome: string][] {
  const receive = createReceiver(provider, { unsigned: true });
  return frozenCases(provider, 1).map((request) => {
    const received = receive(request, 0);
    if (!received.ok) return [request, write(received)];
    const { body: _body, ...event } = received.events[0] as ReceivedEvent;
    return [request, write({ ...event, record: toRecord(provider, event, ADDED) })];
  });
}

const digestOf = (outcome: string): string =>
  createHash('sha256').update(outcome).digest('hex').slice(0, 8);

if (process.env.RENEW_FROZEN === '1') {
  const digests = Object.values(PROVIDERS).map((provider) => [
    provider.id,
    outcomesOf(provider).map(([, outcome]) => digestOf(outcome)),
  ]);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`);
}

const frozen = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string[]>;
/** Of one that came later nothing is frozen yet. */
const FROZEN = Object.values(PROVIDERS).filter(({ id }) => frozen[id] !== undefined);

test.each(FROZEN)('$id reads all requests as it did', (provider) => {
  const outcomes = outcomesOf(provider);
  const changed = outcomes.filter(
    ([, outcome], at) => digestOf(outcome) !== frozen[provider.id]?.[at],
  );
  const shown = changed.slice(0, 3).map(([{ name }, outcome]) => [name, outcome.slice(0, 2000)]);
  expect({ count: outcomes.length, changed: changed.length, shown }).toEqual({
    count: frozen[provider.id]?.length,
    changed: 0,
    shown: [],
  });
});
