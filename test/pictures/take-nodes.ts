/**
 * `npm run pictures:n8n`: takes the pictures of the n8n package's README, from the real n8n in
 * a real browser, and writes them into the package's `docs` folder. It needs a Chromium.
 * Names of pictures take only those: `npm run pictures:n8n -- canvas`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compressPicture } from '../../scripts/compress-picture.ts';
import { startEnvironment } from './environment.ts';
import { picturesOf } from './pictures.ts';

const docs = fileURLToPath(new URL('../../packages/n8n-nodes-signal-hooks/docs/', import.meta.url));
const names = process.argv.slice(2);

await mkdir(docs, { recursive: true });
const environment = await startEnvironment();
try {
  for (const [name, take] of picturesOf(environment)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const picture = await compressPicture(await take());
    await writeFile(`${docs}${name}.png`, picture);
    process.stdout.write(`${name}.png ${Math.round(picture.length / 1000)} kB\n`);
  }
} finally {
  await environment.close();
}
