import { randomBytes } from 'node:crypto';
import { PROVIDERS } from '@signal-hooks/catalogue';
import express, { type Router } from 'express';
import type { EmulatedProvider, EmulatorContext } from '../emulated-provider.ts';
import { ENABLED, type Hook, HookBook } from '../hooks.ts';
import { objectOf, readBody, sendProblem } from '../http.ts';
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

/** A destination of Signal Ark. */
interface Destination extends Hook {
  readonly createdAt: number;
}

/** The workspace: one signing secret for every destination. */
interface Workspace {
  secret: string;
}

const newSecret = (): string => randomBytes(32).toString('hex');

/**
 * Signal Ark's screen Settings → Integrations → Webhooks, as a small JSON API of the
 * emulator's own: Signal Ark documents none. The secret belongs to the workspace and
 * is on the screen beforehand (assumed), because the ping comes the moment a
 * destination is added, and is signed. https://docs.signalark.app
 */
export function emulateSignalArk(context: EmulatorContext): EmulatedProvider {
  const book = new HookBook<Destination>();
  const workspace: Workspace = { secret: context.accounts.signalArk.signingSecret ?? newSecret() };
  return {
    provider: PROVIDERS['signal-ark'],
    mounts: [{ path: '/screens/signal-ark', router: routes(context, book, workspace) }],
    hooks: () => book.all,
    settings: () => ({}),
    guide: (url) => ({
      destinations: `${url}/screens/signal-ark/destinations`,
      signing_secret: workspace.secret,
      rotate: `${url}/screens/signal-ark/signing-secret/rotate`,
      form: { url: 'https://…' },
    }),
  };
}

function routes(
  context: EmulatorContext,
  book: HookBook<Destination>,
  workspace: Workspace,
): Router {
  const router = express.Router();
  router.use(readBody);
  router.get('/signing-secret', (_request, response) => {
    response.json({ signing_secret: workspace.secret });
  });
  router.post('/signing-secret/rotate', (_request, response) => {
    workspace.secret = newSecret();
    response.json({ signing_secret: workspace.secret });
  });
  router.get('/destinations', (_request, response) => {
    response.json({ destinations: book.all.map(view) });
  });
  router.post('/destinations', async (request, response) => {
    const fields: Fields = {};
    const { url } = objectOf(request);
    checkUrl(fields, url, context.rules);
    if (answerFields(response, fields)) return;
    const id = `dest_${book.nextNumber()}`;
    const destination = newDestination(id, String(url), workspace, context.clock.now());
    const ping = await sendOnce(context, PROVIDERS['signal-ark'], destination);
    if (ping.status !== 'delivered') {
      const detail = 'The destination did not answer the ping with 2xx; it was not added.';
      return sendProblem(response, 422, 'ping_failed', detail, { ping });
    }
    book.add(destination);
    response.status(201).json({
      destination: view(destination),
      signing_secret: workspace.secret,
      ping,
    });
  });
  router.get(
    '/destinations/:id',
    withHook(book, (hook, _request, response) => void response.json(view(hook))),
  );
  router.delete('/destinations/:id', removeHook(book));
  router.get(
    '/destinations/:id/deliveries',
    withHook(book, showLog(context, PROVIDERS['signal-ark'].id)),
  );
  return closeRoutes(router);
}

function newDestination(id: string, url: string, workspace: Workspace, now: number): Destination {
  return {
    id,
    url,
    createdAt: now,
    ...ENABLED,
    key: () => ({ secret: workspace.secret }),
    // "Each destination receives all events."
    accepts: () => true,
  };
}

/** A destination as the screen shows it. */
const view = ({ id, url, createdAt }: Destination) => ({
  id,
  url,
  created_at: new Date(createdAt).toISOString(),
});
