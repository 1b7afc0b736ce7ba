/**
 * Keeps a filled database of a release, for SQLite and for PostgreSQL, so that later releases are tried
 * with it: `npm run keep-database -- <name> [<path of its signal-hooks.js>]`, by default this
 * workspace's. It writes test/fixtures/databases/<name>; that folder's README says when.
 *
 * It needs a PostgreSQL server, see test/support/postgres.ts, and `pg_dump`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { BIN, freePort, runCli, serve } from '../test/support/cli.ts';
import { type Filled, fill } from '../test/support/databases/fill.ts';
import { makeFolder } from '../test/support/folder.ts';
import { createDatabase } from '../test/support/postgres.ts';
import { startSubscriber } from '../test/support/subscriber.ts';

const ROOT = fileURLToPath(new URL('../test/fixtures/databases/', import.meta.url));
const KEY = readFileSync(join(ROOT, 'key'), 'utf8').trim();

const [name, bin = BIN] = process.argv.slice(2);
if (name === undefined) throw new Error('Which name? See the first lines of this script.');
const target = join(ROOT, name);
mkdirSync(target, { recursive: true });

/** What led to the database, and what only its maker knows. */
interface Kept extends Filled {
  /** When it was closed, in milliseconds. */
  readonly at: number;
  readonly release: string;
}

/** Runs the gateway, fills it, ends it. */
async function make(env: Readonly<Record<string, string>>, dataDir: string): Promise<Kept> {
  const taking = await startSubscriber();
  const failing = createServer((_request, response) => response.writeHead(500).end());
  await new Promise<void>((listening) => failing.listen(0, '127.0.0.1', listening));
  const { port } = failing.address() as AddressInfo;
  const gatewayPort = await freePort();
  const url = `http://127.0.0.1:${gatewayPort}`;
  const settings = {
    ...env,
    SIGNAL_HOOKS_KEY: KEY,
    SIGNAL_HOOKS_DATA: dataDir,
    SIGNAL_HOOKS_URL: url,
  };
  const gateway = await serve(dataDir, gatewayPort, settings, resolve(bin));
  try {
    const failingUrl = `http://127.0.0.1:${port}/hook`;
    const filled = await fill({ ...{ url, bin: resolve(bin) }, env: settings, taking, failingUrl });
    const { stdout } = await runCli(['--version'], { bin: resolve(bin) });
    return { at: Date.now(), release: stdout.trim(), ...filled };
  } finally {
    await gateway.stop();
    await taking.close();
    failing.close();
    failing.closeAllConnections();
  }
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

async function keepSqlite(): Promise<void> {
  const folder = makeFolder();
  try {
    const kept = await make({}, folder.path);
    writeFileSync(join(target, 'sqlite.json'), json(kept));
    const file = gzipSync(readFileSync(join(folder.path, 'gateway.db')), { level: 9 });
    writeFileSync(join(target, 'gateway.db.gz'), file);
  } finally {
    folder.remove();
  }
}

/** Only what any server and any client takes: no settings of the dump's session, no commands of psql. */
const plain = (dump: string): string =>
  dump
    .split('\n')
    .filter((line) => !/^(?:\\|SET |SELECT pg_catalog\.set_config|--|$)/.test(line))
    .join('\n');

async function keepPostgres(): Promise<void> {
  const database = await createDatabase();
  const folder = makeFolder();
  try {
    const kept = await make({ SIGNAL_HOOKS_DATABASE_URL: database.url }, folder.path);
    writeFileSync(join(target, 'postgres.json'), json(kept));
    const options = ['--inserts', '--no-owner', '--no-privileges', `--dbname=${database.url}`];
    const dump = execFileSync('pg_dump', options, { encoding: 'utf8' });
    writeFileSync(join(target, 'postgres.sql.gz'), gzipSync(plain(dump), { level: 9 }));
  } finally {
    await database.drop();
    folder.remove();
  }
}

rmSync(target, { recursive: true });
mkdirSync(target);
await keepSqlite();
await keepPostgres();
process.stdout.write(`kept in ${target}\n`);
