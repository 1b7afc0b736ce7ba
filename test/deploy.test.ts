import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { freePort, type GatewayProcess, runCli, serve } from './support/cli.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { send } from './support/http.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';
import { signalBody, signedHeaders } from './support/siggnal.ts';
import { until } from './support/until.ts';

const DEPLOY = fileURLToPath(new URL('../deploy/', import.meta.url));
const SECRET = 'secret-of-the-compose-test';

interface ComposeFile {
  readonly services: Readonly<
    Record<string, { readonly environment?: Readonly<Record<string, string>> }>
  >;
}

const has = (command: string): boolean => spawnSync('which', [command]).status === 0;

test.each(['compose.yaml', 'compose.postgres.yaml'])(
  '%s gives the gateways variables that they know, and Caddy the names of those gateways',
  (name) => {
    const text = readFileSync(`${DEPLOY}${name}`, 'utf8');
    const { services } = parse(text, { merge: true }) as ComposeFile;
    const page = readFileSync(`${DEPLOY}../docs/how-to/run-the-gateway.md`, 'utf8');
    const gateways = Object.keys(services).filter((service) => service.startsWith('gateway'));
    expect(gateways.length).toBeGreaterThan(0);
    for (const gateway of gateways) {
      const variables = Object.keys(services[gateway]?.environment ?? {});
      expect(variables).toContain('SIGNAL_HOOKS_URL');
      for (const variable of variables) expect(page).toContain(`\`${variable}\``);
    }
    const upstreams = services.caddy?.environment?.GATEWAYS?.split(' ');
    expect(upstreams).toEqual(gateways.map((gateway) => `${gateway}:8787`));
  },
);

if (!has('caddy'))
  process.stderr.write('caddy is not installed: the gateways behind it are skipped\n');

describePostgres('two gateways on PostgreSQL behind Caddy', () => {
  (has('caddy') ? test : test.skip)('take every event while one of them is stopped', async () => {
    const folder: Folder = makeFolder();
    const database: TestDatabase = await createDatabase();
    const ports = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${await freePort()}`;
    const env = {
      SIGNAL_HOOKS_DATA: folder.path,
      SIGNAL_HOOKS_URL: url,
      SIGNAL_HOOKS_DATABASE_URL: database.url,
      SIGNAL_HOOKS_KEY: randomBytes(32).toString('hex'),
    };
    const caddy = spawn(
      'caddy',
      ['run', '--config', `${DEPLOY}Caddyfile`, '--adapter', 'caddyfile'],
      {
        env: {
          ...{ PATH: process.env.PATH, HOME: folder.path, XDG_DATA_HOME: folder.path },
          DOMAIN: url,
          GATEWAYS: ports.map((port) => `127.0.0.1:${port}`).join(' '),
        },
        stdio: 'ignore',
      },
    );
    const gone = new Promise((resolve) => caddy.once('exit', resolve));
    const gateways: GatewayProcess[] = [];
    try {
      for (const port of ports) gateways.push(await serve(folder.path, port, env));
      const added = await runCli(['source', 'add', 'siggnal', '--secret', SECRET], { env });
      const to = /ingest URL +(\S+)/.exec(added.stdout)?.[1] ?? '';
      const sendOne = async (id: string): Promise<number> => {
        const body = signalBody(id);
        const reply = await send(to, { body, headers: signedHeaders(SECRET, body) });
        return reply.status;
      };
      await until(
        () => sendOne('sig_first').catch(() => 0),
        (status) => status === 200,
      );
      // Caddy leaves out the one that is stopped; what it refuses meanwhile a provider sends again.
      let stopping: Promise<number | null> | undefined;
      for (let at = 0; at < 60; at += 1) {
        if (at === 20) stopping = gateways[0]?.stop();
        await until(
          () => sendOne(`sig_${at}`),
          (status) => status === 200,
        );
      }
      expect(await stopping).toBe(0);
      const { stdout } = await runCli(['events', 'list', '--json', '--limit', '1000'], { env });
      for (let at = 0; at < 60; at += 1) expect(stdout).toContain(`"sig_${at}"`);
    } finally {
      caddy.kill('SIGTERM');
      await gone;
      for (const gateway of gateways) await gateway.stop();
      await database.drop();
      folder.remove();
    }
  });
});
