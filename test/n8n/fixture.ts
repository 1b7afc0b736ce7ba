import { TOKEN_PURPOSES } from '@signal-hooks/catalogue';
import { type Emulator, startEmulator } from '@signal-hooks/emulator';
import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api } from '../support/api.ts';
import { makeFolder } from '../support/folder.ts';
import { type N8n, startN8n } from '../support/n8n.ts';
import { N8nClient } from '../support/n8n-client.ts';
import { ACCOUNTS } from '../support/screens.ts';

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

/** @throws {Error} if one of them does not start; then none is left running */
export async function startFixture(): Promise<Fixture> {
  const folder = makeFolder();
  const closers: (() => Promise<void>)[] = [async () => folder.remove()];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    let aheadMs = 0;
    const emulator = await startEmulator({
      timeScale: TIME_SCALE,
      now: () => Date.now() + aheadMs,
      allowLoopback: true,
      accounts: ACCOUNTS,
    });
    closers.push(() => emulator.close());
    const gateway = await startOnLoopback(folder.path);
    closers.push(() => gateway.close());
    const n8n = await startN8n();
    closers.push(() => n8n.close());
    const token = async (...scopes: string[]): Promise<string> =>
      (await gateway.services.tokens.create({ name: 'test', scopes, expiresInDays: 1 })).token;
    return {
      ...{ emulator, gateway, n8n, close },
      api: new Api(gateway.url, await token('admin')),
      nodeToken: await token(...TOKEN_PURPOSES.n8n),
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

const startOnLoopback = (dataDir: string): Promise<Gateway> =>
  startGateway(readConfig({}, { dataDir, port: 0, allowedNetworks: ['127.0.0.0/8'] }), {
    log: createLog('silent'),
    delivery: { schedule: { timeScale: TIME_SCALE }, pollMs: 50 },
  });
