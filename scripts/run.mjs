/**
 * `node scripts/run.mjs [--install-only] <command> [arguments]`: sets the workspace up, then runs a
 * command of it on the Node 24 that it brings along. Every script of package.json goes through here,
 * so that each works in a fresh clone and on any Node >= 20.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { environment, setUp } from './setup.mjs';

const given = process.argv.slice(2);
const build = given[0] !== '--install-only';
const [command, ...args] = build ? given : given.slice(1);
setUp({ build });

const child = spawn(command, args, {
  stdio: 'inherit',
  env: environment,
  shell: process.platform === 'win32',
});
// A supervisor ends the process it knows: hand that on. Ctrl-C reaches the command by itself, and
// a second one would end it at once.
const passedOn = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT'];
for (const signal of passedOn) process.on(signal, () => child.kill(signal));
if (process.stdin.isTTY) process.on('SIGINT', () => undefined);
// npm tells only the shell between itself and this process, which ends without a word.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  child.kill('SIGTERM');
}, 200);

child.on('error', (error) => {
  process.stderr.write(`signal-hooks: ${command} could not be started: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});
