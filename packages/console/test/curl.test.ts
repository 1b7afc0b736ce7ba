import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { curlCommand } from '../src/app/curl.ts';

/** Runs a command in a shell in which curl only prints what it got. */
function run(command: string): { args: string[]; input: string } {
  const folder = mkdtempSync(join(tmpdir(), 'signal-hooks-curl-'));
  try {
    const program =
      'process.stdout.write(JSON.stringify({args:process.argv.slice(2),input:process.argv.includes("@-")?require("fs").readFileSync(0,"utf8"):""}))';
    writeFileSync(join(folder, 'print.cjs'), program);
    writeFileSync(
      join(folder, 'curl'),
      `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'print.cjs')}' "$@"\n`,
      { mode: 0o755 },
    );
    const PATH = [folder, process.env.PATH].join(delimiter);
    return JSON.parse(execFileSync('sh', ['-c', command], { env: { PATH }, encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what a shell gets of it is the request, whatever its texts are', () => {
  const body = `{"a":"it's $(touch /tmp/x) \`id\` \\\\ "}\n`;
  const headers = { 'x-a': "';id;'", 'content-type': 'application/json' };
  const command = curlCommand(
    { headers, body, body_base64: null, body_bytes: 1 },
    "https://h.example/in/'x",
  );
  expect(run(command).args).toEqual([
    ...['-X', 'POST', "https://h.example/in/'x"],
    ...['-H', "x-a: ';id;'", '-H', 'content-type: application/json'],
    ...['--data-raw', body],
  ]);
});

test('bytes that are no text come by a pipe', () => {
  const request = { headers: {}, body: null, body_base64: 'YSdi', body_bytes: 3 };
  expect(run(curlCommand(request, 'https://h.example')).input).toBe("a'b");
});
