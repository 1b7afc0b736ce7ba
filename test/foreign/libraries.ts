import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Call, Reply } from './library-process.ts';
import type { UnsignedRequest } from './sender.ts';
import { type HeldCredentials, nameOf, type Sender, type SignatureHeaders } from './sender.ts';

/** The senders' libraries, in a process of their own. */
export interface Libraries {
  /** @param now what its clock shows, in seconds since 1970 */
  sign(
    sender: Sender,
    request: UnsignedRequest,
    credentials: HeldCredentials,
    now: number,
  ): Promise<SignatureHeaders>;
  /** @returns whether it accepts the request, and the message of what it throws */
  accepts(
    sender: Sender,
    request: UnsignedRequest,
    headers: SignatureHeaders,
    credentials: HeldCredentials,
    now: number,
  ): Promise<{ readonly accepted: boolean; readonly error?: string }>;
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
    const error = `the libraries' process has ended:\n${written}`;
    for (const [number, settle] of waiting) settle({ number, error });
  });
  let count = 0;
  const call = (content: Omit<Call, 'number'>): Promise<Reply> => {
    const number = count++;
    const reply = new Promise<Reply>((resolve) => waiting.set(number, resolve));
    child.send({ number, ...content } satisfies Call);
    return reply;
  };
  return {
    async sign(sender, request, credentials, now) {
      const { headers, error } = await call({ sender: nameOf(sender), request, credentials, now });
      if (headers === undefined) throw new Error(error);
      return headers;
    },
    async accepts(sender, request, headers, credentials, now) {
      const content = { sender: nameOf(sender), request, credentials, now, headers };
      const { accepted, error } = await call(content);
      if (accepted === undefined) throw new Error(error);
      return { accepted, ...(error !== undefined && { error }) };
    },
    async close() {
      child.disconnect();
      await exited;
    },
  };
}
