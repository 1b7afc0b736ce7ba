import { TOKEN_PURPOSES } from '@signal-hooks/catalogue';
import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api } from '../../../../test/support/api.ts';
import { makeFolder } from '../../../../test/support/folder.ts';
import { NO_ALERTS } from '../../../../test/support/sources.ts';
import type { Connection } from '../../src/gateway.ts';

/** A real gateway on this machine, whose retries take no time. */
export interface TestGateway {
  readonly url: string;
  /** Its API, with all rights. */
  readonly api: Api;
  /** As `token create --for activepieces` makes it, or with other scopes. */
  connection(scopes?: readonly string[]): Promise<Connection>;
  close(): Promise<void>;
}

export async function openGateway(): Promise<TestGateway> {
  const folder = makeFolder();
  const config = { dataDir: folder.path, port: 0, allowedNetworks: ['127.0.0.0/8'] };
  const gateway: Gateway = await startGateway(readConfig({}, config), {
    ...NO_ALERTS,
    log: createLog('silent'),
    delivery: { schedule: { timeScale: 0.000_01 }, pollMs: 50 },
  });
  const tokenFor = async (name: string, scopes: readonly string[]): Promise<string> =>
    (await gateway.services.tokens.create({ name, scopes, expiresInDays: 1 })).token;
  return {
    url: gateway.url,
    api: new Api(gateway.url, await tokenFor('test', ['admin'])),
    connection: async (scopes = TOKEN_PURPOSES.activepieces) => ({
      gateway_url: gateway.url,
      api_token: await tokenFor('activepieces', scopes),
    }),
    async close() {
      await gateway.close();
      folder.remove();
    },
  };
}
