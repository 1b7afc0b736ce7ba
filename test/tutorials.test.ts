/** Tutorials, followed as they are written: their commands are taken out of the pages. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { blocksOf, Shell } from './support/how-to.ts';
import { send } from './support/http.ts';
import { until } from './support/until.ts';

let folder: Folder;
const running: { pid?: number | undefined }[] = [];
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => {
  for (const { pid } of running.splice(0)) stop(pid);
  folder.remove();
});

/** Ends a block that runs, with all of its processes. */
function stop(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The page's commands, on ports that are free here. */
function commands(page: string, ports: Readonly<Record<string, number>>): string[] {
  return blocksOf(page, 'sh').map((block) =>
    Object.entries(ports).reduce(
      (text, [from, to]) => text.replaceAll(`:${from}`, `:${to}`).replaceAll(` ${from}`, ` ${to}`),
      block,
    ),
  );
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await send(url, { method: 'GET' })).status < 500;
  } catch {
    return false;
  }
};

test('docs/tutorials/self-host.md', async () => {
  const [port, receiverPort] = [await freePort(), await freePort()];
  const blocks = commands('../tutorials/self-host.md', { 8787: port, 8790: receiverPort });
  const [
    setUp,
    serve = '',
    add = '',
    address = '',
    event = '',
    tampered = '',
    twice = '',
    ...rest
  ] = blocks;
  const [capture = '', subscribe = '', ...none] = rest;
  expect(setUp).toBe('npm run setup\n');
  expect(none).toEqual([]);
  const shell = new Shell(folder.path, { SIGNAL_HOOKS_PORT: String(port) });

  running.push(shell.start(serve));
  await until(() => answers(`http://127.0.0.1:${port}/healthz`), Boolean);
  const added = await shell.run(add);
  expect([added.code, added.stderr]).toEqual([0, '']);
  const [url = ''] = /http:\S+\/in\/src_\w+/.exec(added.stdout) ?? [];
  expect(url).toContain(address.trim().replace('INGEST_URL=', '').replace('src_…', 'src_'));
  // Each block is a shell of its own here; on the page one terminal runs them.
  const [exported = ''] = add.split('\n');
  const run = (block: string) => shell.run(`${exported}\nINGEST_URL=${url}\n${block}`);

  expect((await run(event)).stdout).toMatch(/1 of 1 requests accepted[\s\S]* siggnal /);
  expect((await run(tampered)).stdout).toMatch(/signature_mismatch/);
  const rows = async (block: string) => (await run(block)).stdout.match(/\bevt_\w+/g);
  expect(await rows(twice)).toHaveLength(2);

  const receiver = shell.start(capture);
  running.push(receiver);
  let printed = '';
  receiver.stdout?.on('data', (chunk) => (printed += chunk));
  await until(
    () => printed,
    (text) => text.includes(`:${receiverPort}`),
  );
  expect((await run(subscribe)).stdout).toMatch(/1 of 1 requests accepted/);
  const path = join(folder.path, 'body.json');
  await until(() => existsSync(path) && receiver.exitCode !== null, Boolean);
  expect(JSON.parse(readFileSync(path, 'utf8')).data).toMatchObject({ provider: 'siggnal' });
});
