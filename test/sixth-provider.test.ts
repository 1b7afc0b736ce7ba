/**
 * A provider is one folder: dropped into a copy of the workspace, it is on every surface once
 * `npm run generate` and a build have run. Nothing else is edited.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, type EventRow } from './support/api.ts';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { until } from './support/until.ts';
import { copyWorkspace, type WorkspaceCopy } from './support/workspace-copy.ts';

const ACME = join(__dirname, 'fixtures/acme');
const { credentials, requests } = JSON.parse(readFileSync(join(ACME, 'golden.json'), 'utf8'));
const [SECRET] = credentials.secrets as string[];
const [FOUND, LOST] = requests;

let folder: Folder;
let copy: WorkspaceCopy;

const read = (path: string): string => readFileSync(join(copy.path, path), 'utf8');
const json = (path: string) => JSON.parse(read(path));

/** Puts files of the provider into its folder. */
function drop(...files: readonly string[]): void {
  const target = join(copy.path, 'packages/catalogue/src/providers/acme');
  mkdirSync(target, { recursive: true });
  for (const file of files) cpSync(join(ACME, file), join(target, file));
}

/** Runs a program in the copy. @throws {Error} with its output, if it fails */
function succeed(command: string, args: readonly string[], cwd?: string): string {
  const { code, output } = copy.run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${code}\n${output}`);
  return output;
}

/** What a program prints as JSON in its last line. */
const printed = (script: string, cwd: string) =>
  JSON.parse(
    succeed('node', ['--input-type=module', '--eval', script], cwd).trimEnd().split('\n').at(-1) ??
      '',
  );

/** `npm run generate`, but for its first part, which installs. */
function generate(): void {
  const script: string = json('package.json').scripts.generate;
  for (const step of script.replaceAll('node scripts/run.mjs --install-only ', '').split(' && ')) {
    const [command = '', ...args] = step.split(' ');
    succeed(command, args);
  }
}

const GOLDEN_TEST = ['packages/catalogue/test/golden.test.ts'];
const CONTRACT_TEST = ['packages/catalogue/test/providers.test.ts', '--testNamePattern', 'Acme'];

let withoutSetup: ReturnType<WorkspaceCopy['run']>;
let withoutGolden: ReturnType<WorkspaceCopy['run']>;

beforeAll(() => {
  folder = makeFolder();
  copy = copyWorkspace(folder.path);
  drop('provider.ts');
  withoutSetup = copy.run('node', ['scripts/generate/registry.ts']);
  drop('setup.md', 'icon.svg');
  succeed('node', ['scripts/generate/registry.ts']);
  withoutGolden = copy.run('jest', GOLDEN_TEST);
  drop('golden.json');
  generate();
  succeed('tsc', ['--build']);
  succeed('node', ['packages/n8n-nodes-signal-hooks/build.mjs']);
  succeed('node', ['packages/zapier-signal-hooks/build.mjs']);
  succeed('node', ['packages/activepieces-signal-hooks/build.mjs']);
}, 15 * 60_000);
afterAll(() => folder.remove());

describe('the folder', () => {
  test('without a setup.md nothing is generated, and the message says so', () => {
    expect(withoutSetup.code).not.toBe(0);
    expect(withoutSetup.output).toContain('providers/acme: without a setup.md');
  });

  test('without a golden.json the tests are red, and the message names the file', () => {
    expect(withoutGolden.code).not.toBe(0);
    expect(withoutGolden.output).toContain(
      'packages/catalogue/src/providers/acme/golden.json cannot be read; write it.',
    );
  });

  test('with it, the golden requests and the contract hold', () => {
    succeed('jest', GOLDEN_TEST);
    expect(succeed('jest', CONTRACT_TEST)).toMatch(/Tests: .* [1-9]\d passed/);
  });

  test('what is generated is up to date and well-formed, and no link is broken', () => {
    succeed('node', ['scripts/generate/registry.ts', '--check']);
    succeed('node', ['scripts/generate/index.ts', '--check']);
    succeed('node', ['scripts/check-links.ts']);
    succeed('biome', ['check', '--error-on-warnings']);
  });
});

describe('the gateway and the command line', () => {
  let gateway: GatewayProcess;
  let ingestUrl: string;
  let added: string;
  let api: Api;
  const bin = (): string => join(copy.path, 'packages/cli/bin/signal-hooks.js');
  const run = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(args, { bin: bin(), cwd: folder.path });
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    return stdout;
  };

  beforeAll(async () => {
    const port = await freePort();
    const data = join(folder.path, 'data');
    const where = ['--data', data, '--url', `http://127.0.0.1:${port}`, '--create'];
    added = await run('source', 'add', 'acme', '--secret', SECRET ?? '', ...where);
    ingestUrl = /ingest URL +(\S+)/.exec(added)?.[1] ?? '';
    const token = await run('token', 'create', '--for', 'console', '--data', data);
    gateway = await serve(data, port, {}, bin());
    api = new Api(gateway.url, token.trim());
  });
  afterAll(() => gateway?.stop());

  const events = (): Promise<EventRow[]> => api.all<EventRow>('/v1/events');

  test('`source add` says what to click', () => {
    expect(added).toContain('✔ Acme Radar is connected');
    expect(added).toContain('1. In Acme Radar open Settings → Webhooks and paste the ingest URL.');
  });

  test.each([FOUND, LOST])('$what, signed by openssl, is stored as its record', async (request) => {
    const { body, headers, event_type, record } = request;
    expect((await send(ingestUrl, { headers, body })).status).toBe(200);
    expect((await send(ingestUrl, { headers, body: `${body} ` })).status).toBe(401);
    const [newest] = await events();
    expect(newest?.record).toMatchObject({ ...record, provider: 'acme', event_type });
  });

  test('a retry is no second event', async () => {
    const { headers, body } = FOUND;
    expect((await send(ingestUrl, { headers, body })).status).toBe(200);
    expect(await events()).toHaveLength(2);
  });

  test('`verify` explains a request', async () => {
    const [header = '', value] = Object.entries(FOUND.headers)[0] ?? [];
    const args = ['verify', 'acme', '--body', '-', '--header', `${header}: ${value}`, '--json'];
    const verify = (secret: string) =>
      runCli([...args, '--secret', secret], { bin: bin(), input: FOUND.body });
    const [right, wrong] = await Promise.all([verify(SECRET ?? ''), verify('another secret')]);
    expect(JSON.parse(right.stdout)).toMatchObject({ ok: true, record: FOUND.record });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false, code: 'signature_mismatch' });
  });

  test('/v1/providers has its steps, event types and fields', async () => {
    const all = (await api.get('/v1/providers')).json.data as { id: string }[];
    expect(all[0]).toMatchObject({
      id: 'acme',
      name: 'Acme Radar',
      registration: {
        kind: 'by-hand',
        steps: [
          'In Acme Radar open Settings → Webhooks and paste the ingest URL.',
          'Enter the secret, and save.',
        ],
      },
      event_types: [{ type: 'lead.found' }, { type: 'lead.lost' }],
      fields: expect.arrayContaining([expect.objectContaining({ key: 'lead_id', type: 'id' })]),
    });
  });

  test('the emulator plays it', async () => {
    const port = await freePort();
    const emulator = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [bin(), 'emulate', '--port', String(port)]);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    try {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk;
      });
      await until(
        () => output,
        (text) => text.includes(emulator),
      );
      const headers = { 'content-type': 'application/json' };
      const form = JSON.stringify({ url: ingestUrl, secret: SECRET });
      await send(`${emulator}/screens/acme/webhooks`, { headers, body: form });
      const fired = await send(`${emulator}/emulate/acme/events/lead.found`, {
        ...{ headers, body: JSON.stringify({ wait: true }) },
      });
      expect(fired.json.deliveries).toMatchObject([{ status: 'delivered' }]);
    } finally {
      child.kill('SIGTERM');
      await gone;
    }
    const [newest] = await events();
    expect(newest?.record).toMatchObject({
      ...{ event_type: 'lead.found', company_domain: 'northwind.example' },
      contact_email: 'nancy@northwind.example',
    });
  });
});

