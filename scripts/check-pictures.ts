/**
 * Part of `npm run check`: every committed picture has a palette and is small. With `--write` it
 * compresses those that have none.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compressPicture, isCompressed, MAX_PICTURE_SIZE } from './compress-picture.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const mayWrite = process.argv.includes('--write');
const listed = execFileSync(
  'git',
  ['ls-files', '-z', '-co', '--exclude-standard', '*.png', '*.jpg', '*.jpeg', '*.gif', '*.webp'],
  { encoding: 'utf8' },
);
const paths = listed.split('\0').filter((path) => path !== '');

/** @returns what is wrong with a picture */
async function faultOf(path: string): Promise<string | undefined> {
  const picture = await readFile(path);
  if (!(await isCompressed(picture))) {
    if (!mayWrite || !path.endsWith('.png')) return 'is no PNG with a palette';
    await writeFile(path, await compressPicture(picture));
    return;
  }
  if (picture.length > MAX_PICTURE_SIZE) return `has ${picture.length} bytes`;
  return;
}

let total = 0;
const faults: string[] = [];
for (const path of paths) {
  const fault = await faultOf(path);
  total += (await readFile(path)).length;
  if (fault !== undefined) faults.push(`  ${path} ${fault}`);
}
process.stdout.write(
  `${paths.length} pictures, ${Math.round(total / 1000)} kB, ${faults.length} too large\n`,
);
if (faults.length > 0) {
  process.stdout.write(`${faults.join('\n')}\n`);
  process.stdout.write(
    `Every picture is a PNG with a palette of at most ${MAX_PICTURE_SIZE / 1000} kB; this compresses them:\n` +
      'node scripts/check-pictures.ts --write\n',
  );
  process.exitCode = 1;
}
