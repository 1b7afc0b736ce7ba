import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CrashFixture,
  killAll,
  missingSince,
  startCrashFixture,
  untilNothingIsPending,
} from './support/crash/gateways.ts';
import {
  buildPowerLoss,
  hasPowerLoss,
  losePower,
  type PowerLoss,
  powerLossEnv,
} from './support/crash/power-loss.ts';
import { countCrashes } from './support/crash/report.ts';
import { type Folder, makeFolder } from './support/folder.ts';

const CYCLES = 15;
/** Less than a minute, where nothing else runs. */
const LIMIT_MS = 15 * 60_000;
/** A killed process holds its deliveries for 30 s at most; then another one takes them. */
const LEASE_MS = 30_000;

(hasPowerLoss() ? describe : describe.skip)('a loss of power', () => {
  let tools: Folder;
  let library: string;

  beforeAll(() => {
    tools = makeFolder();
    library = join(tools.path, 'power-loss.so');
    buildPowerLoss(library);
  });

  afterAll(() => tools?.remove());

  /** Runs a program that kills itself, and takes back what it did not sync. */
  function lose(folder: string, program: string): PowerLoss {
    const log = join(tools.path, `${randomInt(2 ** 40)}.log`);
    const { signal, stderr } = spawnSync(process.execPath, ['-e', program, folder], {
      env: powerLossEnv(library, folder, log),
      encoding: 'utf8',
    });
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    return losePower(log, false);
  }

  test('takes what was not synced, and nothing else', () => {
    const folder = makeFolder();
    const lost = lose(
      folder.path,
      `const fs = require('node:fs');
       const at = (name) => process.argv[1] + '/' + name;
       const synced = fs.openSync(at('synced'), 'w+');
       fs.writeSync(synced, 'kept, ');
       fs.fdatasyncSync(synced);
       fs.writeSync(synced, 'lost');
       fs.writeSync(synced, 'K', 0);
       fs.fsyncSync(fs.openSync(process.argv[1], 'r'));
       fs.writeSync(fs.openSync(at('unnamed'), 'w'), 'in a folder that was not synced');
       process.kill(process.pid, 'SIGKILL');`,
    );
    expect(lost.dropped).toBe(3);
    expect(readdirSync(folder.path)).toEqual(['synced']);
    expect(readFileSync(join(folder.path, 'synced'), 'utf8')).toBe('kept, ');
    folder.remove();
  });

  test(
    `takes nothing that a gateway on SQLite has accepted, ${CYCLES} times over`,
    async () => {
      let log = '';
      let starts = 0;
      const fixture = await startCrashFixture({
        count: 1,
        env(folder) {
          starts += 1;
          log = join(tools.path, `${starts}.log`);
          return powerLossEnv(library, folder, log);
        },
      });
      try {
        const losses: PowerLoss[] = [];
        for (let at = 0; at < CYCLES; at += 1) {
          losses.push(await cycle(fixture, () => losePower(log, at % 2 === 1)));
        }
        await finish(fixture, losses);
      } finally {
        await fixture.close();
      }
    },
    LIMIT_MS,
  );
});

/** Sends until so many are answered, loses power, and looks whether all that was answered is there. */
async function cycle(fixture: CrashFixture, lose: () => PowerLoss): Promise<PowerLoss> {
  const { sender, gateways } = fixture;
  const before = new Set(sender.answered.keys());
  const killAfter = randomInt(1, 600);
  let killing: Promise<void> | undefined;
  await sender.run(gateways, (count) => {
    if (count === killAfter) killing = killAll(gateways);
  });
  await killing;
  const loss = lose();
  for (const gateway of gateways) await fixture.restart(gateway);
  expect(await missingSince(fixture, before)).toEqual([]);
  return loss;
}

async function finish(fixture: CrashFixture, losses: readonly PowerLoss[]): Promise<void> {
  const { api, gateways, sender } = fixture;
  const dropped = losses.reduce((sum, loss) => sum + loss.dropped, 0);
  const writes = (end: string): number =>
    losses.reduce((sum, loss) => {
      const ofFile = [...loss.writes].filter(([name]) => name.endsWith(end));
      return sum + ofFile.reduce((total, [, count]) => total + count, 0);
    }, 0);
  // Else nothing has been shown: of the log, and of moving it to the database file.
  expect([dropped, writes('.db-wal'), writes('.db')].map((count) => count > 0)).toEqual([
    true,
    true,
    true,
  ]);
  await sender.resendAll(gateways[0]?.process.url ?? '');
  await untilNothingIsPending(api, LEASE_MS + 60_000);
  const { events, lost, doubled, unjustified } = await countCrashes(fixture);
  process.stderr.write(
    `${losses.length} losses of power, ${dropped} writes dropped, ${events} events: ${lost.length} lost, ${doubled} doubled, ${unjustified.length} unjustified\n`,
  );
  expect({ lost, unjustified }).toEqual({ lost: [], unjustified: [] });
}
