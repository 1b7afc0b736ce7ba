import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { parsePayload } from '@signal-hooks/catalogue';
import type { RequestHandler } from 'express';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { TrafficBudgets } from './byte-budget.ts';
import { type BodyRefusal, readBody } from './read-body.ts';

/** Largest body that the API reads, in bytes, also unpacked: a subscription with a full filter has some 50 kB. */
const MAX_BODY_BYTES = 256 * 1024;

const JSON_TYPE = /^\s*(?:application|text)\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

/** The errors that a body which was not read to its end leads to. */
export const UNREAD: Readonly<Record<BodyRefusal, ErrorCode>> = {
  too_large: 'body_too_large',
  busy: 'overloaded',
  too_slow: 'body_too_slow',
  tiny_chunks: 'body_in_tiny_chunks',
};

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, { maxOutputLength: MAX_BODY_BYTES }),
  'x-gzip': (bytes) => promisify(gunzip)(bytes, { maxOutputLength: MAX_BODY_BYTES }),
  deflate: (bytes) => promisify(inflate)(bytes, { maxOutputLength: MAX_BODY_BYTES }),
  br: (bytes) => promisify(brotliDecompress)(bytes, { maxOutputLength: MAX_BODY_BYTES }),
};

/**
 * Reads the bytes of a body, whatever type it is said to have, and unpacks them.
 * @throws {GatewayError} one of {@link UNREAD}, `content_encoding_unsupported` or `body_unreadable`
 */
export const readBytes =
  (budgets: TrafficBudgets): RequestHandler =>
  (request, response, next) => {
    const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
    readBody(request, MAX_BODY_BYTES, budgets, (outcome) => {
      if (!outcome.ok) {
        next(new GatewayError(UNREAD[outcome.reason]));
        return;
      }
      response.once('close', outcome.release);
      unpack(outcome.body, encoding).then((body) => {
        request.body = body;
        next();
      }, next);
    });
  };

async function unpack(body: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return body;
  const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (decode === undefined) {
    const came = JSON.stringify(encoding.slice(0, 100));
    throw new GatewayError(
      'content_encoding_unsupported',
      `The body came with the encoding ${came}. Send it as gzip, deflate or br, or uncompressed.`,
    );
  }
  return decode(body).catch((cause: NodeJS.ErrnoException) => {
    const isTooLarge = cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw new GatewayError(isTooLarge ? 'body_too_large' : 'body_unreadable', undefined, { cause });
  });
}

/**
 * Reads a body as one JSON object, as strictly as what providers send: a duplicate
 * key is refused rather than guessed at.
 * @param bytes what {@link readBytes} left
 * @throws {GatewayError} `invalid_json` or `content_type_unsupported`
 */
export function parseBody(
  bytes: unknown,
  contentType: string | undefined,
  isOptional: boolean,
): Record<string, unknown> {
  const body = Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
  if (body.length === 0 && isOptional) return {};
  if (body.length > 0 && !JSON_TYPE.test(contentType ?? '')) {
    const came = contentType ? `as ${JSON.stringify(contentType.slice(0, 100))}` : 'without a type';
    throw new GatewayError(
      'content_type_unsupported',
      `The body came ${came}. Send it as JSON, with the header "Content-Type: application/json".`,
    );
  }
  const parsed = parsePayload(body);
  if (parsed.ok) return parsed.payload;
  throw new GatewayError('invalid_json', parsed.explanation);
}
