import { createLog, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api } from '../support/api.ts';
import { makeFolder } from '../support/folder.ts';
import { type N8n, startN8n } from '../support/n8n.ts';
import { N8nClient } from '../support/n8n-client.ts';
import { Editor } from './editor.ts';
import { type Panel, panels } from './panels.ts';

/** The running parts that the pictures show. */
export interface PictureEnvironment {
  readonly n8n: N8n;
  readonly client: N8nClient;
  readonly editor: Editor;
  readonly panels: readonly Panel[];
  close(): Promise<void>;
}

/** What a user's n8n is called in the pictures. */
const PUBLIC_URL = 'https://n8n.example.com/';

/** @throws {Error} if n8n, the gateway or the browser do not start */
export async function startEnvironment(): Promise<PictureEnvironment> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const folder = makeFolder();
    closers.push(async () => folder.remove());
    const config = readConfig({}, { dataDir: folder.path, port: 0 });
    const gateway = await startGateway(config, { log: createLog('silent') });
    closers.push(() => gateway.close());
    const { token } = await gateway.services.tokens.create({
      ...{ name: 'pictures', scopes: ['admin'], expiresInDays: 1 },
    });
    const source = { provider: 'siggnal', name: 'Siggnal, sales team' };
    const { id } = (await new Api(gateway.url, token).post('/v1/sources', source)).json;
    const n8n = await startN8n({ env: { N8N_WEBHOOK_URL: PUBLIC_URL } });
    closers.push(() => n8n.close());
    const client = await N8nClient.signIn(n8n.url);
    const editor = await Editor.open(n8n.url);
    closers.push(() => editor.close());
    return { n8n, client, editor, panels: panels(gateway.url, token, String(id)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
