/**
 * The modules in use, with names, versions and fields as seen in public exports and in the
 * vendor's own published blueprints. What a user's account fills in (webhook, connection,
 * data store, keychain) is left out: an import cannot bring it along.
 */
import type { Fields, Filter, Step } from './types.ts';

const JSON_TYPE = [{ key: 'content-type', value: 'application/json' }] as const;

/** Custom webhook: the trigger. */
export const receive = (id: number, name: string): Step => ({
  id,
  module: 'gateway:CustomWebHook',
  version: 1,
  name,
  parameters: {},
  mapper: {},
});

/** Webhook response: what the sender sees. The first one that runs counts. */
export const respond = (id: number, name: string, status: number, word: string): Step => ({
  id,
  module: 'gateway:WebhookRespond',
  version: 1,
  name,
  parameters: {},
  mapper: { status: String(status), body: `{"status":"${word}"}`, headers: JSON_TYPE },
});

/** Sets several variables, for the rest of the run. */
export const setVariables = (
  id: number,
  name: string,
  variables: readonly (readonly [name: string, value: string])[],
): Step => ({
  id,
  module: 'util:SetVariables',
  version: 1,
  name,
  parameters: {},
  mapper: {
    variables: variables.map(([key, value]) => ({ name: key, value })),
    scope: 'roundtrip',
  },
});

export const router = (id: number, name: string, routes: readonly (readonly Step[])[]): Step => ({
  id,
  module: 'builtin:BasicRouter',
  version: 1,
  name,
  mapper: null,
  routes,
});

export const parseJson = (id: number, name: string, json: string): Step => ({
  id,
  module: 'json:ParseJSON',
  version: 1,
  name,
  parameters: {},
  mapper: { json },
});

/** An object as JSON text. `toString` would give `{object}`, the same for every object. */
export const transformToJson = (id: number, name: string, object: string): Step => ({
  id,
  module: 'json:TransformToJSON',
  version: 1,
  name,
  parameters: { space: '' },
  mapper: { object },
});

/** Whether the data store has a record of this key: `{{id.exist}}`. */
export const existRecord = (id: number, name: string, key: string): Step => ({
  id,
  module: 'datastore:ExistRecord',
  version: 1,
  name,
  parameters: {},
  mapper: { key },
});

/** Adds a record to the data store; fails if there is one of this key. */
export const addRecord = (id: number, name: string, key: string, data: Fields): Step => ({
  id,
  module: 'datastore:AddRecord',
  version: 1,
  name,
  parameters: {},
  mapper: { key, data, overwrite: false },
});

const directive = (id: number, module: string, name: string, mapper: Fields | null): Step => ({
  id,
  module,
  version: 1,
  name,
  parameters: {},
  mapper,
});

/** If the step fails: tell the sender, who tries again, and let the scenario live. */
export const orAnswer = (step: Step, status: number): Step => ({
  ...step,
  onerror: [
    respond(step.id * 100 + 1, `Answer ${status}`, status, 'failed'),
    directive(step.id * 100 + 2, 'builtin:Ignore', 'Stay switched on', null),
  ],
});

/** If the step fails: Make keeps the run and tries again, three times, every 15 minutes. */
export const orRetry = (step: Step): Step => ({
  ...step,
  onerror: [
    directive(step.id * 100 + 1, 'builtin:Break', 'Keep it and try again', {
      retry: true,
      count: '3',
      interval: '15',
    }),
  ],
});

/** Only what fits reaches the step. */
export const only = (filter: Filter, step: Step): Step => ({ ...step, filter });
