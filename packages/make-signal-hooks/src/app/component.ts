import type { Json, JsonRecord } from './json.ts';
import type { Parameter } from './parameter.ts';

/** A part of the app: what the manifest says of it, and what is in its files. */
export interface Component {
  readonly kind: 'connection' | 'webhook' | 'module' | 'rpc';
  readonly id: string;
  readonly about: JsonRecord;
  /** Its files, by what they are for. */
  readonly codes: { readonly [code: string]: Json };
}

/** The id of the connection that everything uses. */
export const CONNECTION_ID = 'gateway';

const through = (connection: string | null): JsonRecord => ({ connection, altConnection: null });
const CONNECTED = through(CONNECTION_ID);

/** What a module puts out, and how that looks. */
export interface Output {
  readonly interface: Json;
  readonly samples: Json;
}

/** A trigger that starts when something comes to its webhook, which has the form. */
export const instantTrigger = (
  id: string,
  label: string,
  description: string,
  webhook: string,
  output: Output,
): Component => ({
  kind: 'module',
  id,
  about: {
    ...{ label, description, moduleType: 'instant_trigger' },
    ...{ connection: null, altConnection: null, webhook },
  },
  codes: { communication: {}, staticParams: [], ...output },
});

/** A module that asks the gateway for something, or has it do something. */
export const requestModule = (
  id: string,
  about: {
    readonly label: string;
    readonly description: string;
    readonly moduleType: 'search' | 'action' | 'universal';
    /** What an action does; nothing else has it. */
    readonly actionCrud?: 'create' | 'read' | 'update' | 'delete';
  },
  codes: Output & { readonly communication: Json; readonly form: readonly Parameter[] },
): Component => ({
  kind: 'module',
  id,
  about: { ...about, ...CONNECTED },
  codes: {
    communication: codes.communication,
    mappableParams: codes.form,
    interface: codes.interface,
    samples: codes.samples,
  },
});

/** A procedure that forms and outputs ask. */
export const procedure = (
  id: string,
  label: string,
  communication: Json,
  connection: string | null = CONNECTION_ID,
): Component => ({
  kind: 'rpc',
  id,
  about: { label, ...through(connection) },
  codes: { communication },
});

/** A webhook with its form, and how it is subscribed at the gateway. */
export const webhook = (id: string, label: string, codes: Component['codes']): Component => ({
  kind: 'webhook',
  id,
  about: { label, webhookType: 'web', ...CONNECTED },
  codes,
});
