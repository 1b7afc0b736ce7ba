import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { blocksOf } from '../../../test/support/how-to.ts';
import { openGateway, type TestGateway } from './support/gateway.ts';

const PACKAGE = join(__dirname, '..');
const ROOT = join(PACKAGE, '../..');

let folder: Folder;
let gateway: TestGateway;
/** Where Activepieces unpacks the archive: nothing else is there. */
let installed: string;

beforeAll(async () => {
  folder = makeFolder();
  gateway = await openGateway();
  const built = join(folder.path, 'built');
  execFileSync(process.execPath, [join(PACKAGE, 'build.mjs'), built]);
  const pack = ['pack', built, '--json', '--pack-destination', folder.path];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { encoding: 'utf8' }));
  installed = join(folder.path, 'pieces');
  mkdirSync(installed);
  execFileSync('tar', [
    '-xzf',
    join(folder.path, filename),
    '-C',
    installed,
    '--strip-components=1',
  ]);
});
afterAll(async () => {
  await gateway?.close();
  folder.remove();
});

/** Runs a script in a process of its own, while the gateway answers. @returns what it prints as JSON */
async function printed(script: string) {
  const file = join(folder.path, 'script.cjs');
  writeFileSync(file, script);
  return JSON.parse((await promisify(execFile)(process.execPath, [file])).stdout);
}

test('the archive is one file, licences, and a manifest that asks for nothing', () => {
  expect(readdirSync(installed).sort()).toEqual([
    ...['LICENSE', 'package.json', 'src', 'third-party-licences.txt'],
  ]);
  expect(readdirSync(join(installed, 'src'))).toEqual(['index.js']);
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({
    ...{ name: '@signal-hooks/piece-signal-hooks', main: './src/index.js' },
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    dependencies: {},
  });
  // From there on Activepieces' own build warns.
  expect(statSync(join(installed, 'src/index.js')).size).toBeLessThan(3 * 1024 * 1024);
  expect(readFileSync(join(installed, 'src/index.js'), 'utf8')).not.toContain(ROOT);
});

test('the licences of all that is bundled are beside it, as texts', () => {
  const list = readFileSync(join(installed, 'third-party-licences.txt'), 'utf8');
  const [, ...parts] = list.split(/^## (?=\S+ - \d)/m);
  const names = parts.map((part) => part.slice(0, part.indexOf(' - ')));
  expect(names).toEqual(
    expect.arrayContaining(['@activepieces/pieces-framework', 'zod', 'tslib', 'dayjs']),
  );
  for (const part of parts) {
    expect(part).toMatch(/\((?:MIT|ISC|BSD-3-Clause|0BSD)\)\n/);
    expect(part).toMatch(/copyright/i);
    expect(part).toMatch(/as is/i);
  }
});

test('loaded in an empty folder, it connects to a gateway', async () => {
  const auth = await gateway.connection();
  const { piece, valid, triggers } = await printed(`
    const exported = Object.values(require(${JSON.stringify(installed)}));
    const piece = exported.find((each) => each.constructor.name === 'Piece');
    piece.auth.validate({ auth: ${JSON.stringify(auth)} }).then((valid) =>
      console.log(JSON.stringify({
        piece: piece.displayName, valid, triggers: Object.keys(piece.metadata().triggers),
      })));`);
  expect({ piece, valid }).toEqual({ piece: 'Signal Hooks', valid: { valid: true } });
  expect(triggers).toEqual(
    expect.arrayContaining(['new_signal', 'siggnal_signal', 'alerts_alert']),
  );
});

test('the guide names what was packed', () => {
  const [build = ''] = blocksOf('activepieces.md', 'sh');
  expect(build).toContain('npm run build -w activepieces-signal-hooks');
  expect(build).toContain('npm pack ./packages/activepieces-signal-hooks/dist');
  const page = readFileSync(join(ROOT, 'docs/how-to/activepieces.md'), 'utf8');
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(page).toContain(`\`${manifest.name}\``);
  expect(page).toContain(`\`${manifest.name.replace('@', '').replace('/', '-')}-\``);
});
