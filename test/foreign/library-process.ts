/**
 * Runs the senders' libraries, which jest could not load, in a process of its own with a clock that
 * each call sets: `node library-process.ts <folder with node_modules>`, forked with a channel.
 */
import { mock } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Answer, HeldCredentials, Load, SignatureHeaders, UnsignedRequest } from './sender.ts';
import { senderOf } from './senders.ts';

/** One call; the answer is a {@link Reply} with the same number. */
export interface Call {
  readonly number: number;
  readonly sender: string;
  readonly request: UnsignedRequest;
  readonly credentials: HeldCredentials;
  /** What the clock shows, in seconds since 1970. */
  readonly now: number;
  /** `answer` is how it answers its handshake. */
  readonly verb: 'sign' | 'verify' | 'answer';
  /** Those that sign already; none to be signed. */
  readonly signature: SignatureHeaders;
}

export interface Reply {
  readonly number: number;
  readonly headers?: SignatureHeaders;
  readonly accepted?: boolean | undefined;
  readonly answer?: Answer | undefined;
  readonly error?: string;
}

const home = pathToFileURL(`${process.argv[2]}/`).href;
const load: Load = (name) => import(import.meta.resolve(name, home));

async function run(call: Call): Promise<Omit<Reply, 'number'>> {
  const { verb, request, credentials, now, signature } = call;
  const sender = senderOf(call.sender);
  mock.timers.setTime(now * 1000);
  if (verb === 'sign') return { headers: await sender.sign(request, credentials, now, load) };
  if (verb === 'answer') {
    return { answer: await sender.handshake?.answer({ request, signature }, credentials, load) };
  }
  try {
    return { accepted: await sender.accepts?.(request, signature, credentials, load) };
  } catch {
    return { accepted: false };
  }
}

mock.timers.enable({ apis: ['Date'] });
let calls: Promise<void> = Promise.resolve();
process.on('message', (call: Call) => {
  // One after the other: they share the clock.
  calls = calls.then(async () => {
    const reply = await run(call).catch((error: unknown) => ({ error: String(error) }));
    process.send?.({ number: call.number, ...reply });
  });
});
process.on('disconnect', () => process.exit());
