import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Folder, makeFolder } from '../../test/support/folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Locked {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
const LOCKED: ReadonlyMap<string, Locked> = new Map(
  Object.entries<Locked>(
    JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages,
  ).map(([path, locked]) => [path.replace(/^.*node_modules\//, ''), locked]),
);

/** Two packages that the workspace has for certain: the one is installed with its packages. */
const EXPRESS = {
  id: 1_100_001,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'Express answers too much',
  severity: 'high',
  vulnerable_versions: '<99.0.0',
  cwe: ['CWE-79'],
  cvss: { score: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' },
};
const JEST = {
  ...EXPRESS,
  id: 1_100_002,
  url: 'https://github.com/advisories/GHSA-dddd-eeee-ffff',
  title: 'Jest runs too much',
  severity: 'low',
};

/** What it takes to answer `npm audit`: the bulk endpoint, and what versions there are of a package. */
class Registry {
  readonly asked: Readonly<Record<string, readonly string[]>>[] = [];
  #server: Server | undefined;
  readonly advisories: Readonly<Record<string, readonly (typeof EXPRESS)[]>>;

  constructor(advisories: Readonly<Record<string, readonly (typeof EXPRESS)[]>>) {
    this.advisories = advisories;
  }

  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then((body) => {
        response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body ?? { error: 'Not found' }));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  async #answer(request: IncomingMessage): Promise<object | undefined> {
    const path = decodeURIComponent((request.url ?? '').slice(1));
    if (request.method === 'POST' && path === '-/npm/v1/security/advisories/bulk') {
      const asked = JSON.parse(await bodyOf(request));
      this.asked.push(asked);
      const known = Object.entries(this.advisories);
      return Object.fromEntries(known.filter(([name]) => name in asked));
    }
    const locked = LOCKED.get(path);
    if (locked === undefined) return;
    const { version, dependencies } = locked;
    return {
      name: path,
      'dist-tags': { latest: version },
      versions: { [version]: { name: path, version, dependencies } },
    };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  return String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
}

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs the check as it runs in CI. */
async function check(
  registry: string,
  allowed: readonly object[],
  ...options: string[]
): Promise<Outcome> {
  const list = join(folder.path, 'allowed.json');
  writeFileSync(list, JSON.stringify(allowed));
  const args = [join(ROOT, 'scripts/check-audit.ts'), '--allowed', list, ...options];
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      npm_config_registry: registry,
      npm_config_cache: join(folder.path, 'cache'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout };
}

const withRegistry = async (
  advisories: Registry['advisories'],
  run: (url: string, registry: Registry) => Promise<void>,
): Promise<void> => {
  const registry = new Registry(advisories);
  try {
    await run(await registry.start(), registry);
  } finally {
    registry.close();
  }
};

const ALLOWED_EXPRESS = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'express',
  why: 'The gateway calls none of it.',
  until: '2999-12-31',
};

test('nothing known: passes, having asked for what is installed and for everything', async () => {
  await withRegistry({}, async (url, { asked }) => {
    expect(await check(url, [])).toEqual({
      code: 0,
      stdout: '0 advisories, 0 allowed, 0 faults\n',
    });
    const [installed = {}, all = {}] = asked;
    for (const name of ['express', 'pg', 'undici', 'yaml', 'better-sqlite3']) {
      expect([name, installed[name]]).toEqual([name, [LOCKED.get(name)?.version]]);
    }
    expect([installed.jest, installed.react]).toEqual([undefined, undefined]);
    expect(Object.keys(all)).toEqual(expect.arrayContaining(['express', 'jest', 'react']));
  });
});

test('what nobody has looked at fails, and says whether it is installed', async () => {
  await withRegistry({ express: [EXPRESS], jest: [JEST] }, async (url) => {
    const { code, stdout } = await check(url, []);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'GHSA-aaaa-bbbb-cccc, high: Express answers too much, in express, installed with our packages: ' +
        'https://github.com/advisories/GHSA-aaaa-bbbb-cccc\n',
    );
    expect(stdout).toContain(
      'GHSA-dddd-eeee-ffff, low: Jest runs too much, in jest, a tool, or bundled: ',
    );
    expect(stdout).toContain('2 advisories, 0 allowed, 2 faults\n');
  });
});

test('what is allowed passes, until its day has come or it is not reported any more', async () => {
  await withRegistry({ express: [EXPRESS] }, async (url) => {
    expect(await check(url, [ALLOWED_EXPRESS])).toMatchObject({ code: 0 });
    const old = await check(url, [{ ...ALLOWED_EXPRESS, until: '2026-01-31' }]);
    expect(old.code).toBe(1);
    expect(old.stdout).toContain('was allowed until 2026-01-31: look again');
    const stale = await check(url, [ALLOWED_EXPRESS, { ...ALLOWED_EXPRESS, package: 'pg' }]);
    expect(stale.code).toBe(1);
    expect(stale.stdout).toContain('of pg is allowed, but not reported any more: remove it');
  });
});

test('a registry that does not answer is named, and fails only where an answer is required', async () => {
  const registry = createServer((_request, response) => response.writeHead(405).end());
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  try {
    const { code, stdout } = await check(url, []);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^skipped: the registry did not say .*405 Method Not Allowed/);
    expect(await check(url, [], '--require-answer')).toMatchObject({ code: 1 });
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
  const { code, stdout } = await check(url, []);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^skipped: .*ECONNREFUSED/);
});