describe('n8n', () => {
  const PACKAGE = 'packages/n8n-nodes-signal-hooks';
  const NODE = 'dist/nodes/AcmeRadar/AcmeRadarTrigger.node.js';
  const CREDENTIAL = 'dist/credentials/AcmeRadarApi.credentials.js';
  const load = (file: string, name: string) => {
    const script = `import { createRequire } from 'node:module';
      const { ${name} } = createRequire(import.meta.url)('./${file}');
      console.log(JSON.stringify(new ${name}()));`;
    return printed(script, PACKAGE);
  };

  test('the manifest lists what is built', () => {
    const { n8n } = json(`${PACKAGE}/package.json`);
    expect(n8n.nodes).toContain(NODE);
    expect(n8n.credentials).toContain(CREDENTIAL);
    for (const file of [...n8n.nodes, ...n8n.credentials]) {
      expect([file, existsSync(join(copy.path, PACKAGE, file))]).toEqual([file, true]);
    }
    for (const file of ['acmeRadar.svg', 'acmeRadar.dark.svg', 'AcmeRadarTrigger.node.json']) {
      expect(existsSync(join(copy.path, PACKAGE, 'dist/nodes/AcmeRadar', file))).toBe(true);
    }
  });

  test('the node loads: a trigger with its event types and its credential', () => {
    const { description } = load(NODE, 'AcmeRadarTrigger');
    expect(description).toMatchObject({
      displayName: 'Acme Radar Trigger',
      description: 'Starts the workflow when Acme finds or loses a lead',
      credentials: [{ name: 'acmeRadarApi', required: true }],
      webhooks: [{ httpMethod: 'POST' }],
    });
    const panel = JSON.stringify(description.properties);
    for (const text of ['lead.found', 'lead.lost', 'paste the Production URL']) {
      expect(panel).toContain(text);
    }
  });

  test('the credential loads', () => {
    const { name, properties } = load(CREDENTIAL, 'AcmeRadarApi');
    expect(name).toBe('acmeRadarApi');
    expect(properties[0]).toMatchObject({ name: 'signingSecret', required: true });
  });
});

