import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../errors.ts';
import type { ProblemWriter } from '../problem.ts';
import type { ConsoleFile, ConsoleFiles, Encoding } from './files.ts';

/**
 * The console runs its own scripts and styles alone, and speaks to its own gateway alone. `base-uri` is for
 * the address that its paths begin with.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const NOT_BUILT =
  'The console was not built. In the repository, npm start builds it; the packages bring it along.\n' +
  'Everything else works: see signal-hooks --help.\n';

/** What {@link createConsoleHandler} works with. */
export interface ConsoleDeps {
  /** Null: it was not built. */
  readonly files: ConsoleFiles | null;
  /** The path of the gateway's public address, '' if it has none. */
  readonly prefix: string;
  readonly problems: ProblemWriter;
}

/** Answers a request for the console, and returns whether it is one. */
export type ConsoleHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Makes what serves the console below `/console/`; the gateway's own address leads there. */
export function createConsoleHandler({ files, prefix, problems }: ConsoleDeps): ConsoleHandler {
  const home = `${prefix}/console/`;
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const isEntry = path === '/' || path === '/console';
    if (!isEntry && !path.startsWith('/console/')) return false;
    for (const name in HEADERS) response.setHeader(name, HEADERS[name] as string);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      problems.write(new GatewayError('method_not_allowed'), request, response);
    } else if (isEntry) {
      response.writeHead(302, { location: home, 'cache-control': 'no-store' }).end();
    } else if (files === null) {
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
      response.writeHead(404, headers).end(NOT_BUILT);
    } else {
      const file = fileAt(files, path.slice('/console/'.length));
      if (file === null) problems.write(new GatewayError('not_found'), request, response);
      else send(file, request, response);
    }
    return true;
  };
}

/** Pages of the console have no file: the page itself knows what to show. @returns null: there is nothing */
function fileAt({ index, byPath }: ConsoleFiles, path: string): ConsoleFile | null {
  const isFile = path.startsWith('assets/') || /\.[a-z0-9]+$/.test(path);
  return byPath.get(path) ?? (isFile ? null : index);
}

function send(file: ConsoleFile, request: IncomingMessage, response: ServerResponse): void {
  const { headers, method } = request;
  response.setHeader(
    'cache-control',
    file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  const encoding = encodingFor(file, headers['accept-encoding']);
  const tag = encoding === null ? file.tag : file.tag.replace(/"$/, `-${encoding}"`);
  response.setHeader('etag', tag);
  if (Object.keys(file.encoded).length > 0) response.setHeader('vary', 'accept-encoding');
  if (headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  const bytes = (encoding === null ? undefined : file.encoded[encoding]) ?? file.bytes;
  response.setHeader('content-type', file.type);
  response.setHeader('content-length', bytes.length);
  if (encoding !== null) response.setHeader('content-encoding', encoding);
  response.end(method === 'HEAD' ? undefined : bytes);
}

const ACCEPTS: readonly (readonly [Encoding, RegExp])[] = [
  ['br', /\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i],
  ['gzip', /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i],
];

function encodingFor({ encoded }: ConsoleFile, accepted = ''): Encoding | null {
  const found = ACCEPTS.find(([name, pattern]) => name in encoded && pattern.test(accepted));
  return found?.[0] ?? null;
}
