import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../src/config.ts';

const PAGE = fileURLToPath(new URL('../../../docs/how-to/run-the-gateway.md', import.meta.url));

test('the page on running a gateway names every variable that is read, and no other', () => {
  const read = new Set<string>();
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_target, name) => {
        if (String(name).startsWith('SIGNAL_HOOKS_')) read.add(String(name));
        return undefined;
      },
    },
  );
  readConfig(environment);
  const page = readFileSync(PAGE, 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `SIGNAL_HOOKS_'));
  const named = rows.flatMap((row) => row.split(' | ')[0]?.match(/SIGNAL_HOOKS_[A-Z_]+/g) ?? []);
  expect(named.sort()).toEqual([...read].sort());
});
