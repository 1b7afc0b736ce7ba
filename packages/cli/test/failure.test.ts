import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../../test/support/cli.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { failureInWords } from '../src/failure.ts';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

test.each([
  [{ code: 'EADDRINUSE', syscall: 'listen', port: 8788 }, /^Port 8788 is taken\. .*--port\.$/],
  [{ code: 'EACCES', syscall: 'listen', port: 80 }, /may not listen on port 80/],
  [{ code: 'EADDRNOTAVAIL', syscall: 'listen', address: '10.9.9.9' }, /^10\.9\.9\.9 is no address/],
  [{ code: 'ENOSPC', syscall: 'write' }, /^The disk is full/],
  [{ code: 'EACCES', syscall: 'mkdir', path: '/srv/x' }, /^\/srv\/x cannot be used by this user/],
])('%j is told in words', (error, words) => {
  expect(failureInWords(Object.assign(new Error('raw'), error))).toMatch(words);
});

test('anything else keeps its own message', () => {
  expect(failureInWords(new Error('own words'))).toBeUndefined();
});

test('a database file that is none: says so, and what to do', async () => {
  writeFileSync(join(folder.path, 'gateway.db'), 'not a database '.repeat(1000));
  writeFileSync(join(folder.path, 'key'), `${'0'.repeat(64)}\n`);
  chmodSync(join(folder.path, 'key'), 0o600);
  for (const command of [
    ['source', 'list'],
    ['serve', '--port', '0'],
    ['token', 'list'],
  ]) {
    const { code, stderr } = await runCli([...command, '--data', folder.path]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/the file is no SQLite database/)]);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
});

test('a data folder that is a file', async () => {
  mkdirSync(join(folder.path, 'data'));
  writeFileSync(join(folder.path, 'data/file'), '');
  const { code, stderr } = await runCli(['serve', '--data', join(folder.path, 'data/file')]);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/data\/file exists already, and is no/),
  ]);
});
