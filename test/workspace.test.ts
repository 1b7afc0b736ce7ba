import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { until } from './support/until.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

test('SIGTERM to `npm start` closes the gateway', async () => {
  const port = await freePort();
  const env = { ...process.env, SIGNAL_HOOKS_DATA: folder.path, SIGNAL_HOOKS_PORT: String(port) };
  const npm = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const gone = new Promise((resolve) => npm.once('exit', resolve));
  try {
    await until(
      () => printed,
      (text) => text.includes('"msg":"listening"'),
    );
  } finally {
    npm.kill('SIGTERM');
    await gone;
  }
  await until(
    () => printed,
    (text) => text.includes('"msg":"closed"'),
  );
  await expect(send(`http://127.0.0.1:${port}/healthz`, { method: 'GET' })).rejects.toThrow();
});

describe('setting up', () => {
  /** A clone in which `npm` is a script of one's own. */
  const setUpWith = (npm: string): (() => string) => {
    mkdirSync(join(folder.path, 'scripts'));
    mkdirSync(join(folder.path, 'packages/one/src'), { recursive: true });
    mkdirSync(join(folder.path, 'bin'));
    writeFileSync(join(folder.path, 'packages/one/src/index.ts'), '');
    writeFileSync(join(folder.path, 'package-lock.json'), '{}');
    writeFileSync(join(folder.path, 'bin/npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
    cpSync(join(ROOT, 'scripts/setup.mjs'), join(folder.path, 'scripts/setup.mjs'));
    return () => {
      const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/setup.mjs'], {
        cwd: folder.path,
        env: { ...process.env, PATH: `${join(folder.path, 'bin')}:${process.env.PATH}` },
        encoding: 'utf8',
      });
      return `${stdout}${stderr}${status}`;
    };
  };
  const INSTALLS =
    'echo "npm warn EBADENGINE"; echo added 1; mkdir -p node_modules; touch node_modules/.package-lock.json';

  test('shows our lines only, and does nothing the second time', () => {
    const setUp = setUpWith(INSTALLS);
    expect(setUp()).toBe(
      'signal-hooks: installing dependencies (about a minute) ...\nsignal-hooks: building ...\n0',
    );
    expect(setUp()).toBe('0');
  });

  test('builds again once a source has changed', () => {
    const setUp = setUpWith(INSTALLS);
    setUp();
    writeFileSync(join(folder.path, 'packages/one/src/index.ts'), 'export const one = 1;');
    expect(setUp()).toBe('signal-hooks: building ...\n0');
    expect(setUp()).toBe('0');
  });

  test('shows what npm printed if it fails', () => {
    const setUp = setUpWith('echo "npm error code ENOTFOUND" >&2; exit 3');
    expect(setUp()).toBe(
      [
        'signal-hooks: installing dependencies (about a minute) ...',
        'npm error code ENOTFOUND',
        'signal-hooks: "npm ci --no-audit --no-fund" failed; see above.',
        '3',
      ].join('\n'),
    );
  });
});

describe('the closing line of a CI run', () => {
  const summary = (reports: readonly object[], status = '0') => {
    const results = join(folder.path, 'results');
    mkdirSync(results);
    reports.forEach((report, at) => {
      writeFileSync(join(results, `${at}.json`), JSON.stringify(report));
    });
    return spawnSync(process.execPath, [join(ROOT, 'scripts/ci-summary.mjs')], {
      env: { ...process.env, RESULTS: results, STATUS: status },
      encoding: 'utf8',
    });
  };
  const report = (passed: number, failed: number, pending: number, todo: number) => ({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
    numRuntimeErrorTestSuites: 0,
  });

  test('adds up what passed, failed and was skipped', () => {
    const { stdout, status } = summary([report(10, 1, 2, 1), report(5, 0, 4, 0)], '1');
    expect([stdout, status]).toEqual(['15 passed, 1 failed, 7 skipped\n', 0]);
  });

  test.each([
    ['a check failed', [report(1, 0, 0, 0), report(1, 0, 0, 0)], '1'],
    ['a suite left no report', [report(2, 0, 0, 0)], '0'],
  ])('%s: that shows', (_why, reports, status) => {
    expect(summary(reports, status).stdout).toBe('2 passed, 1 failed, 0 skipped\n');
  });
});
