import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Call, Reply } from './library-process.ts';
import {
  type Answer,
  type HeldCredentials,
  nameOf,
  type Sender,
  type SignatureHeaders,
  type SignedRequest,
  type UnsignedRequest,
} from './sender.ts';

/** The senders' libraries, in a process of their own; `now` is what its clock shows, in seconds since 1970. */
export interface Libraries {
  sign(
    sender: Sender,
    request: UnsignedRequest,
    credentials: HeldCredentials,
    now: number,
  ): Promise<SignatureHeaders>;
  /** Whether the sender's library accepts it. */
  accepts(
    sender: Sender,
    signed: SignedRequest,
    credentials: HeldCredentials,
    now: number,
  ): Promise<boolean>;
  /** What the sender's library answers to its handshake. */
  answer(
    sender: Sender,
    signed: SignedRequest,
    credentials: HeldCredentials,
    now: number,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts the process. @param folder where `test/tools/senders` is installed */
export function startLibraries(folder: string): Libraries {
  const child = fork(join(__dirname, 'library-process.ts'), [folder], {
    // To resolve a package's name from another folder, by what it exports to `import`.
    execArgv: ['--experimental-import-meta-resolve', '--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env.PATH },
    serialization: 'advanced',
    silent: true,
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      written += String(chunk);
    });
  }
  const exited = once(child, 'exit');
  const waiting = new Map<number, (reply: Reply) => void>();
  child.on('message', (reply: Reply) => {
    waiting.get(reply.number)?.(reply);
    waiting.delete(reply.number);
  });
  void exited.then(() => {
    for (const [number, settle] of waiting) settle({ number, error: 'the process has ended' });
  });
  let count = 0;
  /** @returns what the reply has under a name. @throws {Error} if it has nothing there */
  const call = async <Name extends 'headers' | 'accepted' | 'answer'>(
    name: Name,
    content: Omit<Call, 'number' | 'sender'> & { readonly sender: Sender },
  ): Promise<NonNullable<Reply[Name]>> => {
    const number = count++;
    const replied = new Promise<Reply>((resolve) => waiting.set(number, resolve));
    const sender = nameOf(content.sender);
    child.send({ number, ...content, sender } satisfies Call);
    const reply = await replied;
    const result = reply[name];
    if (result === undefined) throw new Error(`${sender}: ${reply.error}\n${written}`);
    return result as NonNullable<Reply[Name]>;
  };
  return {
    sign: (sender, request, credentials, now) =>
      call('headers', { verb: 'sign', sender, request, signature: {}, credentials, now }),
    accepts: (sender, signed, credentials, now) =>
      call('accepted', { verb: 'verify', sender, ...signed, credentials, now }),
    answer: (sender, signed, credentials, now) =>
      call('answer', { verb: 'answer', sender, ...signed, credentials, now }),
    async close() {
      child.disconnect();
      await exited;
    },
  };
}
