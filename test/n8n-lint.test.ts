/** The package passes n8n's own checks, none of them switched off, and so may be verified. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  classNameOf,
  credentialClassOf,
  credentialNameOf,
  nodeNameOf,
  PROVIDERS,
} from '@signal-hooks/catalogue';
import { type Checkout, checkOut, type Installed, install, scan } from './support/n8n-lint.ts';
import type { ScanReport, ScanResult } from './support/n8n-scan.ts';
import { INSTALL_LIMIT_MS, installTool } from './support/tools.ts';

const ALL = Object.values(PROVIDERS);

/** What n8n calls what each file holds. */
const NODES = [
  ...ALL.map((provider) => {
    const className = classNameOf(provider);
    return [`${className}/${className}Trigger`, nodeNameOf(provider)] as const;
  }),
  ['SignalHooks/SignalHooksTrigger', 'signalHooksTrigger'] as const,
  ['SignalHooksAlert/SignalHooksAlertTrigger', 'signalHooksAlertTrigger'] as const,
  ['SignedWebhook/SignedWebhookTrigger', 'signedWebhookTrigger'] as const,
  ['SignalHooks/SignalHooks', 'signalHooks'] as const,
];
const CREDENTIALS = [
  ...ALL.map((provider) => [credentialClassOf(provider), credentialNameOf(provider)] as const),
  ['SignalHooksApi', 'signalHooksApi'] as const,
  ['SignedWebhookApi', 'signedWebhookApi'] as const,
];

const NODE_FILES = NODES.map(([file]) => `nodes/${file}.node`);
const CREDENTIAL_FILES = CREDENTIALS.map(([file]) => `credentials/${file}.credentials`);

/** Parameters of a long panel, in files of their own. */
const PARAMETERS = [
  ...['delivery', 'event', 'source', 'subscription'].map((name) => `nodes/SignalHooks/${name}`),
  ...['nodes/SignedWebhook/options', 'nodes/SignedWebhook/scheme'],
];
/** Each with an icon for light and for dark; two nodes share one. */
const FOLDERS = new Set(NODES.map(([file]) => dirname(file)));

/** As n8n loads a file: it is required, and the class named like it is made. */
const LOAD = `
  const { basename, resolve } = require('node:path');
  const [file] = process.argv.slice(1);
  const [name] = basename(file).split('.');
  const made = new (require(resolve(file))[name])();
  const { icon, ...description } = { ...made, ...made.description };
  process.stdout.write(JSON.stringify({ class: name, name: description.name, icon }));
`;

let tool = '';
let checkout: Checkout;
let installed: Installed;

beforeAll(async () => {
  tool = await installTool('n8n-lint');
  checkout = await checkOut(tool);
  installed = await install(checkout, tool);
}, INSTALL_LIMIT_MS);
afterAll(() => {
  installed?.remove();
  checkout?.remove();
});

