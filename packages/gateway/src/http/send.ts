import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { GatewayError } from '../errors.ts';
import type { ByteBudget, Reservation } from './byte-budget.ts';
import { Document } from './document.ts';
import type { Answer } from './operation.ts';

/** Handed to the connection at once; the next piece follows when it has been taken. */
const PIECE_BYTES = 64 * 1024;

/**
 * Answers a request. What its reader does not take at once is counted against the budget, and
 * the connection of a reader who takes nothing is closed if another one needs the place.
 * @throws {GatewayError} `overloaded` if too many answers wait to be read
 */
export async function send(
  budget: ByteBudget,
  request: Request,
  response: Response,
  { status, body, headers = {} }: Answer,
): Promise<void> {
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] as string);
  if (body === undefined) response.end();
  else if (body instanceof Document) sendDocument(request, response, body);
  else {
    const isText = typeof body === 'string';
    const type = isText ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json';
    const bytes = Buffer.from(isText ? body : JSON.stringify(body));
    const reservation = budget.reserve(bytes.length, () => response.destroy());
    if (reservation === null) throw new GatewayError('overloaded');
    response.setHeader('content-type', type);
    response.setHeader('content-length', bytes.length);
    response.once('close', () => reservation.release());
    await sendBytes(request, response, bytes, reservation);
  }
}

/** Everybody's answer is the same memory: there is nothing to count. */
function sendDocument(request: Request, response: Response, document: Document): void {
  const isGzipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(
    request.headers['accept-encoding'] ?? '',
  );
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('etag', document.etag(isGzipped));
  response.setHeader('vary', 'accept-encoding');
  if (document.isKnownTo(request.headers['if-none-match'])) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader('content-type', document.type);
  if (isGzipped) response.setHeader('content-encoding', 'gzip');
  const bytes = isGzipped ? document.gzipped : document.plain;
  response.setHeader('content-length', bytes.length);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function sendBytes(
  request: Request,
  response: Response,
  bytes: Buffer,
  reservation: Reservation,
): Promise<void> {
  if (bytes.length <= PIECE_BYTES || request.method === 'HEAD') {
    response.end(request.method === 'HEAD' ? undefined : bytes);
    return;
  }
  function* pieces(): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      yield bytes.subarray(at, at + PIECE_BYTES);
      reservation.progress(PIECE_BYTES);
    }
  }
  // A reader who hangs up is no failure of ours.
  await pipeline(Readable.from(pieces()), response).catch(() => undefined);
}
