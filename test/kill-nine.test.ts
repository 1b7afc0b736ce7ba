import { randomInt } from 'node:crypto';
import {
  type CrashFixture,
  killAll,
  missingSince,
  startCrashFixture,
  untilNothingIsPending,
} from './support/crash/gateways.ts';
import { countCrashes } from './support/crash/report.ts';
import type { Target } from './support/crash/sender.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';

const CYCLES = 50;
/** A minute or two, where nothing else runs. */
const LIMIT_MS = 20 * 60_000;
/** A killed process holds its deliveries for 30 s at most; then another one takes them. */
const LEASE_MS = 30_000;
/** A subscription has ten attempts under way at once, in each gateway. */
const AT_ONCE = 10;
/**
 * What one kill may repeat at one subscriber: what was under way, and what had been answered while
 * its outcome was about to be written.
 */
const REPEATED_BY_A_KILL = 10 * AT_ONCE;

/** Sends until so many are answered, kills some, starts them again, and looks whether all that was answered is there. */
async function cycle(fixture: CrashFixture, victims: readonly Target[]): Promise<void> {
  const { sender, gateways } = fixture;
  const before = new Set(sender.answered.keys());
  const killAfter = randomInt(1, 200);
  let killing: Promise<void> | undefined;
  await sender.run(gateways, (count) => {
    if (count === killAfter) killing = killAll(victims);
    // What is left takes some more: also while it is alone.
    if (count >= killAfter + 30) sender.stop();
  });
  await killing;
  for (const victim of victims) await fixture.restart(victim);
  expect(await missingSince(fixture, before)).toEqual([]);
}

/** Sends everything once more, waits until all is delivered, and counts. */
async function finish(fixture: CrashFixture): Promise<void> {
  const { sender, gateways, subscribers, api } = fixture;
  // Else the kills came between requests, and nothing has been shown.
  expect(sender.cut).toBeGreaterThan(0);
  const answers = await sender.resendAll(gateways[0]?.process.url ?? '');
  for (const [signal, { outcome, eventId }] of answers) {
    const before = sender.answered.get(signal);
    if (before === undefined) expect(['stored', 'duplicate']).toContain(outcome);
    else expect([signal, outcome, eventId]).toEqual([signal, 'duplicate', before.eventId]);
  }
  await untilNothingIsPending(api, LEASE_MS + 60_000);
  const { events, lost, doubled, unjustified } = await countCrashes(fixture);
  process.stderr.write(
    `${CYCLES} kills, ${events} events, ${subscribers.length} subscribers: ${lost.length} lost, ${doubled} doubled, ${unjustified.length} unjustified\n`,
  );
  expect({ lost, unjustified }).toEqual({ lost: [], unjustified: [] });
  expect(doubled).toBeLessThanOrEqual(CYCLES * subscribers.length * REPEATED_BY_A_KILL);
  for (const subscriber of subscribers) {
    expect(subscriber.forged()).toBe(0);
    expect(subscriber.mostAtOnce()).toBeLessThanOrEqual(AT_ONCE * gateways.length);
  }
  for (const { process: gateway } of gateways) expect(await gateway.stop()).toBe(0);
}

describe('a gateway on SQLite', () => {
  let fixture: CrashFixture;

  beforeAll(async () => {
    fixture = await startCrashFixture({ count: 1 });
  });

  afterAll(() => fixture?.close());

  test(
    `killed ${CYCLES} times in bursts loses nothing, stores nothing twice, delivers all`,
    async () => {
      for (let at = 0; at < CYCLES; at += 1) await cycle(fixture, fixture.gateways);
      await finish(fixture);
    },
    LIMIT_MS,
  );
});

describePostgres('two gateways on one PostgreSQL database', () => {
  let database: TestDatabase;
  let fixture: CrashFixture;

  beforeAll(async () => {
    database = await createDatabase();
    fixture = await startCrashFixture({ count: 2, databaseUrl: database.url });
  });

  afterAll(async () => {
    await fixture?.close();
    await database?.drop();
  });

  test(
    `of which one or both are killed ${CYCLES} times lose nothing, store nothing twice, deliver all`,
    async () => {
      const [one, two] = fixture.gateways as [Target, Target];
      const turns = [[one], [two], [one], [two], [one, two]];
      for (let at = 0; at < CYCLES; at += 1) await cycle(fixture, turns[at % turns.length] ?? []);
      await finish(fixture);
    },
    LIMIT_MS,
  );
});
