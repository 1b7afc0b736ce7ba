import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SERVE_FLAGS } from '../../packages/cli/src/heap-limits.ts';
import type { GatewaySettings } from './gateway.ts';
import type { RelaySettings } from './relay.ts';

/** A server in a process of its own. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Where events go. */
  readonly path: string;
  stop(): Promise<void>;
}

/** A gateway in a process of its own. */
export interface GatewayServer extends Server {
  readonly dataDir: string;
  /** In the order of the settings. */
  readonly subscriptionIds: readonly string[];
}

/** The gateway, with one source; Node.js is started as `signal-hooks serve` starts it. */
export const startGateway = (settings: GatewaySettings = {}): Promise<GatewayServer> =>
  start<GatewayServer>('gateway.ts', settings, SERVE_FLAGS);

/** The peer of ingest. */
export const startBare = (): Promise<Server> => start('bare.ts', {});

/** The peer of delivery. */
export const startRelay = (settings: RelaySettings): Promise<Server> => start('relay.ts', settings);

async function start<Kind extends Server>(
  file: string,
  settings: object,
  flags: readonly string[] = [],
): Promise<Kind> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [...flags, program, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const first = await Promise.race([once(child.stdout, 'data'), gone.then(() => null)]);
  if (first === null) throw new Error(`${file} did not start`);
  return {
    ...JSON.parse(String(first[0])),
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
