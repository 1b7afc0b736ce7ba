import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Directory } from '../directory.ts';
import { GatewayError } from '../errors.ts';
import { REFERENCE, writeProblem } from '../http/problem.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ReadySource } from '../ready.ts';
import { readBody } from './body.ts';
import type { Ingest, IngestResult } from './ingest.ts';
import { REJECTIONS, type RejectionCode } from './rejections.ts';

/** What the ingest addresses work with. */
export interface IngestHandlerDeps {
  readonly ingest: Ingest;
  readonly directory: Directory;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Largest body that is read, in bytes. */
  readonly maxBodyBytes: number;
}

/** Takes a request if it is for a source. False: it is for somebody else, and untouched. */
export type IngestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

const PREFIX = '/in/';

/** What a provider may declare its JSON as; some declare nothing. */
const ACCEPTED_TYPE =
  /^(?:application\/(?:[a-z0-9.+-]+\+)?json|text\/plain|application\/octet-stream)\s*(?:;|$)/i;

/**
 * `HEAD` and `POST /in/{source_id}`: the only addresses that providers know.
 *
 * They stand before Express, on node:http itself: routing, response helpers and body parser
 * take as long as verifying, reading and storing an event together (docs/adr/0007).
 */
export function createIngestHandler(deps: IngestHandlerDeps): IngestHandler {
  return (request, response) => {
    const { url = '' } = request;
    if (!url.startsWith(PREFIX)) return false;
    const end = url.indexOf('?');
    const id = url.slice(PREFIX.length, end === -1 ? undefined : end);
    const known = deps.directory.sourceNow(id);
    if (known !== undefined) take(deps, known, request, response);
    else {
      findAndTake(deps, id, request, response).catch((error: unknown) =>
        writeProblem(deps.log, error, request, response),
      );
    }
    return true;
  };
}

async function findAndTake(
  deps: IngestHandlerDeps,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = await deps.directory.source(id);
  if (found === undefined) {
    // The provider sends again later; why it cannot be used is for the operator alone.
    if (deps.directory.unusableSource(id) !== undefined) throw new GatewayError('source_unusable');
    throw new GatewayError(
      'source_not_found',
      'There is no such source. Copy its ingest URL again.',
    );
  }
  take(deps, found, request, response);
}

function take(
  deps: IngestHandlerDeps,
  ready: ReadySource,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { ingest, metrics, log } = deps;
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  if (request.method !== 'POST') {
    response.setHeader('allow', 'HEAD, POST');
    writeProblem(log, new GatewayError('method_not_allowed'), request, response);
    return;
  }
  const started = performance.now();
  const refuse = (code: RejectionCode): void => {
    const declared = Number(request.headers['content-length'] ?? 0) || 0;
    answer(response, ingest.reject(ready, code, declared));
  };
  const refusal = refuseByHeaders(request);
  if (refusal !== null) {
    refuse(refusal);
    return;
  }
  readBody(request, deps.maxBodyBytes, (body) => {
    if (body === null) {
      refuse('body_too_large');
      return;
    }
    ingest.receive(ready, body, request.headers).then(
      (result) => {
        metrics.ingestSeconds.observe((performance.now() - started) / 1000);
        answer(response, result);
      },
      (error: unknown) => writeProblem(log, error, request, response),
    );
  });
}

/** No provider compresses what it sends, and the signature of one that did would be of other bytes. */
function refuseByHeaders({ headers }: IncomingMessage): RejectionCode | null {
  const type = headers['content-type'];
  if (type !== undefined && !ACCEPTED_TYPE.test(type)) return 'content_type_unsupported';
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return 'content_encoding_unsupported';
  return null;
}

/** Siggnal wants exactly 200, and so everything that was taken is answered with it. */
function answer(response: ServerResponse, result: IngestResult): void {
  if (result.outcome === 'rejected') {
    const { code } = result;
    const [status, title] = REJECTIONS[code];
    response.statusCode = status;
    response.setHeader('content-type', 'application/problem+json');
    response.end(JSON.stringify({ type: `${REFERENCE}#${code}`, title, status, code }));
    return;
  }
  const id = result.outcome === 'ping' ? null : result.eventId;
  response.statusCode = 200;
  response.setHeader('content-type', 'application/json');
  response.end(`{"status":"${result.outcome}","event_id":${JSON.stringify(id)}}`, 'latin1');
}
