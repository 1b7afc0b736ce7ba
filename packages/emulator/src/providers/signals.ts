import { randomInt } from 'node:crypto';
import { PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { SignalsToken } from '../accounts.ts';
import type { EmulatedProvider, EmulatorContext } from '../emulated-provider.ts';
import { ENABLED, enableHook, type Hook, HookBook } from '../hooks.ts';
import {
  authorizationToken,
  type Json,
  objectOf,
  onUnreadable,
  param,
  query,
  readBody,
  type Unreadable,
} from '../http.ts';
import { createRateLimit } from '../rate-limit.ts';
import { asBoolean, type Errors, summarise, validate } from './signals-validation.ts';

/** A webhook of SIGNALS. */
interface Webhook extends Hook {
  readonly owner: number;
  readonly secret: string;
  readonly createdAt: number;
  events: readonly string[];
  updatedAt: number;
}

const REQUESTS_PER_MINUTE = 60;
const ABILITY = 'webhooks:manage';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const DEFAULT_PAGE = 25;
const MAX_PAGE = 100;

/**
 * SIGNALS' webhook API, as its page and its code have it: Laravel's error shapes, the
 * secret returned once, 60 requests a minute, a log per webhook, re-enabled by `is_active: true`.
 * https://signals.auralyte.xyz/docs
 */
export function emulateSignals(context: EmulatorContext): EmulatedProvider {
  const provider = PROVIDERS.signals;
  const book = new HookBook<Webhook>();
  return {
    provider,
    mounts: [{ path: '/signals', router: routes(context, provider, book) }],
    hooks: () => book.all,
    settings: (url) => ({
      base_url: `${url}/signals`,
      api_token: context.accounts.signals.tokens[0]?.token ?? '',
    }),
    guide: (url) => ({
      webhooks: `${url}/signals/api/v1/webhooks`,
      tokens: context.accounts.signals.tokens,
    }),
  };
}

function routes(context: EmulatorContext, provider: Provider, book: HookBook<Webhook>): Router {
  const router = express.Router();
  const { clock } = context;
  const own = (act: (hook: Webhook, request: Request, response: Response) => void) =>
    ((request, response) => {
      const id = param(request, 'id');
      const hook = book.get(id);
      if (hook === undefined) {
        refuse(response, 404, `No query results for model [App\\Models\\Webhook] ${id}`);
      } else if (hook.owner !== tokenOf(response).user) {
        refuse(response, 403, 'This action is unauthorized.');
      } else act(hook, request, response);
    }) satisfies RequestHandler;

  router.use('/api', throttle(context), authenticate(context.accounts.signals.tokens), readBody);
  router.get('/api/v1/webhooks', (_request, response) => {
    const mine = book.all.filter((hook) => hook.owner === tokenOf(response).user);
    response.json({ webhooks: mine.map(view) });
  });
  router.post('/api/v1/webhooks', (request, response) => {
    const input = objectOf(request);
    const errors = validate(input, false);
    if (Object.keys(errors).length > 0) return invalid(response, errors);
    const id = String(book.nextNumber());
    const hook = book.add(newWebhook(id, input, tokenOf(response).user, clock.now()));
    response.status(201).json({ webhook: { ...view(hook), secret: hook.secret } });
  });
  router.get(
    '/api/v1/webhooks/:id',
    own((hook, _request, response) => response.json({ webhook: view(hook) })),
  );
  router.put('/api/v1/webhooks/:id', own(update(clock.now)));
  router.patch('/api/v1/webhooks/:id', own(update(clock.now)));
  router.delete(
    '/api/v1/webhooks/:id',
    own((hook, _request, response) => {
      book.remove(hook);
      response.status(204).end();
    }),
  );
  router.get('/api/v1/webhooks/:id/logs', own(logs(context, provider)));
  router.use((request, response) =>
    refuse(response, 404, `The route ${request.path.slice(1)} could not be found.`),
  );
  router.use(
    onUnreadable((response, { status, message }: Unreadable) => refuse(response, status, message)),
  );
  return router;
}

function authenticate(tokens: readonly SignalsToken[]): RequestHandler {
  return (request, response, next) => {
    const given = authorizationToken(request, 'Bearer');
    const token = tokens.find((one) => one.token === given);
    if (token === undefined) return refuse(response, 401, 'Unauthenticated.');
    if (!token.abilities.includes(ABILITY)) {
      return refuse(response, 403, 'Invalid ability provided.');
    }
    response.locals.token = token;
    next();
  };
}

const tokenOf = (response: Response): SignalsToken => response.locals.token as SignalsToken;

/** Counts by token where it is a known one, else by address, so that guessing cannot fill memory. */
function throttle(context: EmulatorContext): RequestHandler {
  const known = new Set(context.accounts.signals.tokens.map(({ token }) => token));
  const limit = createRateLimit(REQUESTS_PER_MINUTE, 60_000, context.clock.now);
  return (request, response, next) => {
    const token = authorizationToken(request, 'Bearer') ?? '';
    const { remaining, retryAfterMs } = limit(known.has(token) ? token : 'nobody');
    response.set('X-RateLimit-Limit', String(REQUESTS_PER_MINUTE));
    response.set('X-RateLimit-Remaining', String(Math.max(0, remaining)));
    if (remaining >= 0) return next();
    response.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
    refuse(response, 429, 'Too Many Attempts.');
  };
}

function newWebhook(id: string, input: Json, owner: number, now: number): Webhook {
  const secret = Array.from({ length: 32 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return {
    id,
    owner,
    secret,
    url: input.url as string,
    events: input.events as string[],
    ...ENABLED,
    createdAt: now,
    updatedAt: now,
    key: () => ({ secret }),
    accepts({ type }) {
      return this.events.includes(type);
    },
  };
}

const update =
  (now: () => number) =>
  (hook: Webhook, request: Request, response: Response): void => {
    const input = objectOf(request);
    const errors = validate(input, true);
    if (Object.keys(errors).length > 0) {
      invalid(response, errors);
      return;
    }
    if (typeof input.url === 'string') hook.url = input.url;
    if (Array.isArray(input.events)) hook.events = input.events as string[];
    const active = asBoolean(input.is_active);
    if (active === true) enableHook(hook);
    if (active === false) hook.active = false;
    hook.updatedAt = now();
    response.json({ webhook: view(hook) });
  };

/** One row per delivery, newest first. A page beyond 100 is cut to 100, as Laravel code usually does. */
const logs =
  ({ sender, clock }: EmulatorContext, provider: Provider) =>
  (hook: Webhook, request: Request, response: Response): void => {
    const perPage = Math.min(positive(query(request, 'per_page'), DEFAULT_PAGE), MAX_PAGE);
    const page = positive(query(request, 'page'), 1);
    const rows = sender
      .deliveries(provider.id)
      .filter(({ hookId }) => hookId === hook.id)
      .map((delivery, index) => {
        const last = delivery.attempts.at(-1);
        const delivered = delivery.attempts.find((attempt) => attempt.delivered);
        return {
          id: index + 1,
          event: delivery.eventType,
          response_code: last?.status ?? null,
          attempts: delivery.attempts.length,
          delivered_at: delivered ? laravelTime(Date.parse(delivered.at)) : null,
          created_at: laravelTime(Date.parse(delivery.createdAt) || clock.now()),
        };
      })
      .reverse();
    response.json({
      logs: rows.slice((page - 1) * perPage, page * perPage),
      meta: { total: rows.length, per_page: perPage, page },
    });
  };

function positive(text: string | undefined, fallback: number): number {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? number : fallback;
}

const laravelTime = (ms: number): string =>
  new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+00:00');

/** A webhook as the API shows it; the secret is not part of it. */
const view = (hook: Webhook) => ({
  id: Number(hook.id),
  url: hook.url,
  events: hook.events,
  is_active: hook.active,
  consecutive_failures: hook.failures,
  disabled_at: hook.disabledAt === null ? null : laravelTime(hook.disabledAt),
  created_at: laravelTime(hook.createdAt),
  updated_at: laravelTime(hook.updatedAt),
});

function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ message });
}

function invalid(response: Response, errors: Errors): void {
  response.status(422).json({ message: summarise(errors), errors });
}
