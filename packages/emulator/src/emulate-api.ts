import { fillPlaces, type SampleObject, sampleTypes } from '@signal-hooks/catalogue';
import express, { type Request, type Response, type Router } from 'express';
import type { Faults } from './delivery/faults.ts';
import type { EmulatedProvider } from './emulated-provider.ts';
import type { Emulator, FireOptions } from './emulator.ts';
import type { Hook } from './hooks.ts';
import { isObject, type Json, jsonOf, param, readBody, sendProblem } from './http.ts';
import { UnknownEventTypeError } from './samples.ts';

/** Everything a user needs to try the emulator: addresses, credentials, event types. */
export function indexOf(url: string, emulatedProviders: readonly EmulatedProvider[]): Json {
  return {
    name: 'Signal Hooks emulator',
    help: 'Plays the providers of signed webhooks. The credentials open nothing but this emulator.',
    fire: {
      method: 'POST',
      url: `${url}/emulate/{provider}/events/{type}`,
      body: {
        payload: 'instead of the sample (optional)',
        hook_id: 'only this hook (optional)',
        retry: true,
        wait: false,
        faults: FAULTS,
      },
    },
    deliveries: `${url}/emulate/{provider}/deliveries`,
    hooks: `${url}/emulate/{provider}/hooks`,
    providers: Object.fromEntries(
      emulatedProviders.map((emulated) => [emulated.provider.id, describe(url, emulated)]),
    ),
  };
}

function describe(url: string, emulated: EmulatedProvider): Json {
  const { name, docs, registration, setup, policy } = emulated.provider;
  return {
    name,
    docs,
    registration: registration.kind,
    steps: setup.steps.map((step) => fillPlaces(step)),
    policy,
    settings: emulated.settings(url),
    ...emulated.guide(url),
    event_types: sampleTypes(emulated.provider),
  };
}

/** The emulator's own API: make something happen, and see what became of it. */
export function emulateRoutes(
  emulator: Emulator,
  emulatedProviders: ReadonlyMap<string, EmulatedProvider>,
): Router {
  const router = express.Router();
  const of = (act: (id: string, request: Request, response: Response) => unknown) => {
    return async (request: Request, response: Response): Promise<void> => {
      const id = param(request, 'provider');
      if (emulatedProviders.has(id)) await act(id, request, response);
      else {
        const known = [...emulatedProviders.keys()].join(', ');
        sendProblem(response, 404, 'unknown_provider', `There is no "${id}"; there are ${known}.`);
      }
    };
  };
  router.use(readBody);
  router.post(
    '/:provider/events/:type',
    of((id, request, response) => fire(emulator, id, request, response)),
  );
  router.get(
    '/:provider/deliveries',
    of((id, _request, response) =>
      response.json({ deliveries: [...emulator.deliveries(id)].reverse() }),
    ),
  );
  router.get(
    '/:provider/hooks',
    of((id, _request, response) => response.json({ hooks: emulator.hooks(id).map(view) })),
  );
  return router;
}

const view = ({ id, url, active, failures, disabledAt }: Hook) => ({
  id,
  url,
  active,
  failures,
  disabled_at: disabledAt === null ? null : new Date(disabledAt).toISOString(),
});

async function fire(
  emulator: Emulator,
  id: string,
  request: Request,
  response: Response,
): Promise<void> {
  const body = jsonOf(request);
  const order = readOrder(body ?? (isEmpty(request) ? {} : null), param(request, 'type'));
  if (typeof order === 'string') return sendProblem(response, 422, 'invalid_request', order);
  try {
    const deliveries = emulator.fire(id, param(request, 'type'), order.options);
    if (order.wait) await Promise.all(deliveries.map(({ done }) => done));
    response.status(order.wait ? 200 : 202).json({ deliveries });
  } catch (error) {
    if (!(error instanceof UnknownEventTypeError)) throw error;
    sendProblem(response, 404, error.code, error.message);
  }
}

const isEmpty = (request: Request): boolean => {
  const body: unknown = request.body;
  return !Buffer.isBuffer(body) || body.length === 0;
};

/** Every fault with the kind of value that asks for it. */
const FAULTS: Readonly<Record<keyof Faults, 'boolean' | 'number'>> = {
  tamper: 'boolean',
  wrongSecret: 'boolean',
  oversized: 'number',
  duplicate: 'boolean',
  loseAnswer: 'boolean',
  malformed: 'boolean',
};

/** Most padding: enough for any limit of a receiver's. */
const MAX_PADDING = 64 * 1024 * 1024;
/** What can be in a header, as some providers send the type in one. */
const EVENT_TYPE = /^[\x21-\x7e]{1,100}$/;

/** @returns what is asked for, or what is wrong with it */
function readOrder(body: unknown, type: string): { options: FireOptions; wait: boolean } | string {
  if (!isObject(body)) return 'The body must be a JSON object, or empty.';
  if (!EVENT_TYPE.test(type)) return 'An event type has up to 100 printable ASCII characters.';
  const { payload, hook_id: hookId, retry, wait, faults = {} } = body;
  if (payload !== undefined && !isObject(payload)) return 'payload must be an object.';
  if (hookId !== undefined && typeof hookId !== 'string') return 'hook_id must be a text.';
  if (retry !== undefined && typeof retry !== 'boolean') return 'retry must be true or false.';
  if (wait !== undefined && typeof wait !== 'boolean') return 'wait must be true or false.';
  if (!isObject(faults)) return 'faults must be an object.';
  for (const [name, value] of Object.entries(faults)) {
    const kind = Object.hasOwn(FAULTS, name) ? FAULTS[name as keyof Faults] : undefined;
    if (kind === undefined) return `There is no fault "${name}".`;
    if (typeof value !== kind) return `The fault ${name} takes a ${kind}.`;
  }
  const padding = faults.oversized;
  if (typeof padding === 'number' && !(padding >= 0 && padding <= MAX_PADDING)) {
    return `oversized must be from 0 to ${MAX_PADDING} bytes.`;
  }
  const options: FireOptions = {
    faults: faults as Faults,
    ...(payload === undefined ? {} : { payload: payload as SampleObject }),
    ...(hookId === undefined ? {} : { hookId }),
    ...(retry === undefined ? {} : { retry }),
  };
  return { options, wait: wait === true };
}
