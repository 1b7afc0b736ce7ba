import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { GatewayError } from '../../errors.ts';
import { translate } from './connection.ts';
import type { CopierData, CopyFailure } from './copier.ts';

/**
 * Copies a database as it is at one moment, write-ahead log included, in a thread of its own. Others
 * may go on writing, also in this process. The copy is on disk when this resolves.
 * @param to must not exist
 * @throws {GatewayError} if the database cannot be read or the copy not be written, or if it was stopped
 */
export async function copyInThread(from: string, to: string, signal?: AbortSignal): Promise<void> {
  // The sources run as they are, too: then the neighbour is no .js file.
  const file = import.meta.url.endsWith('.ts') ? './copier.ts' : './copier.js';
  const workerData: CopierData = { from, to };
  const worker = new Worker(new URL(file, import.meta.url), { workerData });
  let failure: CopyFailure | undefined;
  worker.once('message', (message: CopyFailure) => {
    failure = message;
  });
  const stop = (): void => worker.postMessage('stop');
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop);
  try {
    await once(worker, 'exit');
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  if (signal?.aborted === true) throw new GatewayError('unavailable', 'The back-up was stopped.');
  if (failure === undefined) return;
  const { code, message } = failure;
  throw translate(Object.assign(new Error(message), { code }));
}
