/**
 * Runs a command, and ends it when whoever wanted it is gone: a test run that is killed leaves
 * nothing behind. It is started as the leader of a process group, with a pipe as its input.
 *
 * node n8n-guard.ts <command> [argument …]
 */
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const { GUARDED_NODE_OPTIONS, ...env } = process.env;
if (GUARDED_NODE_OPTIONS !== undefined) env.NODE_OPTIONS = GUARDED_NODE_OPTIONS;

const child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 1));

process.on('SIGTERM', () => child.kill('SIGTERM'));
// The other end of the pipe closes with its process, however that ended.
process.stdin.on('close', () => process.kill(-process.pid, 'SIGKILL'));
process.stdin.resume();
