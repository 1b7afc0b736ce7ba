/** `--json` of the commands on the data folder: what the API shows, and what is shown once. */

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { until } from '../../../test/support/until.ts';

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

test('a back-up and its restoring say what was written, and that nothing is delivered yet', async () => {
  const folder: Folder = makeFolder();
  const run = (...args: string[]) => runCli(args, { cwd: folder.path });
  try {
    await run('source', 'add', 'siggnal', '--secret', SECRET, '--create', '--data', 'data');
    const taken = await run('backup', 'copy', '--data', 'data', '--json');
    const [data, backup] = ['data', 'copy'].map((name) => join(folder.path, name));
    expect(JSON.parse(taken.stdout)).toEqual({ data, backup, with_key: true });
    const restored = await run('restore', 'copy', '--data', 'other', '--json');
    const other = join(folder.path, 'other');
    expect(JSON.parse(restored.stdout)).toEqual({
      ...{ backup, data: other, with_key: true, deliveries_paused: true },
    });
    expect(existsSync(join(other, 'deliveries-paused'))).toBe(true);
  } finally {
    folder.remove();
  }
}, 120_000);

test('what was sent is counted, what was captured is named', async () => {
  const folder: Folder = makeFolder();
  const port = await freePort();
  const args = ['capture', '--port', String(port), '--body', 'body.json', '--json'];
  const captured = runCli(args, { cwd: folder.path });
  try {
    const to = `http://127.0.0.1:${port}/`;
    const reached = (): Promise<boolean> =>
      fetch(to, { method: 'HEAD' }).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(reached, (isUp) => isUp);
    const sent = await runCli(['send', 'siggnal', '--to', to, '--secret', SECRET, '--json']);
    expect([sent.code, JSON.parse(sent.stdout)]).toMatchObject([
      0,
      { sent: 1, delivered: 1, signed: true, event_type: 'signal', failures: [] },
    ]);
    const { stdout, stderr } = await captured;
    const outcome = JSON.parse(stdout);
    expect(outcome).toMatchObject({
      ...{ body_file: 'body.json', headers_file: 'body.headers', provider: 'siggnal' },
      body_bytes: readFileSync(join(folder.path, 'body.json')).length,
    });
    expect(outcome.headers.map((name: string) => name.toLowerCase())).toContain(
      'x-siggnal-signature',
    );
    expect(stderr).toContain(`Send one request to ${to}`);
  } finally {
    folder.remove();
  }
}, 120_000);

test('where nothing is accepted, that is JSON too, and the exit status is 1', async () => {
  const refusing = createServer((request, response) => {
    request.resume();
    response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  const to = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}/`;
  try {
    const sent = await runCli(['send', 'siggnal', '--to', to, '--secret', SECRET, '--json']);
    expect([sent.code, JSON.parse(sent.stdout)]).toMatchObject([1, { sent: 1, delivered: 0 }]);
  } finally {
    await new Promise((resolve) => refusing.close(resolve));
  }
}, 60_000);
