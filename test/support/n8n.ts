import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './cli.ts';
import { makeFolder } from './folder.ts';
import { send } from './http.ts';
import { unpackPackage } from './n8n-package.ts';
import { bareEnv, type Guarded, startGuarded } from './n8n-process.ts';
import { installN8n } from './tools.ts';
import { until } from './until.ts';

/** Starting takes about 15 s on two idle cores, 8 s the second time. */
const START_LIMIT_MS = 300_000;
const COMMAND_LIMIT_MS = 240_000;
const STOP_GRACE_MS = 20_000;
/** n8n says this when it has activated its workflows again, which is after it is "ready". */
const STARTED = 'Editor is now accessible';
const TAIL = 6000;

/** How an n8n is set up. */
export interface N8nOptions {
  /** A built package of nodes, installed as a user's would be; by default the project's own. */
  readonly packageFolder?: string;
  /** Further variables, such as NODE_OPTIONS with a preload. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is to be done before it starts, such as importing workflows with `run`. */
  readonly prepare?: (n8n: N8n) => Promise<void>;
}

/** The real n8n, with a data folder and ports of its own. */
export interface N8n {
  /** Such as http://127.0.0.1:5678, also the base of its webhooks. */
  readonly url: string;
  /** Runs a command on its data, such as `import:workflow`. @throws {Error} if that fails */
  run(...args: readonly string[]): Promise<string>;
  /** Starts another process of it, such as `worker`, with further variables. It ends with `close`. */
  startBeside(command: string, env: Readonly<Record<string, string>>): Guarded;
  /** Starts it. @throws {Error} with the end of its log, if it does not come up */
  start(): Promise<void>;
  /** Ends it as a service manager does; its data stays. */
  stop(): Promise<void>;
  /** Stops and starts it, on the same port and data. */
  restart(): Promise<void>;
  /** Ends it for good and removes its data. */
  close(): Promise<void>;
  /** Runs a part of a test; if that fails, the error shows what n8n has logged meanwhile. */
  explain<Result>(part: () => Promise<Result>): Promise<Result>;
}

/**
 * Sets an n8n up and starts it.
 * @throws {Error} if n8n or the package cannot be installed, or with its log if it does not start
 */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
  const program = join(await installN8n(), 'node_modules/n8n/bin/n8n');
  const folder = makeFolder();
  const [port, brokerPort] = [await freePort(), await freePort()];
  const env = { ...settings(folder.path, port, brokerPort), ...options.env };
  const spawn = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Guarded =>
    startGuarded(process.execPath, [program, ...args], {
      cwd: folder.path,
      env: { ...env, ...more },
    });
  const instance = createInstance(`http://127.0.0.1:${port}`, spawn);
  const beside: Guarded[] = [];
  const n8n: N8n = {
    ...instance,
    startBeside(command, more) {
      const started = spawn([command], more);
      beside.push(started);
      return started;
    },
    async close() {
      for (const each of beside) await each.stop(STOP_GRACE_MS);
      await instance.stop();
      folder.remove();
    },
  };
  try {
    const nodes = join(folder.path, '.n8n/nodes');
    await mkdir(nodes, { recursive: true });
    await unpackPackage(nodes, options.packageFolder);
    await options.prepare?.(n8n);
    await n8n.start();
    return n8n;
  } catch (error) {
    await n8n.close();
    throw error;
  }
}

/** One n8n over all its starts. @param spawn runs n8n with arguments */
function createInstance(
  url: string,
  spawn: (args: readonly string[]) => Guarded,
): Omit<N8n, 'close' | 'startBeside'> {
  let running: Guarded | null = null;
  let log = '';
  const logged = (): string => log + (running?.logged() ?? '');
  const stop = async (): Promise<void> => {
    await running?.stop(STOP_GRACE_MS);
    log = logged();
    running = null;
  };
  const start = async (): Promise<void> => {
    if (running !== null) throw new Error('this n8n is running already');
    running = spawn(['start']);
    await waitForStart(running, url).catch(async (error: unknown) => {
      await stop();
      throw withLog(error, log);
    });
  };
  return {
    url,
    start,
    stop,
    run: (...args) => runToEnd(spawn(args), args),
    async restart() {
      await stop();
      await start();
    },
    explain(part) {
      const before = logged().length;
      return part().catch((error: unknown) => {
        throw withLog(error, logged().slice(before));
      });
    },
  };
}

/** https://docs.n8n.io/hosting/configuration/environment-variables/ */
function settings(folder: string, port: number, brokerPort: number): Record<string, string> {
  return {
    ...bareEnv(),
    HOME: folder,
    N8N_USER_FOLDER: folder,
    N8N_ENCRYPTION_KEY: 'the-same-key-for-every-test-run',
    N8N_HOST: '127.0.0.1',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    N8N_SECURE_COOKIE: 'false',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
    EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
    // It does not talk to its cloud, as far as that can be switched off.
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    N8N_PYTHON_ENABLED: 'false',
    N8N_LOG_LEVEL: 'info',
  };
}

async function waitForStart(n8n: Guarded, url: string): Promise<void> {
  const isUp = async (): Promise<boolean> => {
    if (!n8n.logged().includes(STARTED)) return false;
    const ready = await send(`${url}/healthz/readiness`, { method: 'GET' }).catch(() => null);
    return ready?.status === 200;
  };
  const upOrGone = async (): Promise<boolean> => n8n.isGone() || (await isUp());
  await until(upOrGone, (done) => done, START_LIMIT_MS);
  if (n8n.isGone()) throw new Error('n8n ended by itself');
}

async function runToEnd(command: Guarded, args: readonly string[]): Promise<string> {
  const timer = setTimeout(() => void command.stop(0), COMMAND_LIMIT_MS);
  const code = await command.ended;
  clearTimeout(timer);
  if (code === 0) return command.logged();
  throw withLog(new Error(`n8n ${args.join(' ')} failed (${code})`), command.logged());
}

/** Marked line by line, because jest takes a line of a log for one of the error's own stack. */
function withLog(error: unknown, log: string): Error {
  const failure = error instanceof Error ? error : new Error(String(error));
  const lines = log.slice(-TAIL).trimEnd().split('\n');
  const text = `\n\nwhat n8n logged:\n${lines.map((line) => `  | ${line}`).join('\n')}\n`;
  const { message, stack = '' } = failure;
  failure.message = message + text;
  failure.stack = stack.replace(message, () => failure.message);
  return failure;
}
