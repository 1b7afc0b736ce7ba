import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ERRORS, type ErrorCode, GatewayError, RETRY_AFTER } from '../errors.ts';
import { guardConnections } from './connections.ts';
import { connectionLimit } from './file-limit.ts';
import type { ProblemWriter } from './problem.ts';
import { normaliseTarget } from './target.ts';

/** A server that listens already, and gets its listener when there is one. */
export interface HttpServer {
  /** Where it listens, such as http://127.0.0.1:8787 */
  readonly url: string;
  readonly port: number;
  /** From now on requests go there; until then they are answered 503. */
  handle(listener: RequestListener): void;
  /** Takes no more connections, and lets the requests under way finish for up to `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** A whole request must have arrived within this time. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** Longer than the idle time-outs of common proxies, so that the proxies close first. */
const KEEP_ALIVE_MS = 65_000;
/** Nobody who is known sends a request before the last one is answered; a few may. */
const MAX_QUEUED = 4;
/** Nobody may let an answer wait for longer without reading any of it. */
const WRITE_TIMEOUT_MS = 15_000;
/** How often a closing server looks for connections that have become idle. */
const SWEEP_MS = 50;

/** Where to listen, and how to refuse. */
export interface ServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The path of the public address, '' if it has none: see `normaliseTarget`. */
  readonly prefix: string;
  readonly problems: ProblemWriter;
}

/**
 * Listens. The port is known only then, and registrations need the address: so this comes
 * before the gateway that will answer.
 * @throws {Error} `EADDRINUSE` and the like
 */
export async function openServer(options: ServerOptions): Promise<HttpServer> {
  const { host, port, prefix, problems } = options;
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 1000,
  });
  let listener: RequestListener = (request, response) => {
    const error = new GatewayError('unavailable', 'The gateway is starting. Try again at once.');
    problems.write(error, request, response);
  };
  const max = connectionLimit();
  const limits = { max, maxQueued: MAX_QUEUED, writeTimeoutMs: WRITE_TIMEOUT_MS };
  guardConnections(server, limits, rawAnswer(problems, 'connections_exhausted'), () =>
    problems.refused('connections_exhausted'),
  );
  server.on('request', (request, response) => {
    if (request.socket.destroyed) return;
    if (!server.listening) response.shouldKeepAlive = false;
    request.url = normaliseTarget(request.url ?? '/', prefix);
    listener(request, response);
  });
  server.on('clientError', (error, socket) => refuse(problems, error, socket as Refused));
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${reachable(host)}:${bound}`,
    port: bound,
    handle(given) {
      listener = given;
    },
    close: (graceMs) => close(server, graceMs),
  };
}

/** The host part of a URL that this machine can use. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const { code } = error;
      if (code !== 'EADDRINUSE') reject(error);
      else reject(Object.assign(new Error(`Port ${port} is taken. Choose another one.`), { code }));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const limit = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** What Node's parser calls the requests that never reach a listener. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

type Refused = Socket & { readonly _httpMessage?: { readonly headersSent?: boolean } };

/** Answers what is no request, or not all of one. */
function refuse(problems: ProblemWriter, error: NodeJS.ErrnoException, socket: Refused): void {
  const answered = socket._httpMessage?.headersSent;
  if (!socket.writable || error.code === 'ECONNRESET' || answered === true) {
    socket.destroy();
    return;
  }
  const code = CODES[error.code ?? ''] ?? 'request_malformed';
  problems.refused(code);
  socket.end(rawAnswer(problems, code), () => socket.destroy());
}

/** A whole answer to what never became a request. */
function rawAnswer(problems: ProblemWriter, code: ErrorCode): string {
  const [status, title] = ERRORS[code];
  const body = problems.short(code, status, title);
  return [
    `HTTP/1.1 ${status} ${code}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(status === 503 ? [`retry-after: ${RETRY_AFTER}`] : []),
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
