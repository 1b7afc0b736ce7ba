import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { until } from '../support/until.ts';
import { buildah } from './bases.ts';

/** What an image says about how it is run. */
export interface ImageConfig {
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly health: readonly string[];
  readonly volumes: readonly string[];
}

interface Inspected {
  readonly OCIv1: { readonly config: { readonly User: string } };
  readonly Docker: {
    readonly config: {
      readonly Env: readonly string[];
      readonly Entrypoint: readonly string[];
      readonly Cmd: readonly string[];
      readonly Volumes: Readonly<Record<string, unknown>>;
      readonly Healthcheck: { readonly Test: readonly string[] };
    };
  };
}

export function configOf(image: string): ImageConfig {
  const { OCIv1, Docker } = JSON.parse(buildah('inspect', '--type', 'image', image)) as Inspected;
  const { Env, Entrypoint, Cmd, Volumes, Healthcheck } = Docker.config;
  return {
    user: OCIv1.config.User,
    env: Env,
    entrypoint: Entrypoint,
    command: Cmd,
    health: Healthcheck.Test.slice(1),
    volumes: Object.keys(Volumes),
  };
}

/** How a container runs. */
export interface RunOptions {
  /** The image's root folder, mounted. */
  readonly root: string;
  readonly config: ImageConfig;
  /** A folder that is mounted on `/data`. */
  readonly data: string;
  /** `uid:gid`; the image's if absent. */
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The process that is number 1 in its container. */
export interface Container {
  readonly logged: () => string;
  /** Sends a signal to it, as `docker stop` does. @returns its exit code */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * What a runtime does for `docker run --read-only --network host -v DATA:/data`: name spaces of its
 * own for processes and mounts, the root folder read-only, the command as another user and as
 * process 1. There is no limit on memory and no seccomp profile.
 */
const RUN = `
  mount --bind "$1" "$1"
  mount -o remount,bind,ro "$1"
  mount --bind "$2" "$1/data"
  mount -t proc proc "$1/proc"
  root=$1 user=$3
  shift 3
  exec chroot --userspec="$user" "$root" /usr/local/bin/node "$@"
`;

const isolate = ['--mount', '--pid', '--fork', '--kill-child=SIGKILL', 'sh', '-euc', RUN, 'run'];

/** Runs the image's node with these arguments in a container. */
function inContainer(options: RunOptions, args: readonly string[]): ChildProcess {
  const { root, config, data, user = config.user, env } = options;
  return spawn('unshare', [...isolate, root, data, user, ...args], {
    env: { PATH: process.env.PATH, ...variablesOf(config.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const variablesOf = (list: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    list
      .map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])
      .filter(([name]) => name !== 'PATH'),
  );

/** Starts the image with the command it has, and waits until the gateway listens. */
export async function start(options: RunOptions): Promise<Container> {
  const { entrypoint, command } = options.config;
  const child = inContainer(options, [...entrypoint.slice(1), ...command]);
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await until(
    () => log.includes('"msg":"listening"') || child.exitCode !== null,
    (done) => done,
  );
  if (child.exitCode !== null) throw new Error(`the container ended: ${log}`);
  return {
    logged: () => log,
    stop: (signal) => {
      process.kill(firstChildOf(child.pid ?? 0), signal);
      return gone;
    },
  };
}

/** Runs the image's entry point, or another program of it, to its end. */
export async function run(
  options: RunOptions,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = inContainer(options, args);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    ended,
  ]);
  return { code, stdout, stderr };
}

const firstChildOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
