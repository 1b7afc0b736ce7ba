import { randomBytes } from 'node:crypto';
import type { Provider } from '@signal-hooks/catalogue';
import express, { type Router } from 'express';
import type { CreateEmulatedProvider, EmulatorContext } from '../emulated-provider.ts';
import { ENABLED, type Hook, HookBook } from '../hooks.ts';
import { type Json, objectOf, readBody } from '../http.ts';
import {
  answerFields,
  checkUrl,
  closeRoutes,
  type Fields,
  removeHook,
  sendOnce,
  showLog,
  withHook,
} from './screens.ts';

/** A webhook as it was entered. */
interface Webhook extends Hook {
  readonly secret: string;
}

/**
 * Emulates a provider from its definition alone: a screen, as a small JSON API, where webhooks are
 * added, tested and removed. A webhook gets every event.
 */
export function emulateFromDefinition(provider: Provider): CreateEmulatedProvider {
  return (context) => {
    const book = new HookBook<Webhook>();
    const path = `/screens/${provider.id}`;
    return {
      provider,
      mounts: [{ path, router: routes(provider, context, book) }],
      hooks: () => book.all,
      settings: () => ({}),
      guide: (url) => ({
        webhooks: `${url}${path}/webhooks`,
        form: {
          url: 'https://…',
          secret: '… (optional)',
          private_key: 'PEM, where a public key checks',
        },
      }),
    };
  };
}

function routes(provider: Provider, context: EmulatorContext, book: HookBook<Webhook>): Router {
  const router = express.Router();
  router.use(readBody);
  router.get('/webhooks', (_request, response) => {
    response.json({ webhooks: book.all.map(view) });
  });
  router.post('/webhooks', (request, response) => {
    const form = objectOf(request);
    const fields: Fields = {};
    checkUrl(fields, form.url, context.rules);
    for (const key of ['secret', 'private_key']) {
      if (!['string', 'undefined'].includes(typeof form[key])) fields[key] = 'It must be a text.';
    }
    if (answerFields(response, fields)) return;
    response.status(201).json(view(book.add(newWebhook(`wh_${book.nextNumber()}`, form))));
  });
  router.post(
    '/webhooks/:id/test',
    withHook(book, async (hook, _request, response) => {
      response.json(await sendOnce(context, provider, hook));
    }),
  );
  router.delete('/webhooks/:id', removeHook(book));
  router.get('/webhooks/:id/deliveries', withHook(book, showLog(context, provider.id)));
  return closeRoutes(router);
}

function newWebhook(id: string, form: Json): Webhook {
  const secret = form.secret === undefined ? randomBytes(32).toString('hex') : String(form.secret);
  const privateKey = form.private_key === undefined ? {} : { privateKey: String(form.private_key) };
  return {
    id,
    secret,
    url: String(form.url),
    ...ENABLED,
    // The provider's scheme takes the one that it needs.
    key: () => ({ secret, ...privateKey }),
    accepts: () => true,
  };
}

/** A webhook as the screen shows it. */
const view = ({ id, url, secret }: Webhook) => ({ id, url, secret });
