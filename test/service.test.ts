import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, freePort } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { until } from './support/until.ts';

const DEPLOY = fileURLToPath(new URL('../deploy/', import.meta.url));
const UNIT = `${DEPLOY}signal-hooks.service`;
/** Nobody: a user that is on every Linux. */
const USER = 65_534;

const hasSystemd = spawnSync('which', ['systemd-analyze']).status === 0;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
if (!hasSystemd)
  process.stderr.write('systemd-analyze is not installed: the unit is not checked\n');
if (!isRoot) process.stderr.write('not root on Linux: the command of the service is not tried\n');

/** The paths of a machine on which the page was followed, as the unit and the command name them. */
const PATHS = {
  node: '/usr/bin/node',
  settings: '/etc/signal-hooks.env',
  data: '/var/lib/signal-hooks',
  program: 'node_modules/@signal-hooks/cli/bin/signal-hooks.js',
} as const;

(hasSystemd ? describe : describe.skip)('systemd-analyze on the unit', () => {
  test('reads it without a complaint', () => {
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
    // Node is where the unit says only on the machine it is for.
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line.includes(UNIT));
    expect(complaints.filter((line) => !line.includes(PATHS.node))).toEqual([]);
  });

  test('finds it exposed by less than 1.5 of 10', () => {
    // In tenths; it ends with 1 where the exposure is larger.
    const security = ['security', '--offline=true', '--threshold=15', '--no-pager', UNIT];
    const { status, stdout, stderr } = spawnSync('systemd-analyze', security, { encoding: 'utf8' });
    // Releases before 250 cannot look at a file.
    if (stderr.includes('unrecognized option')) return;
    expect([status, stdout]).toEqual([0, expect.stringMatching(/exposure level .*: [01]\.\d/)]);
  });
});

test('the unit and the command name the same program, settings and data', () => {
  const unit = readFileSync(UNIT, 'utf8');
  const command = readFileSync(`${DEPLOY}signal-hooks`, 'utf8');
  for (const path of Object.values(PATHS)) {
    expect(unit).toContain(path);
    expect(command).toContain(path);
  }
  const folder = /WorkingDirectory=(\S+)/.exec(unit)?.[1];
  expect(command).toContain(`${folder}/${PATHS.program}`);
});

(isRoot ? test : test.skip)(
  'the command works on the data of a running gateway of another user, and leaves no file of root',
  async () => {
    const folder: Folder = makeFolder();
    const data = join(folder.path, 'data');
    const settings = join(folder.path, 'settings.env');
    const command = join(folder.path, 'signal-hooks');
    const port = await freePort();
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, USER, USER);
    chmodSync(folder.path, 0o755);
    writeFileSync(settings, 'SIGNAL_HOOKS_URL=https://hooks.example.com/a\n', { mode: 0o600 });
    const text = readFileSync(`${DEPLOY}signal-hooks`, 'utf8')
      .replace(PATHS.node, process.execPath)
      .replace(PATHS.settings, settings)
      .replace(PATHS.data, data)
      .replace(`/srv/signal-hooks/${PATHS.program}`, BIN);
    writeFileSync(command, text, { mode: 0o755 });
    const gateway = spawn(process.execPath, [BIN, 'serve', '--port', String(port)], {
      env: { SIGNAL_HOOKS_DATA: data, PATH: dirname(process.execPath) },
      stdio: 'ignore',
      uid: USER,
    });
    const gone = new Promise((resolve) => gateway.once('exit', resolve));
    const isUp = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    try {
      await until(isUp, Boolean);
      const run = (...args: string[]): string =>
        spawnSync(command, args, { encoding: 'utf8', env: {} }).stdout;
      expect(run('console', 'link')).toMatch(/^https:\/\/hooks\.example\.com\/a\/console\/#code=/);
      expect(run('source', 'add', 'siggnal')).toContain('https://hooks.example.com/a/in/src_');
      gateway.kill('SIGTERM');
      await gone;
      expect(run('source', 'list')).toContain('siggnal');
      const owners = readdirSync(data).map((name) => [name, statSync(join(data, name)).uid]);
      expect(owners.length).toBeGreaterThan(1);
      for (const [name, owner] of owners) expect([name, owner]).toEqual([name, USER]);
    } finally {
      gateway.kill('SIGKILL');
      await gone;
      folder.remove();
    }
  },
);
