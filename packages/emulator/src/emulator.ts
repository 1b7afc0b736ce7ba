import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider, SampleObject, Settings } from '@signal-hooks/catalogue';
import express, { type Express } from 'express';
import { type Accounts, DEFAULT_ACCOUNTS } from './accounts.ts';
import { createClock } from './clock.ts';
import type { Faults } from './delivery/faults.ts';
import type { Delivery } from './delivery/log.ts';
import { createSender } from './delivery/sender.ts';
import { emulateRoutes, indexOf } from './emulate-api.ts';
import type {
  CreateEmulatedProvider,
  EmulatedProvider,
  EmulatorContext,
} from './emulated-provider.ts';
import type { Hook } from './hooks.ts';
import { onUnreadable, sendProblem } from './http.ts';
import { emulateFromDefinition } from './providers/any-provider.ts';
import { EMULATED_PROVIDERS } from './providers/index.ts';
import { createSamples } from './samples.ts';

/** How an emulator is started. */
export interface EmulatorOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Loopback by default: the emulator's credentials are public. */
  readonly host?: string;
  /** 1 (the default) waits between attempts as long as the provider does; 0.001 turns a minute into 60 ms. */
  readonly timeScale?: number;
  /** Multiplies the providers' time-outs; 1 by default. */
  readonly timeoutScale?: number;
  /** Lets any plain HTTP address be registered. False by default, as at the providers. */
  readonly allowHttp?: boolean;
  /** Lets addresses of this machine be registered, also over HTTP. False by default. */
  readonly allowLoopback?: boolean;
  /** Replaces {@link DEFAULT_ACCOUNTS}, provider by provider. */
  readonly accounts?: Partial<Accounts>;
  /** What time it is, in milliseconds since 1970; for tests of expiry and rate limits. */
  readonly now?: () => number;
  /** The first sequence number of the samples; by default one that no earlier run has used. */
  readonly firstSequence?: number;
  /** Played from their definitions, besides the providers of this project: presets, or the user's own. */
  readonly more?: readonly Provider[];
  /** How SalesIQ returns public keys: bare base64 (`spki`, the default) or PEM. */
  readonly salesiqKeyFormat?: 'spki' | 'pem';
}

/** How an event is fired. */
export interface FireOptions {
  /** Instead of the event type's sample; then any event type will do. */
  readonly payload?: SampleObject;
  /** Only for this hook, whether or not it asked for the event. */
  readonly hookId?: string;
  readonly faults?: Faults;
  /** False: one attempt only, which does not count towards disabling. */
  readonly retry?: boolean;
}

/** The providers, running. */
export interface Emulator {
  /** Where its index is; it lists each provider's addresses. */
  readonly url: string;
  /**
   * Something happens at a provider: every hook that asked for it gets a delivery.
   * @returns the deliveries, which go on by themselves; await their `done`
   * @param provider the id of one that is played; of another one, every method throws a RangeError
   * @throws {UnknownEventTypeError} if there is no sample of this type and no payload is given
   */
  fire(provider: string, eventType: string, options?: FireOptions): Delivery[];
  /** What is registered with a provider. */
  hooks(provider: string): readonly Hook[];
  /** What became of the provider's events, oldest first. */
  deliveries(provider: string): readonly Delivery[];
  /** What a user would fill in to register a source at a provider by API. */
  settings(provider: string): Settings;
  /** Resolves when no delivery is under way. */
  idle(): Promise<void>;
  /** Ends deliveries (they become `cancelled`) and connections. */
  close(): Promise<void>;
}

/**
 * Starts the providers on one HTTP server.
 *
 * @example
 * const emulator = await startEmulator({ timeScale: 0.001, allowLoopback: true });
 * // register a webhook at `${emulator.url}/signals/api/v1/webhooks`, then:
 * const [delivery] = emulator.fire('signals', 'user.created');
 * await delivery?.done;
 * await emulator.close();
 *
 * @throws if the port is taken
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const context = createContext(options);
  const emulated = emulateAll(context, options.more ?? []);
  const find = (id: string): EmulatedProvider => {
    const found = emulated.get(id);
    if (found === undefined) throw new RangeError(`"${id}" is not played`);
    return found;
  };
  const fire: Emulator['fire'] = (provider, eventType, how = {}) =>
    fireEvent(context, find(provider), eventType, how);
  const server = createServer();
  const url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  const emulator: Emulator = {
    url,
    fire,
    hooks: (provider) => find(provider).hooks(),
    deliveries: (provider) => context.sender.deliveries(find(provider).provider.id),
    settings: (provider) => find(provider).settings(url),
    idle: () => context.sender.idle(),
    async close() {
      await context.sender.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
  server.on('request', createApp(emulator, emulated));
  return emulator;
}

function emulateAll(
  context: EmulatorContext,
  more: readonly Provider[],
): ReadonlyMap<string, EmulatedProvider> {
  const creators = new Map<string, CreateEmulatedProvider>(EMULATED_PROVIDERS);
  for (const provider of more) creators.set(provider.id, emulateFromDefinition(provider));
  return new Map([...creators].map(([id, create]) => [id, create(context)]));
}

function createContext(options: EmulatorOptions): EmulatorContext {
  const clock = createClock(options.timeScale ?? 1, options.now);
  return {
    clock,
    sender: createSender(clock, options.timeoutScale),
    samples: createSamples(options.firstSequence),
    rules: {
      allowHttp: options.allowHttp ?? false,
      allowLoopback: options.allowLoopback ?? false,
    },
    accounts: { ...DEFAULT_ACCOUNTS, ...options.accounts },
    salesiqKeyFormat: options.salesiqKeyFormat ?? 'spki',
  };
}

function fireEvent(
  { samples, sender, clock }: EmulatorContext,
  emulated: EmulatedProvider,
  eventType: string,
  { payload: given, hookId, faults, retry }: FireOptions,
): Delivery[] {
  const { provider } = emulated;
  const payload = given ?? samples.next(provider, eventType, new Date(clock.now()));
  return emulated
    .hooks()
    .filter((hook) => hook.active)
    .filter((hook) =>
      hookId === undefined ? hook.accepts({ type: eventType, payload }) : hook.id === hookId,
    )
    .map((hook) => sender.send({ provider, eventType, payload, hook, faults, retry }));
}

function createApp(
  emulator: Emulator,
  emulatedProviders: ReadonlyMap<string, EmulatedProvider>,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  for (const emulated of emulatedProviders.values()) {
    for (const { path, router } of emulated.mounts) app.use(path, router);
  }
  app.get('/', (_request, response) => {
    response.json(indexOf(emulator.url, [...emulatedProviders.values()]));
  });
  app.use('/emulate', emulateRoutes(emulator, emulatedProviders));
  app.use((_request, response) =>
    sendProblem(response, 404, 'not_found', 'There is nothing here; GET / lists what there is.'),
  );
  app.use(
    onUnreadable((response, { status, message }) =>
      sendProblem(response, status, status < 500 ? 'invalid_request' : 'internal', message),
    ),
  );
  return app;
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const { address, family, port: taken } = server.address() as AddressInfo;
      const everywhere = address === '0.0.0.0' || address === '::';
      const name = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
      resolve(`http://${name}:${taken}`);
    });
  });
}
