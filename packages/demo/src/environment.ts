import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TOKEN_PURPOSES } from '@signal-hooks/catalogue';
import { type Client, createClient, createSubscription, sendByFetch } from '@signal-hooks/client';
import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import {
  createLog,
  DEFAULT_PORT,
  type Gateway,
  readConfig,
  startGateway,
} from '@signal-hooks/gateway';
import { type Subscriber, startSubscriber } from './subscriber.ts';

/** The running parts of the demo. */
export interface DemoEnvironment {
  readonly gateway: Gateway;
  readonly emulator: Emulator;
  readonly subscriber: Subscriber;
  readonly client: Client;
  readonly token: string;
  readonly csvPath: string;
  close(): Promise<void>;
}

/** Waits between attempts pass a thousand times faster than in life. */
const TIME_SCALE = 0.001;
/** What lengthens their time-outs: nobody gives up because this machine is slow. */
const PATIENT = 10;

/**
 * Starts gateway, providers and subscriber on loopback, with a fresh store.
 * @param folder is emptied first
 * @param port of the gateway; the usual one is left for another if it is taken
 */
export async function startEnvironment(folder: string, port: number): Promise<DemoEnvironment> {
  const dataDir = join(folder, 'data');
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  const gateway = await startOnFreePort(dataDir, port);
  const emulator = await startEmulator({
    timeScale: TIME_SCALE,
    timeoutScale: PATIENT,
    allowHttp: true,
    allowLoopback: true,
    firstSequence: 1,
  });
  const { token } = await gateway.services.tokens.create({
    name: 'demo',
    scopes: TOKEN_PURPOSES.console,
    expiresInDays: 1,
  });
  const client = createClient(gateway.url, sendByFetch(fetch, token));
  let secret = '';
  const subscriber = await startSubscriber(() => secret);
  const subscription = await client(
    createSubscription({
      target_url: subscriber.url,
      name: 'demo subscriber',
      format: 'standard',
    }),
  );
  secret = subscription.secret;
  const close = async (): Promise<void> => {
    await emulator.close();
    await gateway.close();
    await subscriber.close();
  };
  return {
    gateway,
    emulator,
    subscriber,
    client,
    token,
    csvPath: join(folder, 'signals.csv'),
    close,
  };
}

async function startOnFreePort(dataDir: string, port: number): Promise<Gateway> {
  const start = (on: number): Promise<Gateway> =>
    startGateway(
      readConfig({}, { dataDir, port: on, host: '127.0.0.1', allowedNetworks: ['127.0.0.0/8'] }),
      {
        log: createLog('silent'),
        delivery: { schedule: { timeScale: TIME_SCALE }, pollMs: 50, stopGraceMs: 1000 },
      },
    );
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port !== DEFAULT_PORT)
      throw error;
    return start(0);
  }
}
