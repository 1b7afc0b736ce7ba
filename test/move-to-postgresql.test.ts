/** The page's commands, as they are written there. */
import { freePort, runCli } from './support/cli.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { blocksOf, Shell } from './support/how-to.ts';
import { createDatabase, type TestDatabase } from './support/postgres.ts';
import { until } from './support/until.ts';

describePostgres('docs/how-to/move-to-postgresql.md', () => {
  let folder: Folder;
  let database: TestDatabase;
  beforeAll(async () => {
    folder = makeFolder();
    database = await createDatabase();
  });
  afterAll(async () => {
    await database?.drop();
    folder.remove();
  });

  test('followed literally, the gateway runs on PostgreSQL with what it had', async () => {
    const cwd = folder.path;
    const added = await runCli(['source', 'add', 'siggnal', '--create'], { cwd });
    expect(added.code).toBe(0);
    const port = await freePort();
    const shell = new Shell(folder.path, { SIGNAL_HOOKS_PORT: String(port) });
    const [migrate = '', serve = '', ...rest] = blocksOf('move-to-postgresql.md', 'sh').map(
      (block) => block.replaceAll(/postgres:\/\/[^']+/g, database.url),
    );
    expect(rest).toEqual([]);
    const migrated = await shell.run(migrate);
    expect([migrated.code, migrated.stdout]).toEqual([
      0,
      expect.stringContaining('SIGNAL_HOOKS_KEY_FILE'),
    ]);

    const gateway = shell.start(serve);
    let log = '';
    gateway.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    const gone = new Promise((resolve) => gateway.once('exit', resolve));
    try {
      await until(
        () => log,
        (said) => said.includes('"msg":"listening"'),
      );
    } finally {
      process.kill(-(gateway.pid ?? 0), 'SIGTERM');
      await gone;
    }
    expect(await database.run('SELECT provider FROM sources')).toEqual([{ provider: 'siggnal' }]);
    const here = await runCli(['source', 'list'], { cwd });
    expect([here.code, here.stderr]).toEqual([
      2,
      expect.stringContaining('was migrated to PostgreSQL'),
    ]);
  });
});
