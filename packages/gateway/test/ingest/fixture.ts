import { Writable } from 'node:stream';
import { Api } from '../../../../test/support/api.ts';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { type Call, type Reply, send } from '../../../../test/support/http.ts';
import { hmacHex, signedHeaders } from '../../../../test/support/siggnal.ts';
import { NO_ALERTS } from '../../../../test/support/sources.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';

/** The secret of the source; no answer and no log may hold it. */
export const SECRET = 'the-source-secret-0123456789';

/** A whole gateway on loopback with one Siggnal source. */
export interface Fixture {
  readonly gateway: Gateway;
  readonly folder: Folder;
  readonly sourceId: string;
  /** The source's ingest URL. */
  readonly url: string;
  readonly token: string;
  readonly api: Api;
  /** Everything that was logged, at the most talkative level. */
  readonly logged: () => string;
  /** Posts bytes to the source, signed as it should be unless headers are given. */
  post(body: string | Uint8Array, headers?: Call['headers']): Promise<Reply>;
  /** How many events there are. */
  countEvents(): Promise<number>;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly now?: () => number;
}

export async function startFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const folder = makeFolder();
  let log = '';
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      log += chunk;
      done();
    },
  });
  const given = { dataDir: folder.path, port: 0, allowedNetworks: ['127.0.0.0/8'] };
  const gateway = await startGateway(readConfig({}, given), {
    log: createLog('trace', sink),
    ...NO_ALERTS,
    ...options,
  });
  const { tokens, sources } = gateway.services;
  const { ready } = await sources.add({ provider: 'siggnal', secrets: [SECRET] });
  const { token } = await tokens.create({ name: 'test', scopes: ['admin'], expiresInDays: null });
  const api = new Api(gateway.url, token);
  const url = `${gateway.url}/in/${ready.source.id}`;
  return {
    gateway,
    folder,
    sourceId: ready.source.id,
    url,
    token,
    api,
    logged: () => log,
    post: (body, headers = signedHeaders(SECRET, body)) => send(url, { body, headers }),
    countEvents: async () => (await api.all('/v1/events')).length,
    close: async () => {
      await gateway.close();
      folder.remove();
    },
  };
}

/** A right signature under another content type or encoding. */
export function signedAs(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  return { 'x-siggnal-signature': hmacHex(SECRET, body), ...headers };
}

/** Holds an answer against status and code: every refusal is problem+json. */
export function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.json.code]).toEqual([status, code]);
  expect(reply.headers['content-type']).toBe('application/problem+json');
  expect(reply.json).toMatchObject({
    type: expect.stringContaining(`#${code}`),
    title: expect.stringMatching(/\w/),
    status,
  });
}
