import { type Provider, sampleTypes } from '@signal-hooks/catalogue';
import type { Request, RequestHandler, Response, Router } from 'express';
import type { Delivery } from '../delivery/log.ts';
import type { EmulatorContext } from '../emulated-provider.ts';
import type { Hook, HookBook } from '../hooks.ts';
import { onUnreadable, param, sendProblem } from '../http.ts';
import { checkTarget, type TargetProblem, type TargetRules } from '../targets.ts';

/** What is wrong, by field. */
export type Fields = Record<string, string>;

const URL_PROBLEMS: Readonly<Record<TargetProblem, string>> = {
  missing: 'Enter the endpoint URL.',
  invalid: 'This is no http or https URL.',
  too_long: 'The URL is too long.',
  not_https: 'The endpoint must be an HTTPS address.',
  not_public: 'The endpoint must be reachable from the internet; localhost is not.',
};

/** Notes what is wrong with a URL that was typed in. */
export function checkUrl(fields: Fields, url: unknown, rules: TargetRules): void {
  const problem = checkTarget(url, rules);
  if (problem !== null) fields.url = URL_PROBLEMS[problem];
}

/** Answers what is wrong; @returns false if there was nothing to answer */
export function answerFields(response: Response, fields: Fields): boolean {
  if (Object.keys(fields).length === 0) return false;
  sendProblem(response, 422, 'invalid_request', 'Some fields have invalid values.', {
    errors: fields,
  });
  return true;
}

/** Hands the hook of the path on. */
export function withHook<Kind extends Hook>(
  book: HookBook<Kind>,
  act: (hook: Kind, request: Request, response: Response) => void | Promise<void>,
): RequestHandler {
  return (request, response) => {
    const hook = book.get(param(request, 'id'));
    if (hook !== undefined) return act(hook, request, response);
    sendProblem(response, 404, 'not_found', 'There is no such webhook.');
  };
}

/** Removes the hook of the path. */
export const removeHook = <Kind extends Hook>(book: HookBook<Kind>): RequestHandler =>
  withHook(book, (hook, _request, response) => {
    book.remove(hook);
    response.status(204).end();
  });

/** Sends a test. One attempt only (assumed): somebody is looking at the screen. */
export function sendOnce(
  { clock, samples, sender }: EmulatorContext,
  provider: Provider,
  hook: Hook,
): Promise<Delivery> {
  const eventType = provider.ping?.type ?? sampleTypes(provider)[0] ?? '';
  const payload = samples.next(provider, eventType, new Date(clock.now()));
  return sender.send({ provider, eventType, payload, hook, retry: false }).done;
}

/** The delivery log of a hook, newest first. */
export function showLog(
  { sender }: EmulatorContext,
  provider: string,
): (hook: Hook, request: Request, response: Response) => void {
  return (hook, _request, response) => {
    const mine = sender.deliveries(provider).filter(({ hookId }) => hookId === hook.id);
    response.json({ deliveries: [...mine].reverse() });
  };
}

/** The last routes of every screen: nothing there, or not readable. */
export function closeRoutes(router: Router): Router {
  router.use((_request, response) =>
    sendProblem(response, 404, 'not_found', 'There is nothing at this address.'),
  );
  router.use(
    onUnreadable((response, { status, message }) =>
      sendProblem(response, status, status < 500 ? 'body_unreadable' : 'internal', message),
    ),
  );
  return router;
}
