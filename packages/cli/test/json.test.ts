/** `--json` of the commands on the data folder: what the API shows, and what is shown once. */

import { runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';

const SECRET = 'secret-of-the-json-test';

test('sources, subscriptions and tokens are printed as the API shows them', async () => {
  const folder: Folder = makeFolder();
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli([...args, '--json', '--data', 'data'], {
      cwd: folder.path,
      env: { SIGNAL_HOOKS_URL: 'https://hooks.example.com' },
    });
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };
  try {
    const source = await run(
      ...['source', 'add', 'siggnal', '--name', 'Alarms', '--secret', SECRET, '--create'],
    );
    expect(source).toMatchObject({
      ...{ provider: 'siggnal', name: 'Alarms', state: 'ready', secret: null },
      ingest_url: `https://hooks.example.com/in/${source.id}`,
    });
    const { secret: _, ...shown } = source;
    expect(await run('source', 'list')).toEqual([shown]);
    expect(await run('source', 'show', source.id)).toEqual(shown);
    expect(JSON.stringify(shown)).not.toContain(SECRET);
    expect(await run('subscribe', 'https://example.com/hook', '--name', 'n8n')).toMatchObject({
      ...{ id: expect.stringMatching(/^sub_/), name: 'n8n', status: 'active' },
      secret: expect.stringMatching(/^whsec_/),
    });
    expect(await run('token', 'list')).toEqual([]);
  } finally {
    folder.remove();
  }
}, 120_000);
