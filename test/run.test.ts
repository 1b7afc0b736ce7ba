import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('./run.ts', import.meta.url));

/** What `npm run test:e2e` does with these arguments. */
const run = (...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [SCRIPT, ...args]);

test.each([[['--n8n', 'oldest']], [['--n8n=newest']], [[]]])(
  '%j lets the rest through',
  async (args) => {
    const { stdout } = await run(...args, '--listTests', 'test/n8n/panel');
    expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(/panel\.test\.ts$/)]);
  },
);

test.each([[['--n8n', '2.39.10']], [['--n8n=']], [['--n8n']]])('%j is refused', async (args) => {
  await expect(run(...args, '--listTests')).rejects.toMatchObject({
    code: 2,
    stderr: '--n8n takes one of: oldest, newest.\n',
  });
});