test('Zapier: its own check finds nothing wrong with the app, which has the triggers', () => {
  const script = `import { createRequire } from 'node:module';
    import app from './dist/index.js';
    const { createAppHandler } = createRequire(import.meta.url)('zapier-platform-core');
    const { results } = await createAppHandler(app)({ command: 'validate' });
    const { key, noun, display, operation } = app.triggers.acme_lead;
    const { acme_lost_lead: { display: lost } } = app.triggers;
    const fields = operation.outputFields;
    console.log(JSON.stringify({ results, key, noun, display, lost, fields }));`;
  const { results, key, noun, display, lost, fields } = printed(
    script,
    'packages/zapier-signal-hooks',
  );
  expect(results).toEqual([]);
  expect({ key, noun, display }).toEqual({
    ...{ key: 'acme_lead', noun: 'Lead' },
    display: { label: 'New Acme Lead', description: 'Triggers when Acme finds or loses a lead.' },
  });
  expect(lost).toEqual({
    label: 'New Lost Lead',
    description: 'Triggers when Acme loses a lead to others.',
  });
  expect(fields.map((field: { key: string }) => field.key)).toEqual(
    expect.arrayContaining(['score', 'company_domain', 'contacts[]email', 'lead_id']),
  );
});

test('Activepieces: the piece has the trigger, with its texts and the labels of its fields', () => {
  const script = `import { createRequire } from 'node:module';
    const { signalHooks } = createRequire(import.meta.url)('./dist/src/index.js');
    console.log(JSON.stringify(signalHooks.metadata().triggers.acme_lead));`;
  const trigger = printed(script, 'packages/activepieces-signal-hooks');
  expect(trigger).toMatchObject({
    ...{ displayName: 'New Acme Lead', description: 'Triggers when Acme finds or loses a lead.' },
    sampleData: { provider: 'acme', event_id: expect.any(String) },
  });
  expect(trigger.outputSchema.fields).toEqual(
    expect.arrayContaining([expect.objectContaining({ key: 'lead_id', label: 'Lead ID' })]),
  );
});

test('Make: the app has its fields, and a blueprint checks its signature', () => {
  const ownFields = 'packages/make-signal-hooks/app/rpcs/own-fields/own-fields.communication';
  expect(read(`${ownFields}.iml.json`)).toContain('lead_id');
  const blueprints = 'packages/make-signal-hooks/blueprints';
  for (const destination of ['google-sheets', 'slack', 'hubspot']) {
    const blueprint = json(`${blueprints}/acme-${destination}.blueprint.json`);
    expect(JSON.stringify(blueprint)).toContain('x-acme-signature');
  }
  expect(read(`${blueprints}/README.md`)).toContain(
    '- In Acme Radar open Settings → Webhooks and paste the webhook’s address.',
  );
});

describe('recipes and docs', () => {
  /** Rows of a page that begin with the provider. */
  const rows = (page: string): string[] =>
    read(page)
      .split('\n')
      .filter((line) => /^\| \[?Acme Radar/.test(line));

  test('the front page says what is supported', () => {
    expect(rows('README.md')).toContain(
      '| [Acme Radar](docs/reference/providers/acme.md) | HMAC-SHA256 | paste the URL | Acme Radar Trigger | New Acme Lead | blueprint |',
    );
  });

  // Its events name people and companies who are prospects: so there is a recipe for the CRM.
  test.each(['google-sheets', 'slack', 'hubspot'])('a workflow for n8n: %s', (destination) => {
    const { nodes } = json(`recipes/n8n/acme-${destination}.json`);
    expect(nodes.map((node: { type: string }) => node.type)).toContain(
      'n8n-nodes-signal-hooks.acmeRadarTrigger',
    );
    expect(read('recipes/n8n/README.md')).toContain(`<a id="acme-${destination}"></a>`);
    const [index] = rows('recipes/README.md');
    expect(index).toContain(`(n8n/README.md#acme-${destination})`);
    expect(index).toContain(`/acme-${destination}.blueprint.json)`);
  });

  test('its reference page has the steps and the fields', () => {
    const page = read('docs/reference/providers/acme.md');
    expect(page).toContain('1. In Acme Radar open Settings → Webhooks and paste the ingest URL.');
    expect(page).toContain('| `lead_id` | Lead ID | id |');
    const record = read('docs/reference/record.md');
    expect(record).toContain('[Acme Radar](providers/acme.md)');
    expect(record).toMatch(/^\| `score` \| ✓ \|/m);
    expect(read('docs/reference/zapier-fields.md')).toContain('## New Acme Lead');
  });
});
