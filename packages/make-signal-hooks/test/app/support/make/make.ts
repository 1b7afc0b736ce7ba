/**
 * A stand-in for Make, written from its documentation: it plays the app's own files, so that
 * what they ask for, send and read is what runs. What it cannot show is Make itself.
 */
import { type App, componentOf, type Kind, type Loose, readApp } from '../app.ts';
import { fill } from '../iml/evaluate.ts';
import { type Address, openAddress } from './hook.ts';
import { send } from './request.ts';
import { inherit, run } from './run.ts';

/** What users have filled in. */
type Parameters = { readonly [name: string]: unknown };

/** A webhook of a user, attached. */
export interface Hook extends Address {
  /** What Make keeps of it. */
  readonly data: Parameters;
  /** @throws {MakeError} */
  detach(): Promise<void>;
}

/** How it is not known to behave. */
export interface Doubts {
  /** Whether a webhook's own requests follow the base, as modules do. */
  readonly baseReachesHooks?: boolean;
}

/** Make with the app, and one connection. */
export class Make {
  readonly #app: App = readApp();
  readonly #doubts: Doubts;
  #connection: Parameters = {};
  /** What it has logged: one line for each request with its answer. */
  readonly logs: string[] = [];

  constructor(doubts: Doubts = {}) {
    this.#doubts = doubts;
  }

  readonly #log = (line: string): void => {
    this.logs.push(line);
  };

  #codes(kind: Kind, id: string): Loose {
    return componentOf(this.#app, kind, id).codes;
  }

  #withBase(directives: Loose): Loose[] {
    const base = this.#app.files[this.#app.manifest.generalCodeFiles.base];
    return [directives]
      .flat()
      .map((directive) => (directive.url === undefined ? directive : inherit(base, directive)));
  }

  /**
   * Makes the connection that everything else uses.
   * @returns what it is labelled with
   * @throws {MakeError}
   */
  async connect(parameters: Parameters): Promise<string> {
    const directive = this.#codes('connection', 'gateway').communication;
    const scope = { parameters, temp: fill(directive.temp, { parameters }) };
    const answer = await send(directive, scope, this.#log);
    const seen = { ...scope, ...answer };
    this.#connection = { ...parameters, ...(fill(directive.response.data, seen) as object) };
    return String(fill(directive.response.metadata.value, seen));
  }

  /** The bundles of a module. @throws {MakeError} */
  run(module: string, parameters: Parameters = {}): Promise<Loose[]> {
    const directives = this.#withBase(this.#codes('module', module).communication);
    return run(directives, { parameters, connection: this.#connection }, this.#log);
  }

  /** What a procedure gives; one that names no connection has none. @throws {MakeError} */
  procedure(id: string, parameters: Parameters = {}, webhook: Parameters = {}): Promise<Loose[]> {
    const { about, codes } = componentOf(this.#app, 'rpc', id);
    const connection = about.connection === null ? {} : { connection: this.#connection };
    const directives = this.#withBase(codes.communication);
    return run(directives, { parameters, webhook, ...connection }, this.#log);
  }

  /** The fields that can be mapped, those of procedures included. */
  async fieldsOf(
    module: string,
    { parameters = {}, webhook = {} }: { parameters?: Parameters; webhook?: Parameters },
  ): Promise<Loose[]> {
    const parts: Loose[] = this.#codes('module', module).interface;
    const fields = await Promise.all(
      parts.map((part) =>
        typeof part === 'string'
          ? this.procedure(part.replace('rpc://', ''), parameters, webhook)
          : [part],
      ),
    );
    return fields.flat();
  }

  /** Gives a webhook an address and attaches it. @throws {MakeError} */
  async hook(parameters: Parameters = {}, id = 'signals'): Promise<Hook> {
    const { communication, attach, detach } = this.#codes('webhook', id);
    const reach = (directive: Loose): Loose =>
      this.#doubts.baseReachesHooks ? this.#withBase(directive)[0] : directive;
    const connection = this.#connection;
    const address = await openAddress(communication);
    try {
      const scope = { parameters, connection, webhook: { id: 1, url: address.url } };
      const temp = fill(attach.temp, scope);
      const answer = await send(reach(attach), { ...scope, temp }, this.#log);
      const data = fill(attach.response.data, answer) as Parameters;
      return {
        ...address,
        data,
        detach: async () => {
          await send(reach(detach), { connection, webhook: data }, this.#log);
        },
      };
    } catch (error) {
      await address.close();
      throw error;
    }
  }
}
