/** `signal-hooks alerts`, and the commands of docs/how-to/alerts.md as they are written there. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { freePort, type GatewayProcess, runCli, serve } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { blocksOf, Shell } from '../../../test/support/how-to.ts';

let folder: Folder;
let gateway: GatewayProcess;
let receiver: Server;
let url: string;
const received: string[] = [];

beforeAll(async () => {
  folder = makeFolder();
  receiver = createServer(async (request, response) => {
    received.push((await buffer(request)).toString());
    response.writeHead(request.url === '/refuses' ? 404 : 200).end('no_service');
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  gateway = await serve(folder.path, await freePort());
});
afterAll(async () => {
  await gateway?.stop();
  receiver.closeAllConnections();
  receiver.close();
  folder.remove();
});

const env = (): Record<string, string> => ({
  SIGNAL_HOOKS_DATA: folder.path,
  SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8',
});
const alerts = (...args: string[]) => runCli(['alerts', ...args], { env: env() });

test('the page, followed literally', async () => {
  const shell = new Shell(folder.path, {
    ...env(),
    SLACK_WEBHOOK_URL: `${url}/slack`,
    HOOK_URL: `${url}/hook`,
    SIGNAL_HOOKS_SMTP_URL: 'smtp://127.0.0.1:9',
    SIGNAL_HOOKS_SMTP_FROM: 'hooks@example.com',
  });
  const outputs: string[] = [];
  let id = '';
  for (const block of blocksOf('alerts.md', 'sh')) {
    const { code, stdout, stderr } = await shell.run(block.replace('ach_…', id));
    expect([block, code, stderr]).toEqual([block, 0, '']);
    id ||= /ach_[0-9a-z]+/.exec(stdout)?.[0] ?? '';
    outputs.push(stdout);
  }
  const [added, tested, email, hook, rules, set, list] = outputs;
  expect(added).toMatch(/✔ ach_\w+: alerts go to 127\.0\.0\.1:\d+\n.*alerts test ach_/);
  expect(added).toMatch(/ach_\w+ +slack +ops/);
  expect(tested).toBe('✔ the test was taken\n');
  expect(JSON.parse(received[0] ?? '')).toMatchObject({
    text: expect.stringContaining('This is a test'),
  });
  expect(email).toContain('alerts go to ops@example.com, night@example.com');
  expect(hook).toMatch(/Signed with whsec_/);
  expect(rules).toMatch(/subscription_failing +10 minutes +every subscription/);
  expect(rules).toMatch(/source_silent +learned +every source/);
  expect(set).toMatch(/subscription_failing .*30 minutes\n.*80 percent\n.*source_silent is off/);
  expect(list).toBe('✔ There are no alerts.\n');
});

test('what is not taken ends with 1, and says why', async () => {
  const { stdout } = await alerts('add', 'slack', `${url}/refuses`, '--json');
  const { id } = JSON.parse(stdout);
  const tested = await alerts('test', id);
  expect(tested).toMatchObject({ code: 1 });
  expect(tested.stdout).toContain('It answered HTTP 404: no_service');
  expect((await alerts('remove', id)).code).toBe(0);
  const gone = await alerts('remove', id);
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('no such alert channel')]);
});

test('what is used wrongly ends with 2 or names the field', async () => {
  expect((await alerts('set', 'source_silent')).code).toBe(2);
  expect((await alerts('set', 'source_silent', '--threshold', 'soon')).code).toBe(2);
  expect((await alerts('add', 'pigeon', url)).code).toBe(2);
  expect((await alerts('add', 'slack', url, url)).code).toBe(2);
  const unknown = await alerts('set', 'source_silent', '--source', 'src_none');
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('source_ids.0')]);
});
