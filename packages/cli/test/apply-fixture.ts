import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';

export const SECRET = 'secret-of-the-apply-test';
export const TARGET = 'https://example.com/hooks/secret-path';

/** What most tests apply. */
export const FILE = `
providers:
  - definition:
      id: acme
      name: Acme
      signature: { algorithm: hmac-sha256, header: x-acme, encoding: hex }
sources:
  - name: Alarms
    provider: siggnal
    secrets: [{ env: ALARMS_SECRET }]
    max_per_second: 50
  - name: Orders
    provider: acme
    secrets: [{ file: orders.secret }]
subscriptions:
  - name: n8n
    source: Alarms
    target_url: { env: N8N_URL }
    filter:
      - { field: priority, op: gte, value: high }
  - name: audit
    target_url: https://example.com/audit
    format: flat
    max_concurrency: 1
`;
/** What the file refers to. */
export const ENV = { ALARMS_SECRET: SECRET, N8N_URL: TARGET };
export const SAME = 'The gateway is as the file says.\n';

/** A text with something replaced. @throws {Error} if it is not there */
export const changes = (text: string, ...replaced: [from: string, to: string][]): string =>
  replaced.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`The file has no ${from}.`);
    return all.replace(from, to);
  }, text);

/** A folder for a file and a gateway's data, anew for each test of a suite. */
export interface ApplyFolder {
  readonly path: () => string;
  readonly at: (name: string) => string;
  /** Writes a file and applies it to the data in the folder. */
  readonly apply: (text: string, ...args: string[]) => Promise<Outcome>;
  readonly run: (...args: string[]) => Promise<Outcome>;
}

export function useApplyFolder(): ApplyFolder {
  let folder: Folder;
  const at = (name: string): string => join(folder.path, name);
  const run = (...args: string[]): Promise<Outcome> =>
    runCli(args, {
      cwd: folder.path,
      env: { ...ENV, SIGNAL_HOOKS_URL: 'https://hooks.example.com' },
    });
  beforeEach(() => {
    folder = makeFolder();
    writeFileSync(at('orders.secret'), 'secret-of-orders\n');
  });
  afterEach(() => folder.remove());
  return {
    path: () => folder.path,
    at,
    apply: (text, ...args) => {
      writeFileSync(at('gateway.yaml'), text);
      return run('apply', 'gateway.yaml', '--data', 'data', ...args);
    },
    run,
  };
}
