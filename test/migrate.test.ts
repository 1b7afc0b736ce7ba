import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN, runCli } from './support/cli.ts';
import {
  type CrashFixture,
  killAll,
  startCrashFixture,
  untilNothingIsPending,
} from './support/crash/gateways.ts';
import { countCrashes } from './support/crash/report.ts';
import type { Target } from './support/crash/sender.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';

const EVENTS = 4000;
/** After each table up to the last large one; checking them all takes longer than being killed. */
const KILLS = 4;
/** A killed gateway keeps its deliveries for 30 s at most; then another one takes them. */
const LEASE_MS = 30_000;

describePostgres('a gateway that is migrated from SQLite to PostgreSQL', () => {
  let database: TestDatabase;
  let fixture: CrashFixture;
  let folder = '';
  let isMigrated = false;

  beforeAll(async () => {
    database = await createDatabase();
    fixture = await startCrashFixture({
      count: 1,
      env: (path) => {
        folder = path;
        return isMigrated ? { SIGNAL_HOOKS_DATABASE_URL: database.url } : {};
      },
    });
  });

  afterAll(async () => {
    await fixture?.close();
    await database?.drop();
  });

  const migration = (): readonly string[] => ['migrate', '--to', database.url, '--data', folder];
  const env = { SIGNAL_HOOKS_KEY: '5e'.repeat(32) };

  /** Begins to migrate, and kills it soon after so many tables were copied, or had been. */
  async function migrateAndKill(tables: number): Promise<void> {
    const child = spawn(process.execPath, [BIN, ...migration()], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await Promise.race([hasCopied(child, tables), ended(child)]);
    await Promise.race([sleep(randomInt(30)), ended(child)]);
    child.kill('SIGKILL');
    await ended(child);
  }

  const hasCopied = (child: ChildProcess, tables: number): Promise<void> =>
    new Promise((resolve) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.split('copied').length > tables) resolve();
      });
    });
  const ended = (child: ChildProcess): Promise<unknown> =>
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise((resolve) => child.once('exit', resolve));

  test(
    `under load, by a command that is killed ${KILLS} times, loses nothing and doubles nothing`,
    async () => {
      const { sender, gateways, api, subscribers } = fixture;
      const [gateway] = gateways as [Target];
      // As it runs, it is refused, and nothing is disturbed.
      const refused = await runCli(migration(), { env });
      expect(refused.stderr).toContain('Another process is using the database. Stop the gateway');
      await sender.run(gateways, (count) => {
        if (count === EVENTS - 200) void killAll(gateways);
      });
      expect(sender.answered.size).toBeGreaterThan(EVENTS - 300);

      for (let kill = 1; kill <= KILLS; kill += 1) {
        await migrateAndKill(kill);
        await expect(fixture.restart(gateway)).rejects.toThrow(/is being migrated/);
      }
      const { stdout, stderr, code } = await runCli(migration(), { env });
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('signal-hooks:')]);
      expect(stdout).toContain('everything is in PostgreSQL, and the same as it was');

      isMigrated = true;
      await fixture.restart(gateway);
      const before = new Map(sender.answered);
      const answers = await sender.resendAll(gateway.process.url);
      for (const [signal, { eventId }] of before) {
        expect([signal, answers.get(signal)]).toEqual([signal, { outcome: 'duplicate', eventId }]);
      }
      await sender.run(gateways, (count) => {
        if (count === 200) sender.stop();
      });
      await untilNothingIsPending(api, LEASE_MS + 60_000);
      const { events, lost, doubled, unjustified } = await countCrashes(fixture);
      process.stderr.write(`${events} events, ${lost.length} lost, ${doubled} doubled\n`);
      expect({ lost, unjustified }).toEqual({ lost: [], unjustified: [] });
      // What was under way when the gateway was killed, as after any kill.
      expect(doubled).toBeLessThanOrEqual(subscribers.length * 100);
      for (const subscriber of subscribers) expect(subscriber.forged()).toBe(0);
      expect(await gateway.process.stop()).toBe(0);
    },
    15 * 60_000,
  );
});
