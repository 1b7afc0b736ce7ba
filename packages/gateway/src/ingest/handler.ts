import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HandshakeAnswer, WebhookRequest } from '@signal-hooks/catalogue';
import type { Directory } from '../directory.ts';
import { GatewayError } from '../errors.ts';
import { UNREAD } from '../http/body.ts';
import type { TrafficBudgets } from '../http/byte-budget.ts';
import { endUnread } from '../http/end-unread.ts';
import type { ProblemWriter } from '../http/problem.ts';
import { readBody } from '../http/read-body.ts';
import type { Metrics } from '../metrics.ts';
import type { ReadySource } from '../ready.ts';
import type { RequestSpan, Tracing } from '../tracing/tracing.ts';
import type { Ingest, IngestRequest, IngestResult } from './ingest.ts';
import { REJECTIONS, type RejectionCode } from './rejections.ts';
import { SourceRates } from './source-rates.ts';

/** What the ingest addresses work with. */
export interface IngestHandlerDeps {
  readonly ingest: Ingest;
  readonly directory: Directory;
  readonly metrics: Metrics;
  readonly problems: ProblemWriter;
  readonly budgets: TrafficBudgets;
  /** Largest body that is read, in bytes. */
  readonly maxBodyBytes: number;
  /** The address under which providers reach this gateway, without a slash at its end; null: not known. */
  readonly publicUrl: string | null;
  /** Null: nobody wants traces. */
  readonly tracing: Tracing | null;
}

type Deps = IngestHandlerDeps & { readonly rates: SourceRates };

/** Takes a request if it is for a source. False: it is for somebody else, and untouched. */
export type IngestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

const PREFIX = '/in/';

/** What a provider may declare its JSON as; some declare nothing. */
const ACCEPTED_TYPE =
  /^\s*(?:(?:application|text)\/(?:[a-z0-9.+-]+\+)?json|text\/plain|application\/octet-stream)?\s*(?:;|$)/i;
/** `identity` is what is not compressed; case does not matter (RFC 9110, 8.4.1). */
const NOT_ENCODED = /^\s*(?:identity)?\s*$/i;

/** What a form may be declared as. */
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;

/**
 * `HEAD` and `POST /in/{source_id}`: the only addresses that providers know; `GET` is for those
 * that ask so whether the address is the user's own.
 *
 * They come before Express, on node:http itself: routing, response helpers and body parser
 * take as long as verifying, reading and storing an event together (docs/adr/0007).
 */
export function createIngestHandler(given: IngestHandlerDeps): IngestHandler {
  const deps = { ...given, rates: new SourceRates() };
  return (request, response) => {
    const { url = '' } = request;
    if (!url.startsWith(PREFIX)) return false;
    const end = url.indexOf('?');
    const id = url.slice(PREFIX.length, end === -1 ? undefined : end).replace(/\/$/, '');
    const known = deps.directory.sourceNow(id);
    if (known !== undefined) take(deps, known, request, response);
    else {
      findAndTake(deps, id, request, response).catch((error: unknown) =>
        deps.problems.write(error, request, response),
      );
    }
    return true;
  };
}

async function findAndTake(
  deps: Deps,
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
  deps: Deps,
  ready: ReadySource,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { ingest, metrics, problems } = deps;
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const { method = '' } = request;
  const methods = methodsOf(ready);
  if (!methods.includes(method)) {
    response.setHeader('allow', ['HEAD', ...methods].join(', '));
    problems.write(new GatewayError('method_not_allowed'), request, response);
    return;
  }
  const started = performance.now();
  const span = deps.tracing === null ? null : deps.tracing.request(ready, request);
  const refuse = (code: RejectionCode, came?: string): void => {
    const declared = Number(request.headers['content-length'] ?? 0) || 0;
    const sent = { ...requestOf(deps, request, NO_BYTES, null), body: null };
    const result = ingest.reject(ready, sent, code, declared, came);
    answer(problems, ready, request, response, result);
    span?.end(response.statusCode, result);
  };
  const fail = (error: unknown): void => {
    metrics.countIngest(ready.provider.id, ready.source.id, 'unavailable');
    problems.write(error, request, response);
    span?.end(response.headersSent ? response.statusCode : null, null);
  };
  if (!deps.rates.allows(ready)) {
    refuse('rate_limited');
    return;
  }
  const refusal = refuseByHeaders(ready, request);
  if (refusal !== null) {
    refuse(...refusal);
    return;
  }
  const limit = Math.min(
    deps.maxBodyBytes,
    ready.secrets.limits?.maxBodyBytes ?? deps.maxBodyBytes,
  );
  readBody(request, limit, deps.budgets, (outcome) => {
    if (!outcome.ok) {
      if (outcome.reason === 'too_large') refuse('body_too_large');
      else fail(new GatewayError(UNREAD[outcome.reason]));
      return;
    }
    ingest.receive(ready, requestOf(deps, request, outcome.body, span)).then(
      (result) => {
        outcome.release();
        metrics.ingestSeconds.observe((performance.now() - started) / 1000);
        answer(problems, ready, request, response, result);
        span?.end(response.statusCode, result);
      },
      (error: unknown) => {
        outcome.release();
        fail(error);
      },
    );
  });
}

