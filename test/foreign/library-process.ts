/**
 * Runs the senders' libraries, which jest could not load, in a process of its own with a clock that
 * each call sets: `node library-process.ts <folder with node_modules>`, forked with a channel.
 */
import { mock } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { HeldCredentials, Load, SignatureHeaders, UnsignedRequest } from './sender.ts';
import { senderOf } from './senders.ts';

/** One call; the answer is a {@link Reply} with the same number. */
export interface Call {
  readonly number: number;
  readonly sender: string;
  readonly request: UnsignedRequest;
  readonly credentials: HeldCredentials;
  /** What the clock shows, in seconds since 1970. */
  readonly now: number;
  /** Those to verify; absent: sign. */
  readonly headers?: SignatureHeaders;
}

export interface Reply {
  readonly number: number;
  readonly headers?: SignatureHeaders;
  readonly accepted?: boolean;
  readonly error?: string;
}

const home = pathToFileURL(`${process.argv[2]}/`).href;
const load: Load = (name) => import(import.meta.resolve(name, home));

async function answer(call: Call): Promise<Omit<Reply, 'number'>> {
  const { request, credentials, now, headers } = call;
  const sender = senderOf(call.sender);
  mock.timers.setTime(now * 1000);
  if (headers === undefined) return { headers: await sender.sign(request, credentials, now, load) };
  if (sender.accepts === undefined) throw new Error(`the library of ${call.sender} cannot verify`);
  try {
    return { accepted: await sender.accepts(request, headers, credentials, load) };
  } catch (error) {
    return { accepted: false, error: String(error) };
  }
}

mock.timers.enable({ apis: ['Date'] });
let calls: Promise<void> = Promise.resolve();
process.on('message', (call: Call) => {
  // One after the other: they share the clock.
  calls = calls.then(async () => {
    const reply = await answer(call).catch((error: unknown) => ({ error: String(error) }));
    process.send?.({ number: call.number, ...reply });
  });
});
process.on('disconnect', () => process.exit());
