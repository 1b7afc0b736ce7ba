/** The page's file and commands, as they are written there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { blocksOf, Shell } from './support/how-to.ts';

const PAGE = 'configuration-as-a-file.md';
const DEFINITION = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme', encoding: 'hex' },
};

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

test('docs/how-to/configuration-as-a-file.md, followed literally', async () => {
  const at = (name: string): string => join(folder.path, name);
  const cwd = folder.path;
  expect(
    (await runCli(['source', 'add', 'siggnal', '--name', 'Old', '--create'], { cwd })).code,
  ).toBe(0);
  const [file = ''] = blocksOf(PAGE, 'yaml');
  writeFileSync(at('gateway.yaml'), file.replace('/run/secrets/orders', at('orders')));
  writeFileSync(at('acme.json'), JSON.stringify(DEFINITION));
  writeFileSync(at('orders'), 'secret-of-orders\n');
  const shell = new Shell(folder.path, {
    ALARMS_SECRET: 'secret-of-alarms',
    SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/secret-of-slack',
    N8N_URL: 'https://n8n.example.com/webhook/secret-path',
  });
  const outcomes = [];
  for (const block of blocksOf(PAGE, 'sh')) outcomes.push(await shell.run(block));
  expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(outcomes.map(() => [0, '']));
  const [applied, pruned, exported, ...rest] = outcomes;
  expect(rest).toEqual([]);
  expect(applied?.stdout).toMatch(
    /^\+ source Alarms[\s\S]*✔ added source Alarms[\s\S]*as the file says\./,
  );
  expect(applied?.stdout).toContain('source Old');
  expect(pruned?.stdout).toMatch(/^- source Old[\s\S]*✔ removed source Old/);
  expect(exported?.stdout).toBe('');
  const again = await shell.run('npx signal-hooks apply gateway.yaml; cat exported.yaml');
  expect(again.stdout).toContain('The gateway is as the file says.');
  expect(again.stdout).toContain('target_url: { env: N8N_URL } # at n8n.example.com');
  expect(again.stdout).not.toContain('secret-');
});
