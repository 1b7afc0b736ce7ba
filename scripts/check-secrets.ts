/**
 * Part of `npm run check`: no file of the repository has a secret in it. What looks like one in a test
 * is in `scripts/secrets/allowed.json`: where it is, its SHA-256, and why it is none.
 *
 * Usage: node scripts/check-secrets.ts [folder [list of what is allowed]]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTool } from '../test/support/tools.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const [folder = join(here, '..'), list = join(here, 'secrets/allowed.json')] =
  process.argv.slice(2);

interface Found {
  readonly file: string;
  /** What it looks like, as secretlint calls it. */
  readonly kind: string;
  readonly sha256: string;
}

interface Allowed extends Found {
  readonly why: string;
}

/** What secretlint prints for a file. */
interface Result {
  readonly filePath: string;
  readonly sourceContent: string;
  readonly messages: readonly {
    readonly messageId: string;
    readonly range: readonly [number, number];
    readonly loc: { readonly start: { readonly line: number } };
  }[];
}

/** Runs secretlint over every file that git does not ignore. */
async function scan(path: string): Promise<readonly Result[]> {
  const tool = await installTool('supply-chain');
  const program = join(tool, 'node_modules/secretlint/bin/secretlint.js');
  const config = join(here, 'secrets/secretlint.json');
  const args = [program, '--secretlintrc', config, '--format', 'json', '**/*'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    ...{ cwd: path, encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 },
  });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`secretlint failed:\n${stderr}`);
  }
}

const results = await scan(resolve(folder));
const found = results.flatMap(({ filePath, sourceContent, messages }) =>
  messages.map(({ messageId, range, loc }) => ({
    file: relative(resolve(folder), filePath).replaceAll('\\', '/'),
    line: loc.start.line,
    kind: messageId,
    sha256: createHash('sha256')
      .update(sourceContent.slice(...range))
      .digest('hex'),
  })),
);
const allowed: readonly Allowed[] = JSON.parse(readFileSync(list, 'utf8'));
const isSame = (one: Found, other: Found): boolean =>
  one.file === other.file && one.kind === other.kind && one.sha256 === other.sha256;

const faults = [
  ...found
    .filter((one) => !allowed.some((entry) => isSame(entry, one)))
    .map(({ file, line, kind, sha256 }) => `${file}:${line} ${kind}, SHA-256 ${sha256}`),
  ...allowed
    .filter((entry) => entry.why.trim() === '' || !found.some((one) => isSame(entry, one)))
    .map(({ file, kind }) => `${file}: ${kind} is allowed, but is not there or has no reason`),
];
process.stdout.write(
  `secrets: ${results.length} files, ${found.length} found, ${allowed.length} allowed, ${faults.length} faults\n`,
);
if (faults.length > 0) {
  process.stdout.write(`${faults.join('\n')}\n`);
  process.stdout.write(
    'A secret that was committed is known to others: replace it where it is valid. ' +
      'What is none belongs in scripts/secrets/allowed.json.\n',
  );
  process.exitCode = 1;
}
