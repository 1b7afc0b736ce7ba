import { parsePayload } from '@signal-hooks/catalogue';
import express, { type RequestHandler } from 'express';
import { GatewayError } from '../errors.ts';

/** Largest body that the API reads, in bytes: a subscription with a full filter has some 50 kB. */
const MAX_BODY_BYTES = 256 * 1024;

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

/** Reads the raw bytes of a body, whatever type it is said to have. */
export const readBytes: RequestHandler = express.raw({ type: () => true, limit: MAX_BODY_BYTES });

/**
 * Reads a body as one JSON object, as strictly as what providers send: a key that stands
 * twice is refused rather than guessed at.
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
    throw new GatewayError(
      'content_type_unsupported',
      'Send the body as JSON, with the header "Content-Type: application/json".',
    );
  }
  const parsed = parsePayload(body);
  if (parsed.ok) return parsed.payload;
  throw new GatewayError('invalid_json', parsed.explanation);
}
