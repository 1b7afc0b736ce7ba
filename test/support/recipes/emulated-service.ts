import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request to one of the services that are emulated. */
export interface ServiceRequest {
  readonly method: string;
  /** Decoded, but for a slash inside of a segment, which stays `%2F`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Emulates the hosts of one service. */
export interface EmulatedService {
  readonly hosts: readonly string[];
  answer(asked: ServiceRequest): ServiceAnswer;
}

/** The emulated services, listening. */
export interface RunningServices {
  /** What makes an n8n take them for the services; to be added to its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  close(): Promise<void>;
}

/** Gives the services one address; they are distinguished by the header `Host`. */
export async function startEmulatedServices(
  services: readonly EmulatedService[],
): Promise<RunningServices> {
  const server = createServer((request, response) => {
    const { method = '', headers, url = '' } = request;
    const host = headers.host ?? '';
    const service = services.find(({ hosts }) => hosts.includes(host));
    const { pathname, searchParams: query } = new URL(url, `http://${host}`);
    text(request).then(
      (body) => {
        const segments = pathname.split('/').map(decodeURIComponent);
        const path = segments.map((each) => each.replaceAll('/', '%2F')).join('/');
        const asked = { method, path, query, headers, body };
        const { status, json, headers: more } = service?.answer(asked) ?? NOBODY;
        response.writeHead(status, { 'content-type': 'application/json', ...more });
        response.end(json === undefined ? '' : JSON.stringify(json));
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const preload = new URL('./intercept.ts', import.meta.url);
  return {
    env: {
      NODE_OPTIONS: `--import ${preload.href}`,
      STAND_INS_PORT: String(port),
      STAND_INS_HOSTS: services.flatMap(({ hosts }) => hosts).join(','),
    },
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const NOBODY: ServiceAnswer = { status: 421, json: { error: 'nobody emulates this host' } };

/** The token of a request, or ''. */
export const bearerOf = ({ headers }: ServiceRequest): string =>
  (headers.authorization ?? '').replace(/^Bearer /, '');

/** The requests that a service refuses as too many. */
export class RateLimit {
  #left = 0;

  /** How many more writes are refused. */
  get left(): number {
    return this.#left;
  }

  /** The next writes are refused. */
  refuse(times: number): void {
    this.#left = times;
  }

  /** Counts a write. @returns whether it is refused */
  isExceeded(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }
}

/** A body of JSON. */
export const jsonOf = <Body>({ body }: ServiceRequest): Body => JSON.parse(body || '{}') as Body;
