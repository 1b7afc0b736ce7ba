import { PROVIDERS } from '@signal-hooks/catalogue';
import express, { type RequestHandler, type Router } from 'express';
import type { EmulatedProvider, EmulatorContext } from '../emulated-provider.ts';
import { ENABLED, type Hook, HookBook } from '../hooks.ts';
import { authorizationToken, jsonOf, onUnreadable, param, readBody } from '../http.ts';
import { answer, refuse } from './salesiq-answer.ts';
import { deleteKey, generateKey, type SalesiqKey, viewKey } from './salesiq-keys.ts';
import { readWebhook, type WebhookInput } from './salesiq-validation.ts';
import { createZohoAccounts, type ZohoAccounts } from './zoho-accounts.ts';

/** A webhook of SalesIQ. */
export interface SalesiqWebhook extends Hook {
  input: WebhookInput;
  /** At most two, the oldest first. */
  readonly keys: SalesiqKey[];
  /** How many there ever were: what their ids are made of. */
  keysMade: number;
}

/** Ids of Zoho exceed what a double can hold. */
const FIRST_ID = 40526000000800000n;

/**
 * SalesIQ's webhook API and Zoho's accounts server: errors inside HTTP 200, a HEAD request
 * to every URL, one-hour tokens, at most two key pairs of which the oldest signs.
 * https://www.zoho.com/salesiq/help/developer-section/create-webhook-v2.html
 */
export function emulateSalesiq(context: EmulatorContext): EmulatedProvider {
  const book = new HookBook<SalesiqWebhook>();
  const account = context.accounts.salesiq;
  const zoho = createZohoAccounts(account, context.clock.now);
  return {
    provider: PROVIDERS.salesiq,
    mounts: [
      { path: '/salesiq', router: routes(context, book, zoho) },
      { path: '/zoho-accounts', router: zoho.router },
    ],
    hooks: () => book.all,
    settings: (url) => ({
      screen_name: account.screenName,
      client_id: account.clientId,
      client_secret: account.clientSecret,
      refresh_token: account.grants[0]?.refreshToken ?? '',
      api_url: `${url}/salesiq`,
      accounts_url: `${url}/zoho-accounts`,
    }),
    guide: (url) => ({
      webhooks: `${url}/salesiq/api/v2/${encodeURIComponent(account.screenName)}/webhooks`,
      authorize: `${url}/zoho-accounts/oauth/v2/auth`,
      token: `${url}/zoho-accounts/oauth/v2/token`,
      client_id: account.clientId,
      client_secret: account.clientSecret,
      code: account.code,
      grants: account.grants,
      app_ids: account.appIds,
    }),
  };
}

function routes(
  context: EmulatorContext,
  book: HookBook<SalesiqWebhook>,
  zoho: ZohoAccounts,
): Router {
  const router = express.Router();
  const list = '/api/v2/:screen/webhooks';
  const one = `${list}/:id`;
  const wrongMethod: RequestHandler = (_request, response) => refuse(response, 1004);
  const ours: RequestHandler = (request, response, next) => {
    if (param(request, 'screen') === context.accounts.salesiq.screenName) return next();
    refuse(response, 1019);
  };
  const known: RequestHandler = (request, response, next) => {
    const webhook = book.get(param(request, 'id'));
    if (webhook === undefined) return refuse(response, 1019);
    response.locals.webhook = webhook;
    next();
  };

  router.use(readBody);
  router.get(list, allow(zoho, 'READ'), ours, (request, response) => {
    answer(request, response, 'list', book.all.map(view));
  });
  router.post(list, allow(zoho, 'CREATE'), ours, save(context, book));
  router.all(list, wrongMethod);
  router.get(one, allow(zoho, 'READ'), ours, known, (request, response) => {
    answer(request, response, 'webhook', view(response.locals.webhook as SalesiqWebhook));
  });
  router.put(one, allow(zoho, 'UPDATE'), ours, known, save(context, book));
  router.delete(one, allow(zoho, 'DELETE'), ours, known, (request, response) => {
    const webhook = response.locals.webhook as SalesiqWebhook;
    book.remove(webhook);
    answer(request, response, 'webhook', { id: webhook.id });
  });
  router.all(one, wrongMethod);
  router.post(`${one}/keys`, allow(zoho, 'CREATE'), ours, known, generateKey(context));
  router.all(`${one}/keys`, wrongMethod);
  router.delete(`${one}/keys/:key`, allow(zoho, 'DELETE'), ours, known, deleteKey);
  router.all(`${one}/keys/:key`, wrongMethod);
  router.use((_request, response) => refuse(response, 1019));
  router.use(onUnreadable((response) => refuse(response, 1015)));
  return router;
}

/** Lets requests through whose token has the scope. */
function allow(zoho: ZohoAccounts, action: string): RequestHandler {
  return (request, response, next) => {
    const token = authorizationToken(request, 'Zoho-oauthtoken');
    if (token === undefined) return refuse(response, 1002);
    const scopes = zoho.scopesOf(token);
    if (scopes === null) return refuse(response, 1008);
    if (!scopes.includes(`SalesIQ.webhooks.${action}`)) return refuse(response, 1009);
    next();
  };
}

/** Create and update: both end with the HEAD request that has to be answered 200. */
function save(context: EmulatorContext, book: HookBook<SalesiqWebhook>): RequestHandler {
  const provider = PROVIDERS.salesiq;
  return async (request, response) => {
    const stored = response.locals.webhook as SalesiqWebhook | undefined;
    const wanted = readWebhook(jsonOf(request), stored?.input ?? null, provider, context.rules);
    if (!('url' in wanted)) return refuse(response, ...wanted);
    if ((await context.sender.probe(provider, wanted.url)) !== 200) return refuse(response, 1006);
    const webhook = stored ?? book.add(newWebhook(FIRST_ID + BigInt(book.nextNumber()), wanted));
    webhook.input = wanted;
    webhook.url = wanted.url;
    // It may have been deleted while its URL was being probed; it stays deleted.
    webhook.active = wanted.enabled && book.get(webhook.id) === webhook;
    answer(request, response, 'webhook', view(webhook));
  };
}

function newWebhook(id: bigint, input: WebhookInput): SalesiqWebhook {
  return {
    id: id.toString(),
    input,
    keys: [],
    keysMade: 0,
    url: input.url,
    ...ENABLED,
    active: input.enabled,
    key() {
      const [oldest] = this.keys;
      return this.input.secured && oldest ? { privateKey: oldest.pair.privateKey } : {};
    },
    accepts({ type }) {
      return this.input.events.includes(type);
    },
  };
}

/** A webhook as the API shows it. */
const view = ({ id, input, keys }: SalesiqWebhook) => ({
  id,
  type: input.type,
  url: input.url,
  events: input.events,
  secured: input.secured,
  version: input.version,
  status: input.enabled ? 'enabled' : 'disabled',
  ...(input.type === 'data' ? { app_ids: input.appIds } : {}),
  ...(input.expiry === null ? {} : { expiry_time_for_executions_data: input.expiry }),
  public_keys: keys.map(viewKey),
});
