import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { GatewayError } from '../errors.ts';
import { type Logger, logSampled } from '../log.ts';
import { runOperation } from './audited.ts';
import { type Authorize, createAuthorize } from './auth.ts';
import { parseBody, readBytes } from './body.ts';
import { type Asked, compileOperation } from './call.ts';
import { groupBy } from './group-by.ts';
import { GuessLimiter } from './guesses.ts';
import { createOpenApi } from './openapi.ts';
import type { ApiDeps, Operation } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { requestIdOf } from './problem.ts';
import { onceASecond } from './readiness.ts';
import { send } from './send.ts';

/** The gateway's HTTP application: everything that `/openapi.json` describes. */
export function createApi(given: ApiDeps): Express {
  const { store } = given;
  const check = onceASecond(() => store.check());
  const deps: ApiDeps = {
    ...given,
    store: {
      check,
      get failure() {
        return store.failure;
      },
    },
  };
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.use(prepare);
  const guesses = new GuessLimiter();
  const shared: Shared = { deps, guesses, authorize: createAuthorize({ ...deps, guesses }) };
  for (const [path, rows] of groupBy(OPERATIONS, (row) => row.path)) {
    const route = app.route(path.replace('{id}', ':id'));
    for (const row of rows) route[row.method](...handlersOf(row, shared));
    route.all(refuseMethod(rows));
  }
  app.use(() => {
    throw new GatewayError('not_found', 'There is nothing at this address. See /openapi.json.');
  });
  app.use(deps.problems.handler());
  return app;
}

/** The description of the API, as `/openapi.json` gives it. */
export const openApi = (version: string): Readonly<Record<string, unknown>> =>
  createOpenApi(OPERATIONS, version);

/** Nothing here is a page, and nothing of it may be kept or embedded by anyone. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const prepare: RequestHandler = (_request, response, next) => {
  requestIdOf(response);
  for (const name in HEADERS) response.setHeader(name, HEADERS[name] as string);
  // An app that this one is mounted in may have set it.
  response.removeHeader('x-powered-by');
  next();
};

/** What all operations share. */
interface Shared {
  readonly deps: ApiDeps;
  readonly guesses: GuessLimiter;
  readonly authorize: Authorize;
}

/** In this order: authorise, read the body, validate it, run the operation. */
function handlersOf(row: Operation, { deps, guesses, authorize }: Shared): RequestHandler[] {
  const operation = compileOperation(row);
  const admit: RequestHandler = async (request, response, next) => {
    logWhenDone(deps.log, row, request, response);
    response.locals.caller = await authorize(row.access, request, response);
    next();
  };
  const answer: RequestHandler = async (request, response) => {
    const call = operation.call(deps, askedBy(row, request, response, guesses));
    const result = await runOperation(row, call);
    const recheck = (): Promise<unknown> => authorize(row.access, request, response);
    if (result.stream !== undefined) await result.stream(response, recheck);
    else await send(deps.budgets.answers, request, response, result);
  };
  return row.body === undefined ? [admit, answer] : [admit, readBytes(deps.budgets), answer];
}

/** What a request says; its body was read to its end. */
const askedBy = (
  row: Operation,
  request: Request,
  response: Response,
  guesses: GuessLimiter,
): Asked => ({
  id: String(request.params.id ?? ''),
  query: { ...request.query },
  body: () => {
    const contentType = request.headers['content-type'];
    return parseBody(request.body, contentType, row.isBodyOptional === true);
  },
  caller: response.locals.caller,
  userAgent: request.headers['user-agent'] ?? '',
  guard: (secret, check) => guesses.guard(request, secret, check),
});

function refuseMethod(rows: readonly Operation[]): RequestHandler {
  const methods = rows.map(({ method }) => method.toUpperCase());
  if (methods.includes('GET')) methods.push('HEAD');
  const allow = methods.join(', ');
  return (_request, response) => {
    response.setHeader('allow', allow);
    throw new GatewayError('method_not_allowed', `This address takes ${allow}.`);
  };
}

/** Names the operation, never the URL: a query may hold what people search for. */
function logWhenDone(log: Logger, row: Operation, request: Request, response: Response): void {
  const started = performance.now();
  response.on('finish', () => {
    const entry = {
      requestId: requestIdOf(response),
      operation: row.operationId,
      method: request.method,
      status: response.statusCode,
      tokenId: response.locals.caller?.token?.id,
      sessionId: response.locals.caller?.session?.id,
      ms: Math.round(performance.now() - started),
    };
    // Probes come every few seconds, and would be all that is seen.
    if (row.access === 'none') log.debug(entry, 'request');
    else if (response.statusCode < 400) log.info(entry, 'request');
    else {
      const kind = `request ${entry.operation} ${entry.status} ${response.locals.caller?.id}`;
      logSampled(log, kind, (more) => log.info({ ...entry, ...more }, 'request'));
    }
  });
}
