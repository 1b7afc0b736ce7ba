import { randomUUID } from 'node:crypto';
import { PROVIDERS } from '@signal-hooks/catalogue';
import express, { type RequestHandler, type Response, type Router } from 'express';
import type { SigsentryKey } from '../accounts.ts';
import type { EmulatedProvider, EmulatorContext } from '../emulated-provider.ts';
import { ENABLED, type Hook, HookBook } from '../hooks.ts';
import { authorizationToken, jsonOf, onUnreadable, param, readBody } from '../http.ts';
import {
  type ChannelInput,
  type Credentials,
  passes,
  readChannel,
  type Severity,
} from './sigsentry-validation.ts';

/** A notification channel of SigSentry. */
interface Channel extends Hook {
  readonly project: string;
  name: string;
  threshold: Severity;
  credentials: Credentials;
}

/** Who asks, and for which project. */
interface Caller {
  readonly key: SigsentryKey;
  readonly project: string;
}

/**
 * SigSentry's channel API: bearer keys with permissions, the documented `success` envelope
 * and error codes, credentials that never come back. Channels of type `webhook` only.
 * https://docs.sigsentry.com
 */
export function emulateSigsentry(context: EmulatorContext): EmulatedProvider {
  const book = new HookBook<Channel>();
  const { keys } = context.accounts.sigsentry;
  return {
    provider: PROVIDERS.sigsentry,
    mounts: [{ path: '/sigsentry', router: routes(context, book) }],
    hooks: () => book.all,
    settings: (url) => ({ api_url: `${url}/sigsentry`, api_key: keys[0]?.key ?? '' }),
    guide: (url) => ({ channels: `${url}/sigsentry/v1/config/notifications`, keys }),
  };
}

function routes(context: EmulatorContext, book: HookBook<Channel>): Router {
  const router = express.Router();
  const path = '/v1/config/notifications';
  const mine = (response: Response): Channel[] =>
    book.all.filter(({ project }) => project === callerOf(response).project);

  router.use('/v1', authenticate(context.accounts.sigsentry.keys), readBody);
  router.get(path, permit('config:read'), (_request, response) => {
    response.json({ success: true, data: mine(response).map(view) });
  });
  router.post(path, permit('config:write'), (request, response) => {
    const input = readChannel(jsonOf(request), context.rules, false);
    if (typeof input === 'string') return refuse(response, 'VALIDATION_ERROR', input);
    const channel = book.add(newChannel(input, callerOf(response).project));
    response.status(201).json({ success: true, data: view(channel) });
  });
  router.put(`${path}/:id`, permit('config:write'), (request, response) => {
    const channel = mine(response).find(({ id }) => id === param(request, 'id'));
    if (channel === undefined) return refuse(response, 'NOT_FOUND', 'Channel not found');
    const input = readChannel(jsonOf(request), context.rules, true);
    if (typeof input === 'string') return refuse(response, 'VALIDATION_ERROR', input);
    change(channel, input);
    response.json({ success: true, data: view(channel) });
  });
  router.delete(`${path}/:id`, permit('config:write'), (request, response) => {
    const channel = mine(response).find(({ id }) => id === param(request, 'id'));
    if (channel === undefined) return refuse(response, 'NOT_FOUND', 'Channel not found');
    book.remove(channel);
    response.json({ success: true });
  });
  router.use((_request, response) => refuse(response, 'NOT_FOUND', 'Not found'));
  router.use(
    onUnreadable((response, { status, message }) =>
      refuse(response, status < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR', message),
    ),
  );
  return router;
}

function authenticate(keys: readonly SigsentryKey[]): RequestHandler {
  return (request, response, next) => {
    const given = authorizationToken(request, 'Bearer');
    const key = keys.find((one) => one.key === given);
    if (key === undefined) return refuse(response, 'UNAUTHORIZED', 'Invalid or missing API key');
    const named = request.headers['x-project-id'];
    if (typeof named === 'string' && key.project !== null && named !== key.project) {
      return refuse(response, 'FORBIDDEN', 'The API key does not belong to this project');
    }
    const project = key.project ?? named;
    if (typeof project !== 'string' || project === '') {
      return refuse(response, 'VALIDATION_ERROR', 'X-Project-Id is required for tenant keys');
    }
    response.locals.caller = { key, project } satisfies Caller;
    next();
  };
}

const callerOf = (response: Response): Caller => response.locals.caller as Caller;

const permit =
  (permission: string): RequestHandler =>
  (_request, response, next) => {
    if (callerOf(response).key.permissions.includes(permission)) return next();
    refuse(response, 'FORBIDDEN', `The API key lacks the permission ${permission}`);
  };

function newChannel(input: ChannelInput, project: string): Channel {
  const credentials = input.credentials ?? { url: '' };
  return {
    id: randomUUID(),
    project,
    name: input.name ?? '',
    threshold: input.threshold ?? 'low',
    credentials,
    url: credentials.url,
    ...ENABLED,
    active: input.active ?? true,
    get authorization() {
      return this.credentials.authHeader;
    },
    key() {
      const { hmacSecret } = this.credentials;
      return hmacSecret === undefined ? {} : { secret: hmacSecret };
    },
    accepts({ payload }) {
      return passes(payload.severity, this.threshold);
    },
  };
}

/** Credentials that are not sent stay as they are: they are write-only (assumed). */
function change(channel: Channel, input: ChannelInput): void {
  channel.name = input.name ?? channel.name;
  channel.threshold = input.threshold ?? channel.threshold;
  channel.active = input.active ?? channel.active;
  channel.credentials = input.credentials ?? channel.credentials;
  channel.url = channel.credentials.url;
}

/** A channel as the API shows it. */
const view = (channel: Channel) => ({
  id: channel.id,
  type: 'webhook',
  name: channel.name,
  severityThreshold: channel.threshold,
  isActive: channel.active,
});

/** The documented codes; the last two are assumed. */
const STATUS = {
  VALIDATION_ERROR: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INTERNAL_ERROR: 500,
} as const;

function refuse(response: Response, code: keyof typeof STATUS, message: string): void {
  response.status(STATUS[code]).json({ success: false, error: { code, message } });
}
