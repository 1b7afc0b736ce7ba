import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Signatures by the program `openssl`, for senders whose library only verifies. Nothing of it is
 * shared with the code under test, which uses Node's own functions.
 */

/** An HMAC. @param key its bytes, or a text that stands for its UTF-8 bytes */
export function hmac(
  digest: 'sha1' | 'sha256' | 'sha512',
  key: string | Uint8Array,
  ...parts: readonly (string | Uint8Array)[]
): Buffer {
  const hexKey = Buffer.from(key as Uint8Array).toString('hex');
  const args = ['dgst', `-${digest}`, '-mac', 'HMAC', '-macopt', `hexkey:${hexKey}`, '-binary'];
  return execFileSync('openssl', args, { input: joined(parts) });
}

/** ECDSA with SHA-256, as DER. @param privateKey PEM */
export const ecdsaSha256 = (
  privateKey: string,
  ...parts: readonly (string | Uint8Array)[]
): Buffer =>
  withFiles({ key: privateKey, content: joined(parts) }, ({ key, content }) =>
    execFileSync('openssl', ['dgst', '-sha256', '-sign', key, content]),
  );

/** Ed25519. @param privateKey PEM */
export const ed25519 = (privateKey: string, ...parts: readonly (string | Uint8Array)[]): Buffer =>
  withFiles({ key: privateKey, content: joined(parts) }, ({ key, content }) =>
    execFileSync('openssl', ['pkeyutl', '-sign', '-rawin', '-inkey', key, '-in', content]),
  );

const joined = (parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));

/** Writes files into a folder that is removed again. */
function withFiles<Name extends string>(
  files: Readonly<Record<Name, string | Uint8Array>>,
  run: (paths: Readonly<Record<Name, string>>) => Buffer,
): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  try {
    const paths = Object.keys(files).map((name) => [name, join(folder, name)] as const);
    for (const [name, path] of paths) writeFileSync(path, files[name as Name], { mode: 0o600 });
    return run(Object.fromEntries(paths) as Record<Name, string>);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