const NO_BYTES = new Uint8Array();
const POST: readonly string[] = ['POST'];
const GET_AND_POST: readonly string[] = ['GET', 'POST'];

function methodsOf({ provider }: ReadySource): readonly string[] {
  return provider.handshakes?.some(({ method }) => method === 'GET') ? GET_AND_POST : POST;
}

/** As the provider sent it: behind a proxy, a request does not say the public address. */
function requestOf(
  { publicUrl }: Deps,
  { headers, method = 'POST', url = '' }: IncomingMessage,
  body: Uint8Array,
  span: RequestSpan | null,
): IngestRequest {
  const asked: WebhookRequest =
    publicUrl === null
      ? { body, headers, method }
      : { body, headers, method, url: publicUrl + url };
  return span === null ? asked : { ...asked, trace: span.headers };
}

/** No provider compresses what it sends, and the signature of one that did would be of other bytes. */
function refuseByHeaders(
  { provider }: ReadySource,
  { headers }: IncomingMessage,
): [RejectionCode, string] | null {
  const type = headers['content-type'];
  const accepts = provider.body?.accepts ?? JSON_ONLY;
  if (type !== undefined && !isAccepted(type, accepts)) {
    const taken = accepts.map((kind) => MEDIA_TYPES[kind]).join(' and ');
    return ['content_type_unsupported', ` It came as ${quote(type)}; it takes ${taken}.`];
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !NOT_ENCODED.test(encoding)) {
    return ['content_encoding_unsupported', ` It came with the encoding ${quote(encoding)}.`];
  }
  return null;
}

type BodyKind = keyof typeof MEDIA_TYPES;

const MEDIA_TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
} as const;

const JSON_ONLY: readonly BodyKind[] = ['json'];

const isAccepted = (type: string, accepts: readonly BodyKind[]): boolean =>
  (accepts.includes('json') && ACCEPTED_TYPE.test(type)) ||
  (accepts.includes('form') && FORM_TYPE.test(type));

/** A stranger's text, as much of it as is needed to recognise it. */
const quote = (text: string): string => JSON.stringify(text.slice(0, 100));

/** Siggnal wants exactly 200, and so everything that was taken is answered with it. */
function answer(
  problems: ProblemWriter,
  { provider }: ReadySource,
  request: IncomingMessage,
  response: ServerResponse,
  result: IngestResult,
): void {
  if (result.outcome === 'rejected') {
    const { code } = result;
    const [usual, title] = REJECTIONS[code];
    const isLimited = code === 'rate_limited';
    // Some providers would never send it again.
    const status = isLimited && provider.policy.retryOn === 'timeouts-and-5xx' ? 503 : usual;
    if (isLimited) response.setHeader('retry-after', '1');
    response.statusCode = status;
    response.setHeader('content-type', 'application/problem+json');
    endUnread(request, response, problems.short(code, status, title));
    return;
  }
  if (result.outcome === 'handshake') {
    answerHandshake(response, result.answer);
    return;
  }
  const id = result.outcome === 'ping' ? null : result.eventId;
  const ids = result.outcome === 'ping' ? null : result.eventIds;
  const list = ids === null ? '' : `,"event_ids":${JSON.stringify(ids)}`;
  response.statusCode = 200;
  response.setHeader('content-type', 'application/json');
  response.end(`{"status":"${result.outcome}","event_id":${JSON.stringify(id)}${list}}`, 'latin1');
}

/** A stranger's text goes back: no browser may take it for a page. */
function answerHandshake(
  response: ServerResponse,
  { status, contentType, body }: HandshakeAnswer,
): void {
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  if (contentType === null) {
    response.end();
    return;
  }
  response.setHeader('content-type', `${contentType}; charset=utf-8`);
  response.end(body);
}
