import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Folder, makeFolder } from './support/folder.ts';

const SCRIPT = fileURLToPath(new URL('../bench/run.ts', import.meta.url));

/** What `npm run bench` does with these arguments. */
const run = (...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [SCRIPT, ...args]);

let folder: Folder;

beforeAll(() => {
  folder = makeFolder();
});

afterAll(() => folder.remove());

test('the figures that are named are written, and no others', async () => {
  const file = join(folder.path, 'figures.json');
  const { stdout } = await run('receive-rsa', '--json', file);
  expect(stdout).toMatch(/^receive-rsa: ours .*\/s, peer .*\/s, ratio .* \(aim ≥ 0\.80: .*\)$/m);
  const number = expect.any(Number);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    'receive-rsa': { ours: number, peer: number, ratio: number, aim: '≥ 0.80' },
  });
});

test('a name that there is not is refused', async () => {
  await expect(run('deliver')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^There is no figure deliver\. There are: receive, .*, rss\.\n$/),
  });
});
