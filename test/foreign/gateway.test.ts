import { createLog, type Gateway, readConfig, startGateway } from '@signal-hooks/gateway';
import { Api, type EventRow } from '../support/api.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { type Reply, send } from '../support/http.ts';
import { INSTALL_LIMIT_MS, installTool } from '../support/tools.ts';
import { flipBit } from './forgeries.ts';
import { makeCredentials } from './keys.ts';
import { type Libraries, startLibraries } from './libraries.ts';
import { NOW } from './receiving.ts';
import { type HeldCredentials, nameOf, type Sender, type UnsignedRequest } from './sender.ts';
import { SENDERS } from './senders.ts';

/** A proxy ends TLS and keeps the path: senders sign this, and no request that arrives says it. */
const PUBLIC_URL = 'https://hooks.example.com/gateway';
const SENDERS_ADDRESS = 'https://hooks.example.com/in/src_1';

let libraries: Libraries;
let folder: Folder;
let gateway: Gateway;
let api: Api;

beforeAll(async () => {
  libraries = startLibraries(await installTool('senders'));
  folder = makeFolder();
  const config = { dataDir: folder.path, port: 0, publicUrl: PUBLIC_URL };
  gateway = await startGateway(readConfig({}, config), {
    log: createLog('fatal', { write: () => undefined }),
    now: () => NOW * 1000,
  });
  const asked = { name: 'test', scopes: ['admin'], expiresInDays: null } as const;
  api = new Api(gateway.url, (await gateway.services.tokens.create(asked)).token);
}, INSTALL_LIMIT_MS);

afterAll(async () => {
  await libraries?.close();
  await gateway?.close();
  folder?.remove();
});

async function addSource({ preset }: Sender, held: HeldCredentials): Promise<string> {
  const { status, json, text } = await api.post('/v1/sources', {
    provider: 'custom',
    preset,
    ...(held.secret !== undefined && { secrets: [held.secret] }),
    ...(held.publicKey !== undefined && { public_keys: [held.publicKey] }),
  });
  if (status !== 201) throw new Error(`${status} ${text}`);
  return String(json.id);
}

/** Through the proxy, which leaves everything but scheme and host as it is. */
const deliver = (request: UnsignedRequest, signature: object): Promise<Reply> =>
  send(request.url.replace('https://hooks.example.com', gateway.url), {
    method: request.method,
    headers: { ...request.headers, ...signature },
    body: request.body,
  });

test.each(SENDERS.map((sender) => [nameOf(sender), sender] as const))(
  '%s: through a proxy into the gateway, once',
  async (_name, sender) => {
    const held = makeCredentials(sender);
    const id = await addSource(sender, held);
    const made = sender.request(NOW, 'first');
    const url = made.url.replace(SENDERS_ADDRESS, `${PUBLIC_URL}/in/${id}`);
    const request = { ...made, url };
    const signature = await libraries.sign(sender, request, held, NOW);
    const stored = async (): Promise<number> =>
      (await api.all<EventRow>(`/v1/events?source_id=${id}`)).length;

    const forged = {
      ...request,
      body: flipBit(request.body, Buffer.from(request.body).indexOf('first') * 8),
    };
    if (sender.signs.body !== 'nothing') {
      expect((await deliver(forged, signature)).status).toBe(401);
    }
    if (sender.signs.url) {
      expect((await deliver({ ...request, url: `${url}?a=1` }, signature)).status).toBe(401);
    }
    expect(await stored()).toBe(0);

    const first = await deliver(request, signature);
    expect([first.status, first.text]).toEqual([200, expect.stringContaining('"stored"')]);
    const count = await stored();
    expect(count).toBe(sender.preset === 'sendgrid' ? 2 : 1);
    // The sender has not got the answer, and sends it again.
    expect((await deliver(request, signature)).status).toBe(200);
    expect(await stored()).toBe(count);
  },
);
