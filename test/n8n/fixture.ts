import { TOKEN_PURPOSES } from '@signal-hooks/catalogue';
import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api } from '../support/api.ts';
import { makeFolder } from '../support/folder.ts';
import { type N8n, startN8n } from '../support/n8n.ts';
import { N8nClient } from '../support/n8n-client.ts';
import { ACCOUNTS, PATIENT } from '../support/screens.ts';
import { NO_ALERTS } from '../support/sources.ts';

/** Everything the trigger nodes meet, running: the providers, a gateway, and the real n8n. */
export interface Fixture {
  readonly emulator: Emulator;
  readonly gateway: Gateway;
  /** The gateway's API, with all rights. */
  readonly api: Api;
  /** A token of the gateway with the rights the node asks for, and no more. */
  readonly nodeToken: string;
  readonly n8n: N8n;
  readonly client: N8nClient;
  /** Lets time pass at the providers, whose tokens run out. */
  passHours(hours: number): void;
  close(): Promise<void>;
}

/** A provider's minute passes in 6 ms. */
const TIME_SCALE = 0.0001;
/** Nobody gives up an n8n that is slow because the machine is. */
const TIMEOUT_MS = 120_000;

/** @throws {Error} if one of them does not start; then none is left running */
export async function startFixture(): Promise<Fixture> {
  const folder = makeFolder();
  const closers: (() => Promise<void>)[] = [async () => folder.remove()];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    let aheadMs = 0;
    const emulator = await startProviders(() => Date.now() + aheadMs);
    closers.push(() => emulator.close());
    const gateway = await startOnLoopback(folder.path);
    closers.push(() => gateway.close());
    const n8n = await startN8n();
    closers.push(() => n8n.close());
    return {
      ...{ emulator, gateway, n8n, close },
      api: new Api(gateway.url, await tokenOf(gateway, ['admin'])),
      nodeToken: await tokenOf(gateway, TOKEN_PURPOSES.n8n),
      client: await n8n.explain(() => N8nClient.signIn(n8n.url)),
      passHours(hours) {
        aheadMs += hours * 3_600_000;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The providers, on this machine. @param now what time it is there */
export const startProviders = (now?: () => number): Promise<Emulator> =>
  startEmulator({
    timeScale: TIME_SCALE,
    timeoutScale: PATIENT,
    allowLoopback: true,
    accounts: ACCOUNTS,
    ...(now && { now }),
  });

/** A gateway that may deliver to this machine. */
export const startOnLoopback = (dataDir: string): Promise<Gateway> =>
  startGateway(readConfig({}, { dataDir, port: 0, allowedNetworks: ['127.0.0.0/8'] }), {
    ...NO_ALERTS,
    log: createLog('silent'),
    delivery: {
      ...{ schedule: { timeScale: TIME_SCALE }, pollMs: 50 },
      ...{ timeoutMs: TIMEOUT_MS, leaseMs: 2 * TIMEOUT_MS },
    },
  });

/** A new token of a gateway. */
export async function tokenOf(gateway: Gateway, scopes: readonly string[]): Promise<string> {
  const wanted = { name: 'test', scopes, expiresInDays: 1 };
  return (await gateway.services.tokens.create(wanted)).token;
}
