import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Folder, makeFolder } from './support/folder.ts';
import { INSTALL_LIMIT_MS, installTool } from './support/tools.ts';

const CHECK = fileURLToPath(new URL('../scripts/check-secrets.ts', import.meta.url));

/** Put together here, so that this file has none: invented, in the shapes of GitHub, Slack and AWS. */
const GITHUB = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const SLACK = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
const KEY = `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${'MIIEowIBAAKCAQEA'.repeat(20)}\n-----END ${'RSA PRIVATE'} KEY-----\n`;

beforeAll(() => installTool('supply-chain'), INSTALL_LIMIT_MS);

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

function check(allowed: readonly object[]): { code: number | null; stdout: string } {
  const list = join(folder.path, 'allowed.json');
  writeFileSync(list, JSON.stringify(allowed));
  const { status, stdout } = spawnSync(
    process.execPath,
    [CHECK, join(folder.path, 'repository'), list],
    { encoding: 'utf8' },
  );
  return { code: status, stdout };
}

function plant(path: string, text: string): void {
  const file = join(folder.path, 'repository', path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a planted secret is found, also in a hidden folder, and not printed', () => {
  plant('src/index.ts', `// nothing\nexport const token = '${GITHUB}';\n`);
  plant('.github/workflows/ci.yml', `env:\n  SLACK: ${SLACK}\n`);
  plant('docs/key.pem', KEY);
  plant('docs/README.md', 'Nothing here.\n');
  const { code, stdout } = check([]);
  expect(code).toBe(1);
  expect(stdout).toContain('secrets: 4 files, 3 found, 0 allowed, 3 faults');
  for (const place of ['src/index.ts:2 ', '.github/workflows/ci.yml:2 ', 'docs/key.pem:1 ']) {
    expect(stdout).toContain(place);
  }
  expect(stdout).not.toContain(GITHUB);
  expect(stdout).not.toContain(SLACK);
});

test('what is allowed passes: that one, in that file, with a reason, as long as it is there', () => {
  plant('test/one.ts', `export const token = '${GITHUB}';\n`);
  const entry = {
    file: 'test/one.ts',
    kind: 'GITHUB_TOKEN',
    sha256: sha256(GITHUB),
    why: 'Invented.',
  };
  expect(check([entry])).toMatchObject({ code: 0 });
  expect(check([{ ...entry, why: '' }])).toMatchObject({ code: 1 });
  plant('test/two.ts', `export const token = '${GITHUB}';\n`);
  expect(check([entry]).stdout).toContain('test/two.ts:1 GITHUB_TOKEN');
  plant('test/two.ts', '');
  plant('test/one.ts', `export const token = '${GITHUB.replace('wWP', 'xXQ')}';\n`);
  const { code, stdout } = check([entry]);
  expect(code).toBe(1);
  expect(stdout).toContain('test/one.ts:1 GITHUB_TOKEN');
  expect(stdout).toContain('is allowed, but is not there');
});
