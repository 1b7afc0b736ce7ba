import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import express from 'express';
import type { Directory, ReadySource } from '../directory.ts';
import { GatewayError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Ingest, IngestResult } from './ingest.ts';
import { REJECTIONS, type RejectionCode } from './rejections.ts';

/** What the ingest routes work with. */
export interface IngestRouteDeps {
  readonly ingest: Ingest;
  readonly directory: Directory;
  readonly metrics: Metrics;
  /** Largest body that is read, in bytes. */
  readonly maxBodyBytes: number;
}

/** What a provider may declare its JSON as; some declare nothing. */
const ACCEPTED_TYPE =
  /^(?:application\/(?:[a-z0-9.+-]+\+)?json|text\/plain|application\/octet-stream)\s*(?:;|$)/i;

/**
 * `HEAD` and `POST /in/{source_id}`: the only addresses that providers know. They stand
 * before everything else, so that a request passes through nothing it does not need.
 */
export function mountIngest(app: Express, deps: IngestRouteDeps): void {
  const readBody = express.raw({ type: () => true, limit: deps.maxBodyBytes });
  const findSource = sourceFinder(deps.directory);
  app.head('/in/:id', findSource, (_request, response) => {
    response.status(200).end();
  });
  app.post(
    '/in/:id',
    findSource,
    refuseOtherTypes(deps.ingest),
    readBody,
    receiver(deps),
    refuseUnreadable(deps.ingest),
  );
}

/** Where the source waits between the handlers of one request. */
interface Locals {
  ready: ReadySource;
}

function sourceFinder(directory: Directory): RequestHandler {
  return (request, response, next) => {
    const id = String(request.params.id);
    const ready = directory.sourceNow(id);
    if (ready !== undefined) {
      (response.locals as Locals).ready = ready;
      next();
      return;
    }
    directory.source(id).then((found) => {
      if (found === undefined) {
        const detail = 'There is no such source. Copy the ingest URL again from where it was made.';
        next(new GatewayError('source_not_found', detail));
        return;
      }
      (response.locals as Locals).ready = found;
      next();
    }, next);
  };
}

function refuseOtherTypes(ingest: Ingest): RequestHandler {
  return (request, response, next) => {
    const type = request.headers['content-type'];
    if (type === undefined || ACCEPTED_TYPE.test(type)) {
      next();
      return;
    }
    const { ready } = response.locals as Locals;
    answer(response, ingest.reject(ready, 'content_type_unsupported', declaredLength(request)));
  };
}

function receiver({ ingest, metrics }: IngestRouteDeps): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const { ready } = response.locals as Locals;
    const body: Uint8Array = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    ingest.receive(ready, body, request.headers).then((result) => {
      metrics.ingestSeconds.observe((performance.now() - started) / 1000);
      answer(response, result);
    }, next);
  };
}

/** Express knows an error handler by its four parameters. */
function refuseUnreadable(ingest: Ingest) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const { status, type } = error as { status?: number; type?: string };
    if (error instanceof GatewayError || typeof type !== 'string') {
      next(error);
      return;
    }
    if (request.destroyed && !request.complete) return;
    const code: RejectionCode = status === 413 ? 'body_too_large' : 'body_unreadable';
    const { ready } = response.locals as Locals;
    answer(response, ingest.reject(ready, code, declaredLength(request)));
  };
}

const declaredLength = (request: Request): number =>
  Number(request.headers['content-length'] ?? 0) || 0;

/** Siggnal wants exactly 200, and so everything that was taken is answered with it. */
function answer(response: Response, result: IngestResult): void {
  if (result.outcome === 'rejected') {
    const [status, title] = REJECTIONS[result.code];
    response
      .status(status)
      .setHeader('content-type', 'application/problem+json')
      .end(JSON.stringify({ type: 'about:blank', title, status, code: result.code }));
    return;
  }
  const id = result.outcome === 'ping' ? null : result.eventId;
  response.statusCode = 200;
  response.setHeader('content-type', 'application/json');
  response.end(`{"status":"${result.outcome}","event_id":${JSON.stringify(id)}}`);
}
