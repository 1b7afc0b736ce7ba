import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** Listens on a free port, and prints it with the path where events go. */
export function announce(app: Express, path: string): void {
  const server = app.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ port, path })}\n`);
  });
}
