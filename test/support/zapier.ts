import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp } from './zapier-cli.ts';
import { type Connection, startHooks, type Zap, type ZapSetup } from './zapier-hooks.ts';
import { type Bundle, type Runtime, startRuntime } from './zapier-runtime.ts';

/** An account that was connected, as the list of connections shows it. */
export interface LabelledConnection extends Connection {
  readonly label: string;
}

/** What a dropdown gets at a time. */
interface Choices {
  readonly results: readonly { readonly id: string; readonly label: string }[];
  readonly paging_token: string | null;
}

/** A stand-in for Zapier: the built app in its own runtime, connections, Zaps and their hooks. */
export interface Zapier {
  readonly runtime: Runtime;
  /**
   * A user connects an account; it is tested at once.
   * @throws {ExecutionError} if the test fails
   */
  connect(authData: Connection['authData']): Promise<LabelledConnection>;
  /** Makes a Zap; it is off. */
  zap(setup: ZapSetup): Zap;
  /**
   * Runs a search, an action, or the trigger behind a dropdown.
   * @param what such as `searches.find_event`
   * @throws {ExecutionError}
   */
  run(connection: Connection, what: string, input?: Bundle): Promise<unknown>;
  /**
   * Opens the dropdown of a form's field, and asks for more until there is no more.
   * @param form such as `triggers.new_signal`
   * @returns what it got each time
   * @throws {ExecutionError}
   */
  choices(connection: Connection, form: string, field: string): Promise<readonly Choices[]>;
  /** What Zapier keeps secret for its users: tokens of connections, secrets of subscriptions. */
  readonly secrets: ReadonlySet<string>;
  /** All that the app has written or logged while it ran. */
  readonly logged: () => string;
  /** Hosts outside of this machine that anything has tried to reach. */
  readonly strayHosts: () => readonly string[];
  /** Ends it; doing it twice is fine. */
  close(): Promise<void>;
}

/** Executions that can be under way at once. */
const CONTAINERS = 3;
const USER = '1234567';

/** Unpacks what would be pushed to Zapier, and runs that. */
export async function startZapier(): Promise<Zapier> {
  const app = await buildApp();
  try {
    const folder = await app.unpack();
    const definition = await readFile(join(folder, 'definition.json'), 'utf8');
    const { authentication } = JSON.parse(definition) as Definition;
    const runtime = await startRuntime(folder, app.strayLog, CONTAINERS);
    const secrets = new Set<string>();
    const hooks = await startHooks(runtime, (secret) => secrets.add(secret));
    let connections = 0;
    let isClosed = false;
    return {
      runtime,
      secrets,
      async connect(authData) {
        connections += 1;
        if (authData.api_token) secrets.add(authData.api_token);
        const connection = { id: `${connections}`, user: USER, authData };
        const bundle = { authData, inputData: {}, meta: { isTestingAuth: true } };
        const owner = { user: USER, connection: connection.id };
        const tested = await runtime.execute('authentication.test', bundle, owner);
        return { ...connection, label: fillIn(authentication.connectionLabel, tested as Bundle) };
      },
      zap: (setup) => hooks.makeZap(setup),
      run({ id, user, authData }, what, input = {}) {
        const meta = { isFillingDynamicDropdown: what.startsWith('triggers.'), limit: -1, page: 0 };
        const bundle = { authData, inputData: input, inputDataRaw: input, meta };
        return runtime.execute(`${what}.operation.perform`, bundle, { user, connection: id });
      },
      async choices({ id, user, authData }, form, field) {
        const [kind = '', key = ''] = form.split('.');
        const fields = JSON.parse(definition)[kind][key].operation.inputFields as Field[];
        const at = fields.findIndex((each) => each.key === field);
        const method = `${form}.operation.inputFields.${at}.choices.perform`;
        const pages: Choices[] = [];
        let token: string | null | undefined;
        while (token !== null) {
          const meta = { isFillingDynamicDropdown: true, paging_token: token };
          const bundle = { authData, inputData: {}, inputDataRaw: {}, meta };
          const page = await runtime.execute(method, bundle, { user, connection: id });
          pages.push(page as Choices);
          token = (page as Choices).paging_token;
        }
        return pages;
      },
      logged: () => [runtime.written(), ...runtime.backend.logs].join('\n'),
      strayHosts: app.strayHosts,
      async close() {
        if (isClosed) return;
        isClosed = true;
        await hooks.close();
        await runtime.close();
        app.remove();
      },
    };
  } catch (error) {
    app.remove();
    throw error;
  }
}

/** A field of a form, as the definition has it. */
interface Field {
  readonly key: string;
}

/** What of the app's definition is needed here. */
interface Definition {
  readonly authentication: { readonly connectionLabel: string };
}

/** `{{key}}` stands for what the connection's test has returned. */
const fillIn = (template: string, values: Bundle): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_all, key: string) => String(values[key]));
