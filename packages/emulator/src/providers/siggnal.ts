import { PROVIDERS } from '@signal-hooks/catalogue';
import express, { type Router } from 'express';
import type { EmulatedProvider, EmulatorContext } from '../emulated-provider.ts';
import { ENABLED, type Hook, HookBook } from '../hooks.ts';
import { isTexts, type Json, objectOf, readBody } from '../http.ts';
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

const PRIORITIES = ['high', 'medium', 'low'];

/** What the screen asks for. */
interface Form {
  readonly url: string;
  /** Empty: all projects. */
  readonly projects: readonly string[];
  readonly priorities: readonly string[];
  readonly secretToken: string | null;
}

/** A webhook of Siggnal. */
interface Webhook extends Hook {
  form: Form;
  readonly createdAt: number;
}

/**
 * Siggnal's screen Settings → Integrations → Webhooks, as a small JSON API of the
 * emulator's own: Siggnal documents no API for it. https://docs.siggnal.ru
 */
export function emulateSiggnal(context: EmulatorContext): EmulatedProvider {
  const book = new HookBook<Webhook>();
  return {
    provider: PROVIDERS.siggnal,
    mounts: [{ path: '/screens/siggnal', router: routes(context, book) }],
    hooks: () => book.all,
    settings: () => ({}),
    guide: (url) => ({
      webhooks: `${url}/screens/siggnal/webhooks`,
      send_test: `${url}/screens/siggnal/tests`,
      form: {
        url: 'https://…',
        projects: ['proj_xyz'],
        priorities: PRIORITIES,
        secret_token: '…',
      },
    }),
  };
}

function routes(context: EmulatorContext, book: HookBook<Webhook>): Router {
  const router = express.Router();
  router.use(readBody);
  router.get('/webhooks', (_request, response) => {
    response.json({ webhooks: book.all.map(view) });
  });
  router.post('/webhooks', (request, response) => {
    const { fields, form } = readForm(objectOf(request), null, context);
    if (answerFields(response, fields)) return;
    const id = `wh_${book.nextNumber()}`;
    response.status(201).json(view(book.add(newWebhook(id, form, context.clock.now()))));
  });
  // "Send a Test Request … before saving": what is in the form is tried, nothing is kept.
  router.post('/tests', async (request, response) => {
    const { fields, form } = readForm(objectOf(request), null, context);
    if (answerFields(response, fields)) return;
    const unsaved = newWebhook('unsaved', form, context.clock.now());
    response.json(await sendOnce(context, PROVIDERS.siggnal, unsaved));
  });
  router.get(
    '/webhooks/:id',
    withHook(book, (hook, _request, response) => void response.json(view(hook))),
  );
  router.put(
    '/webhooks/:id',
    withHook(book, (hook, request, response) => {
      const { fields, form } = readForm(objectOf(request), hook.form, context);
      if (answerFields(response, fields)) return;
      hook.form = form;
      hook.url = form.url;
      response.json(view(hook));
    }),
  );
  router.delete('/webhooks/:id', removeHook(book));
  router.post(
    '/webhooks/:id/test',
    withHook(book, async (hook, _request, response) => {
      response.json(await sendOnce(context, PROVIDERS.siggnal, hook));
    }),
  );
  router.get('/webhooks/:id/deliveries', withHook(book, showLog(context, PROVIDERS.siggnal.id)));
  return closeRoutes(router);
}

function readForm(
  input: Json,
  stored: Form | null,
  { rules }: EmulatorContext,
): { fields: Fields; form: Form } {
  const fields: Fields = {};
  const url = input.url ?? stored?.url;
  checkUrl(fields, url, rules);
  const projects = input.projects ?? stored?.projects ?? [];
  if (!Array.isArray(projects) || (projects.length > 0 && !isTexts(projects))) {
    fields.projects = 'Choose projects by their ids; an empty list means all.';
  }
  const priorities = input.priorities ?? stored?.priorities ?? PRIORITIES;
  if (!isTexts(priorities) || !priorities.every((one) => PRIORITIES.includes(one))) {
    fields.priorities = `Choose at least one of ${PRIORITIES.join(', ')}.`;
  }
  const secretToken = input.secret_token === undefined ? stored?.secretToken : input.secret_token;
  if (secretToken !== undefined && secretToken !== null && typeof secretToken !== 'string') {
    fields.secret_token = 'The secret token is a text.';
  }
  const form = {
    url: String(url),
    projects: projects as string[],
    priorities: priorities as string[],
    secretToken: typeof secretToken === 'string' && secretToken !== '' ? secretToken : null,
  };
  return { fields, form };
}

function newWebhook(id: string, form: Form, now: number): Webhook {
  return {
    id,
    form,
    createdAt: now,
    url: form.url,
    ...ENABLED,
    key() {
      return this.form.secretToken === null ? {} : { secret: this.form.secretToken };
    },
    accepts({ payload }) {
      const { projects, priorities } = this.form;
      const { project_id: project, priority } = payload;
      if (projects.length > 0 && !(typeof project === 'string' && projects.includes(project))) {
        return false;
      }
      return typeof priority !== 'string' || priorities.includes(priority);
    },
  };
}

/** A webhook as the screen shows it. */
const view = ({ id, form, createdAt }: Webhook) => ({
  id,
  url: form.url,
  projects: form.projects,
  priorities: form.priorities,
  has_secret_token: form.secretToken !== null,
  created_at: new Date(createdAt).toISOString(),
});
