import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..');

test('the example of the README runs', () => {
  const [, example = ''] =
    /```js\n(.+?)```/s.exec(readFileSync(join(FOLDER, 'README.md'), 'utf8')) ?? [];
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', example], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  expect(printed).toMatch(/^sig_000001 false$/m);
  expect(printed).toMatch(/^ {2}provider: 'siggnal',$/m);
  expect(printed).toMatch(/^signature_mismatch \{$/m);
});
