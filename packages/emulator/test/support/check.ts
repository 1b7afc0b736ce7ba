import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Received } from './receiver.ts';

/** HMAC-SHA256 in hex by node:crypto alone. */
export const hmacHex = (secret: string, body: Buffer): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** Whether `openssl` accepts the RSA signature of a request; the catalogue has no part in it. */
export function opensslAccepts(publicKey: string, { headers, body }: Received): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  try {
    const pem = publicKey.includes('BEGIN')
      ? publicKey
      : `-----BEGIN PUBLIC KEY-----\n${publicKey.replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`;
    writeFileSync(join(folder, 'key.pem'), pem);
    writeFileSync(join(folder, 'body'), body);
    const signature = Buffer.from(String(headers['x-siqsignature']), 'base64');
    writeFileSync(join(folder, 'signature'), signature);
    const args = ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'signature', 'body'];
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
