import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/support/cli.ts';
import { until } from '../../test/support/until.ts';
import { open } from '../load/connection.ts';
import { SECRET } from '../sample.ts';
import type { Server } from './start.ts';

/** Whether Debian's `webhook` is installed: https://github.com/adnanh/webhook */
export const hasWebhookGo = (): boolean => spawnSync('webhook', ['-version']).status === 0;

/** It checks the HMAC, runs a command, which is what it is for, and answers. */
export async function startWebhookGo(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-hooks-bench-'));
  const hooks = join(folder, 'hooks.json');
  await writeFile(hooks, JSON.stringify([HOOK]));
  const port = await freePort();
  const args = ['-hooks', hooks, '-ip', '127.0.0.1', '-port', String(port)];
  const child = spawn('webhook', args, { stdio: 'ignore' });
  const gone = once(child, 'exit');
  const isUp = (): Promise<boolean> =>
    open(port).then(
      (socket) => socket.destroy().destroyed,
      () => false,
    );
  await until(isUp, (up) => up);
  return {
    pid: child.pid ?? 0,
    port,
    path: `/hooks/${HOOK.id}`,
    async stop() {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const HOOK = {
  id: 'in',
  'execute-command': '/bin/true',
  // Otherwise it answers before anything has been done with the request.
  'include-command-output-in-response': true,
  // It would be 200.
  'trigger-rule-mismatch-http-response-code': 401,
  'trigger-rule': {
    match: {
      type: 'payload-hmac-sha256',
      secret: SECRET,
      parameter: { source: 'header', name: 'X-Siggnal-Signature' },
    },
  },
};
