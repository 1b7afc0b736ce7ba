/** `signal-hooks migrate --json`: what was moved, for a program. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './support/cli.ts';
import { describePostgres } from './support/describe-postgres.ts';
import { makeFolder } from './support/folder.ts';
import { createDatabase } from './support/postgres.ts';

describePostgres('signal-hooks migrate --json', () => {
  test('names every table with its rows and digest, and what is kept', async () => {
    const folder = makeFolder();
    const database = await createDatabase();
    const data = ['--data', folder.path];
    try {
      const add = ['source', 'add', 'siggnal', '--secret', 'secret-of-the-migrate-test'];
      expect((await runCli([...add, ...data, '--create'])).code).toBe(0);
      const { code, stdout } = await runCli(['migrate', '--to', database.url, ...data, '--json']);
      const { tables, kept } = JSON.parse(stdout);
      expect([code, kept]).toEqual([0, join(folder.path, 'gateway.db.migrated')]);
      expect(existsSync(kept)).toBe(true);
      expect(tables).toContainEqual({
        ...{ name: 'sources', rows: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
    } finally {
      await database.drop();
      folder.remove();
    }
  }, 60_000);
});
