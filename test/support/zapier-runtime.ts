import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Backend, type Owner, startBackend } from './zapier-backend.ts';
import { offlineEnv } from './zapier-cli.ts';

/** What a method of the app is called with. */
export type Bundle = Readonly<Record<string, unknown>>;

/** A method of the app failed. */
export class ExecutionError extends Error {
  /** By its name Zapier decides what becomes of the Zap: `HaltedError`, `ExpiredAuthError`, … */
  override readonly name: string;
  /** What Zapier reads out of the message, where it is JSON. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(name: string, text: string) {
    const details = detailsOf(text);
    super(typeof details.message === 'string' ? details.message : text);
    this.name = name;
    this.details = details;
  }
}

/** The part of Zapier that runs an app's code. */
export interface Runtime {
  readonly backend: Backend;
  /**
   * Runs a method in the next free container.
   * @param method such as `triggers.new_signal.operation.perform`
   * @throws {ExecutionError} if it fails
   */
  execute(method: string, bundle: Bundle, owner: Owner): Promise<unknown>;
  /** All that the containers have written, and the messages of what failed. */
  readonly written: () => string;
  close(): Promise<void>;
}

const LAMBDA = join(__dirname, 'zapier-lambda.ts');

/**
 * Starts containers with an unpacked build.
 * @param strayLog the file in which connections to other machines are noted
 * @param count how many executions can be under way at once
 */
export async function startRuntime(
  folder: string,
  strayLog: string,
  count: number,
): Promise<Runtime> {
  const backend = await startBackend();
  const env = { ...offlineEnv(strayLog), ...LAMBDA_ENV, LOGGING_ENDPOINT: backend.logUrl };
  const containers = Array.from({ length: count }, () => new Container(folder, env));
  const free = [...containers];
  const waiting: ((container: Container) => void)[] = [];
  const take = async (): Promise<Container> =>
    free.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
  const giveBack = (container: Container): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(container);
    else next(container);
  };
  return {
    backend,
    async execute(method, bundle, owner) {
      const container = await take();
      try {
        return await container.run(eventOf(backend, method, bundle, owner));
      } finally {
        giveBack(container);
      }
    },
    written: () => containers.map((container) => container.written).join(''),
    async close() {
      await Promise.all(containers.map((container) => container.close()));
      await backend.close();
    },
  };
}

/** What tells an app that it runs at Zapier. */
const LAMBDA_ENV = { AWS_LAMBDA_FUNCTION_NAME: 'app', AWS_LAMBDA_FUNCTION_VERSION: '1' };

/** The event that Zapier's function is called with. */
const eventOf = (backend: Backend, method: string, bundle: Bundle, owner: Owner): object => ({
  command: 'execute',
  method,
  bundle,
  token: backend.admit(owner),
  rpc_base: backend.rpcUrl,
  // Makes a result of a wrong shape an error, as for the app's own developers.
  isDeveloper: true,
  logExtra: { customuser_id: owner.user, app_cli_id: 'App1' },
});

/** What comes back from a container. */
interface Reply {
  readonly output?: { readonly results: unknown };
  readonly failure?: { readonly errorType: string; readonly errorMessage: string };
}

class Container {
  written = '';
  readonly #child: ChildProcess;
  readonly #ready: Promise<unknown>;
  readonly #gone: Promise<unknown>;
  #listener: ((reply: Reply | null) => void) | null = null;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    const child = fork(LAMBDA, [folder], { cwd: folder, env, execArgv: [], silent: true });
    this.#child = child;
    const streams = [child.stdout, child.stderr].map(async (stream) => {
      for await (const chunk of stream ?? []) this.written += String(chunk);
    });
    const exited = once(child, 'exit');
    this.#ready = Promise.race([once(child, 'message'), exited]);
    // The first message only says that it is ready; nobody listens then.
    child.on('message', (message) => this.#listener?.(message as Reply));
    // Not its event `close`, which does not come after a `disconnect()`.
    this.#gone = Promise.all([exited, ...streams]);
    void this.#gone.then(() => this.#listener?.(null));
  }

  async run(event: object): Promise<unknown> {
    await this.#ready;
    const reply = await new Promise<Reply | null>((resolve) => {
      this.#listener = resolve;
      if (this.#child.connected) this.#child.send(event);
      else resolve(null);
    });
    if (reply === null) throw new Error(`a container has ended:\n${this.written}`);
    const { output, failure } = reply;
    if (failure === undefined) return output?.results;
    this.written += `${failure.errorType}: ${failure.errorMessage}\n`;
    throw new ExecutionError(failure.errorType, failure.errorMessage);
  }

  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#gone;
  }
}

function detailsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