describe('n8n-node lint', () => {
  it('passes, with the configuration that n8n prescribes', async () => {
    const manifest = JSON.parse(await readFile(join(checkout.packagePath, 'package.json'), 'utf8'));
    expect(manifest.n8n.strict).toBe(true);
    const { code, stdout } = await checkout.lint();
    expect({ code, problems: /[✖✗]|error|warning|violation/i.test(stdout) && stdout }).toEqual({
      code: 0,
      problems: false,
    });
  });

  it('passes without any warning, and without a comment that switches a rule off', async () => {
    expect(await checkout.lintStrictly()).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe("n8n's scan of packages to be verified", () => {
  let report: ScanReport;
  beforeAll(async () => {
    report = await scan(tool, checkout, installed);
  });

  it('passes the source, which it finds in the monorepo', () => {
    expect(report.source).toMatchObject({ passed: true, problems: [] });
    const sources = [...NODE_FILES, ...CREDENTIAL_FILES, ...PARAMETERS].map((file) => `${file}.ts`);
    const codex = NODE_FILES.map((file) => `${file}.json`);
    expect(report.source?.files).toEqual([...sources, ...codex, 'package.json'].sort());
  });

  it('passes the tarball', () => {
    expect(report.tarball).toMatchObject({ passed: true, problems: [] });
    const compiled = ['core/index', ...NODE_FILES, ...CREDENTIAL_FILES];
    const files = compiled.map((file) => `dist/${file}.js`);
    expect(report.tarball.files).toEqual([...files, 'package.json'].sort());
  });
});

describe('the tarball', () => {
  it('holds what n8n loads and nothing else: no dependency, no test, no source', async () => {
    const files = await filesIn(installed.path);
    const compiled = ['core/index', ...NODE_FILES, ...CREDENTIAL_FILES].map((file) => `${file}.js`);
    const codex = NODE_FILES.map((file) => `${file}.json`);
    const icons = files.filter((file) => /^dist\/nodes\/\w+\/\w+(?:\.dark)?\.svg$/.test(file));
    expect(icons).toHaveLength(2 * FOLDERS.size);
    const dist = [...compiled, ...codex].map((file) => `dist/${file}`);
    const pages = ['LICENSE', 'README.md', 'package.json'];
    expect(files).toEqual([...dist, ...icons, ...pages].sort());
  });

  it('needs n8n-workflow and nothing else, and runs nothing when it is installed', async () => {
    const manifest = JSON.parse(await readFile(join(installed.path, 'package.json'), 'utf8'));
    expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
    for (const key of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'overrides']) {
      expect(manifest).not.toHaveProperty(key);
    }
    // npm runs neither of them when the tarball is installed.
    expect(Object.keys(manifest.scripts)).toEqual(['build', 'prepack']);
  });

  it('names every node and credential it holds', async () => {
    const { n8n } = JSON.parse(await readFile(join(installed.path, 'package.json'), 'utf8'));
    expect(n8n.nodes).toEqual(NODE_FILES.map((file) => `dist/${file}.js`));
    expect(n8n.credentials).toEqual(CREDENTIAL_FILES.map((file) => `dist/${file}.js`));
  });

  it.each([
    ...NODES.map(([file, name]) => [`dist/nodes/${file}.node.js`, name] as const),
    ...CREDENTIALS.map(
      ([file, name]) => [`dist/credentials/${file}.credentials.js`, name] as const,
    ),
  ])('loads %s on its own', async (file, name) => {
    const { code, stdout, stderr } = await installed.evaluate(LOAD, file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { icon, ...loaded } = JSON.parse(stdout);
    expect(loaded).toEqual({ class: basename(file).split('.')[0], name });
    for (const one of [icon.light, icon.dark]) {
      const path = join(installed.path, dirname(file), one.replace(/^file:/, ''));
      expect({ path, exists: existsSync(path) }).toEqual({ path, exists: true });
    }
  });
});

/** A fault that somebody could make; who notices it, by which rule; null: nobody there. */
interface Fault {
  readonly fault: string;
  readonly file: string;
  readonly change: (text: string) => string;
  readonly lint: RegExp;
  readonly source: RegExp | null;
  readonly tarball: RegExp | null;
}

const TRIGGER = 'nodes/Siggnal/SiggnalTrigger.node.ts';

/** A change that puts lines at the start of a trigger's `webhook`. */
const startingWith =
  (...lines: readonly string[]) =>
  (text: string): string =>
    text.replace(/async webhook\(.*\{\n/, `$&${lines.join('\n')}\n`);

const FAULTS: readonly Fault[] = [
  {
    fault: 'a node that writes to the console',
    file: TRIGGER,
    change: startingWith('console.log(this);'),
    lint: /SiggnalTrigger\.node\.ts[\s\S]*no-console/,
    source: /SiggnalTrigger\.node\.ts:\d+ no-console/,
    tarball: /SiggnalTrigger\.node\.js:\d+ no-console/,
  },
  {
    fault: 'a trigger that does not remove its registration',
    file: 'nodes/SigSentry/SigSentryTrigger.node.ts',
    change: (text) => text.replace(/ {6}async delete\([\s\S]*?\n {6}\},\n/, ''),
    lint: /webhook-lifecycle-complete/,
    source: /webhook-lifecycle-complete/,
    // The methods are no class field any more once they are compiled.
    tarball: null,
  },
  {
    fault: 'shared code that reads files',
    file: 'core/index.ts',
    change: (text) =>
      `import { readFileSync } from 'node:fs';\n${text}export const read = readFileSync;\n`,
    lint: /core\/index\.ts[\s\S]*no-restricted-imports/,
    source: null,
    tarball: /core\/index\.js:\d+ @n8n\/community-nodes\/no-restricted-imports/,
  },
  {
    fault: 'a dependency that n8n would not install',
    file: 'package.json',
    change: (text) => text.replace('"peerDependencies"', '"dependencies": { "zod": "4" },\n  $&'),
    lint: /no-runtime-dependencies/,
    source: /no-runtime-dependencies/,
    tarball: /no-runtime-dependencies/,
  },
];

describe('the checks notice', () => {
  let broken: Checkout;
  beforeEach(async () => {
    broken = await checkOut(tool);
  });
  afterEach(() => broken.remove());

  const expectScan = async (source: RegExp | null, tarball: RegExp | null): Promise<void> => {
    const packed = await install(broken, tool);
    try {
      const report = await scan(tool, broken, packed);
      expectVerdict(report.source, source);
      expectVerdict(report.tarball, tarball);
    } finally {
      packed.remove();
    }
  };

  it.each(FAULTS)('$fault', async ({ file, change, lint, source, tarball }) => {
    await broken.edit(file, change);
    const { code, stdout } = await broken.lint();
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(lint) });
    await expectScan(source, tarball);
  });

  it('a rule switched off by a comment', async () => {
    const comment = '// eslint-disable-next-line no-console';
    await broken.edit(TRIGGER, startingWith(comment, 'console.log(this);'));
    const { code, stdout } = await broken.lintStrictly();
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/no-console/) });
    await expectScan(/no-console/, /no-console/);
  });

  it('a rule switched off in the configuration', async () => {
    const off = "export default [...config, { rules: { 'no-console': 'off' } }];";
    await broken.edit('eslint.config.mjs', (text) => text.replace('export default config;', off));
    const { code, stdout } = await broken.lint();
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining('Strict mode violation'),
    });
  });

  it('a shared package that was not bundled', async () => {
    const external = "external: ['n8n-workflow', '@signal-hooks/catalogue']";
    const alias = "'@signal-hooks/catalogue': '../catalogue/src/index.ts',";
    await broken.edit('build.mjs', (text) =>
      text.replace("external: ['n8n-workflow']", external).replace(alias, ''),
    );
    const packed = await install(broken, tool);
    try {
      const { code, stderr } = await packed.evaluate(LOAD, `dist/${NODE_FILES[0]}.js`);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining("Cannot find module '@signal-hooks/catalogue'"),
      });
    } finally {
      packed.remove();
    }
  });
});

function expectVerdict(result: ScanResult | null, rule: RegExp | null): void {
  expect({ passed: result?.passed, problems: result?.problems.join('\n') }).toEqual({
    passed: rule === null,
    problems: rule === null ? '' : expect.stringMatching(rule),
  });
}

/** Every file below a folder, with its path from there. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
