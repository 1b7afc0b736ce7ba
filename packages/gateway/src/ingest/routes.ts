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
 * `HEAD` and `POST /in/{source_id}`: the only addresses that providers know. They are to be
 * mounted before everything else, so that a request passes through nothing it does not need;
 * for the same reason each is one handler.
 */
export function mountIngest(app: Express, deps: IngestRouteDeps): void {
  const take = taker(deps);
  app.head('/in/:id', (request, response, next) => {
    withSource(deps.directory, request, next, () => response.status(200).end());
  });
  app.post('/in/:id', (request, response, next) => {
    withSource(deps.directory, request, next, (ready) => take(ready, request, response, next));
  });
}

/** Goes on with the source: at once if it is known, which is nearly always. */
function withSource(
  directory: Directory,
  request: Request,
  next: NextFunction,
  goOn: (ready: ReadySource) => void,
): void {
  const id = String(request.params.id);
  const known = directory.sourceNow(id);
  if (known !== undefined) {
    goOn(known);
    return;
  }
  directory.source(id).then((found) => {
    if (found !== undefined) goOn(found);
    else
      next(
        new GatewayError('source_not_found', 'There is no such source. Copy its ingest URL again.'),
      );
  }, next);
}

type Take = (ready: ReadySource, request: Request, response: Response, next: NextFunction) => void;

function taker({ ingest, metrics, maxBodyBytes }: IngestRouteDeps): Take {
  const readBody: RequestHandler = express.raw({ type: () => true, limit: maxBodyBytes });
  return (ready, request, response, next) => {
    const started = performance.now();
    const refuse = (code: RejectionCode): void => {
      answer(response, ingest.reject(ready, code, declaredLength(request)));
    };
    const type = request.headers['content-type'];
    if (type !== undefined && !ACCEPTED_TYPE.test(type)) {
      refuse('content_type_unsupported');
      return;
    }
    readBody(request, response, (error?: unknown) => {
      if (error !== undefined) {
        // The sender hung up in the middle: there is nobody to answer.
        if (request.destroyed && !request.complete) return;
        refuse(isTooLarge(error) ? 'body_too_large' : 'body_unreadable');
        return;
      }
      const body: Uint8Array = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      ingest.receive(ready, body, request.headers).then((result) => {
        metrics.ingestSeconds.observe((performance.now() - started) / 1000);
        answer(response, result);
      }, next);
    });
  };
}

const isTooLarge = (error: unknown): boolean => (error as { status?: number }).status === 413;

const declaredLength = (request: Request): number =>
  Number(request.headers['content-length'] ?? 0) || 0;

/** Siggnal wants exactly 200, and so everything that was taken is answered with it. */
function answer(response: Response, result: IngestResult): void {
  if (result.outcome === 'rejected') {
    const { code } = result;
    const [status, title] = REJECTIONS[code];
    const type = `/docs/reference/errors.md#${code}`;
    response.statusCode = status;
    response.setHeader('content-type', 'application/problem+json');
    response.end(JSON.stringify({ type, title, status, code }));
    return;
  }
  const id = result.outcome === 'ping' ? null : result.eventId;
  response.statusCode = 200;
  response.setHeader('content-type', 'application/json');
  response.end(`{"status":"${result.outcome}","event_id":${JSON.stringify(id)}}`);
}
