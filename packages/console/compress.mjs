import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = /\.(?:js|css|svg|html)$/;

/** Vite plugin: writes `.br` and `.gz` beside each built file, so that the gateway compresses nothing. */
export const compress = () => ({
  name: 'compress',
  apply: 'build',
  async writeBundle({ dir }) {
    const names = await readdir(dir, { recursive: true });
    await Promise.all(
      names.filter((name) => COMPRESSIBLE.test(name)).map((name) => compressFile(join(dir, name))),
    );
  },
});

async function compressFile(path) {
  const content = await readFile(path);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}
