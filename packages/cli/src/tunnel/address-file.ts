import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * In the data folder: the address that the last tunnel gave. Other commands on that folder print
 * addresses that begin with it.
 */
const fileIn = (dataDir: string): string => join(dataDir, 'tunnel-address');

/** The address of the last tunnel; undefined: the gateway was started without one. */
export function readTunnelAddress(dataDir: string): string | undefined {
  try {
    return readFileSync(fileIn(dataDir), 'utf8').trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Keeps an address for other commands. */
export async function writeTunnelAddress(dataDir: string, address: string): Promise<void> {
  await writeFile(fileIn(dataDir), `${address}\n`, { mode: 0o600 });
}

/** The gateway has no tunnel any more. */
export async function removeTunnelAddress(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}
