import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered; an object goes out as JSON, a text as it is. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP server on this machine that answers what a test tells it to. */
export class TestServer {
  readonly seen: Seen[] = [];
  /** What every request gets. */
  reply: (request: Seen) => Reply = () => ({ status: 404, body: 'nothing here' });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = '', url = '', headers } = request;
      const { pathname: path, searchParams: query } = new URL(url, 'http://test-server');
      const body = Buffer.concat(chunks).toString('utf8');
      const seen = { method, url, path, query, headers, body };
      this.seen.push(seen);
      const reply = this.reply(seen);
      const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      const type = typeof reply.body === 'string' ? 'text/html' : 'application/json';
      response.writeHead(reply.status, { 'content-type': type, ...reply.headers }).end(text);
    });
  }

  static async start(): Promise<TestServer> {
    const testServer = new TestServer();
    testServer.#server.listen(0, '127.0.0.1');
    await once(testServer.#server, 'listening');
    return testServer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers the same to every request, and forgets those so far. */
  answer(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.seen.length = 0;
    this.reply = () => ({ status, body, headers });
  }

  /** Answers with an error as the gateway writes it (RFC 9457). */
  refuse(
    status: number,
    code: string,
    detail: string,
    more: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): void {
    const body = {
      type: `/docs/reference/errors.md#${code}`,
      title: detail,
      status,
      detail,
      code,
      request_id: '0d9c1c38-5a55-4f3b-9d39-3f2c4d1b7a10',
      ...more,
    };
    this.answer(status, body, { 'content-type': 'application/problem+json', ...headers });
  }

  /** The only request that came. */
  get only(): Seen {
    expect(this.seen).toHaveLength(1);
    return this.seen[0] as Seen;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
