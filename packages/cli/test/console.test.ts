import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLog, readConfig, startGateway } from '@signal-hooks/gateway';
import { freePort, runCli, serve } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { printConsole } from '../src/commands/console.ts';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

const signIn = (url: string, code: string): Promise<Response> =>
  fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signal-hooks-csrf': '1' },
    body: JSON.stringify({ code }),
  });

test('a link from the command line signs in once at the gateway that runs on the data', async () => {
  const gateway = await serve(folder.path, await freePort());
  try {
    const options = ['--data', folder.path, '--url', 'https://hooks.example.com/base'];
    const { stdout, code } = await runCli(['console', 'link', ...options]);
    expect(code).toBe(0);
    const link = /^https:\/\/hooks\.example\.com\/base\/console\/#code=([\w-]{43})\n$/.exec(stdout);
    const answers = [];
    for (let at = 0; at < 2; at += 1) {
      answers.push((await signIn(gateway.url, link?.[1] ?? '')).status);
    }
    expect(answers).toEqual([201, 401]);
    expect(gateway.logged()).not.toContain(link?.[1]);
  } finally {
    await gateway.stop();
  }
});

test('a gateway that nobody has signed in to prints a link; later only those at the terminal, or who ask for it', async () => {
  mkdirSync(join(folder.path, 'dist'));
  writeFileSync(join(folder.path, 'dist/index.html'), '<!doctype html>');
  const config = { dataDir: folder.path, port: 0, consoleFolder: join(folder.path, 'dist') };
  const gateway = await startGateway(readConfig({}, config), { log: createLog('silent') });
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { isTTY } = process.stdout;
  const print = async (isTerminal: boolean, consoleLink = false): Promise<string> => {
    process.stdout.isTTY = isTerminal;
    printed.mockClear();
    await printConsole(gateway, { consoleLink });
    return printed.mock.calls.map(([text]) => text).join('');
  };
  try {
    const first = await print(false);
    expect(first).toContain(`${gateway.url}/console/\n`);
    const code = /#code=([\w-]{43})\n/.exec(first)?.[1] ?? '';
    expect((await signIn(gateway.url, code)).status).toBe(201);
    const later = await print(false);
    expect(later).toContain('signal-hooks console link');
    expect(later).not.toContain('#code=');
    expect(await print(true)).toContain('#code=');
    expect(await print(false, true)).toContain('#code=');
  } finally {
    process.stdout.isTTY = isTTY;
    printed.mockRestore();
    await gateway.close();
  }
});
