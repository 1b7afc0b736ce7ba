import http from 'node:http';
import https from 'node:https';
import * as zapier from 'zapier-platform-core';
import app from '../../index.ts';
import { leaksIn, SECRET, TOKEN, Watch } from './leaks.ts';

/** One order of Zapier's to an app. */
export interface Order {
  readonly command: 'execute' | 'validate' | 'definition';
  /** Dotted path of a function of the app. */
  readonly method?: string;
  readonly bundle?: Readonly<Record<string, unknown>>;
  /** Holds what `z.cache` keeps; without it `z.cache` asks the service at `rpc_base`. */
  readonly zcacheTestObj?: Record<string, string>;
  readonly rpc_base?: string;
  readonly customLogger?: (message: string, data: unknown) => void;
  readonly logToStdout?: boolean;
  readonly detailedLogToStdout?: boolean;
}

/** Zapier's own runtime: what its servers run an app with. Its types leave it out. */
export const createAppHandler: (
  definition: object,
) => (order: Order) => Promise<{ results: unknown }> = (
  zapier as never as {
    createAppHandler: never;
  }
).createAppHandler;

const handle = createAppHandler(app);

const REQUESTS = [http, https].map((module) => ({ module, request: module.request }));

/**
 * Zapier's runtime wraps the requests of Node's own modules, for its log. These modules are
 * shared by all test files of a worker, so the wrapping is undone after each.
 */
afterAll(() => {
  for (const { module, request } of REQUESTS) {
    Object.assign(module, { request, patchedByZapier: false });
  }
});

/** What a test gives to a function of the app. */
export interface Given {
  readonly gateway?: string;
  readonly token?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly targetUrl?: string;
  readonly subscribeData?: Readonly<Record<string, unknown>> | null;
  readonly rawRequest?: Readonly<Record<string, unknown>>;
  /** What `z.cache` keeps; null: it fails. */
  readonly cache?: Record<string, string> | null;
  /** Where a service answers for `z.cache`. */
  readonly cacheService?: string;
}

/** Every line of every log of every call so far in this test file. */
export const journal: Watch = new Watch();

/**
 * Calls a function of the app as Zapier does, with all of its logs on.
 * @param method such as `triggers.new_signal.operation.perform`
 * @throws whatever the app throws; and if a secret comes to light in a log or in the error
 */
export async function run<Result = unknown>(method: string, given: Given = {}): Promise<Result> {
  const order: Order = {
    command: 'execute',
    method,
    bundle: bundleOf(given),
    ...cacheOf(given),
    customLogger: (message, data) => journal.add('zapier', message, data),
    logToStdout: true,
    detailedLogToStdout: true,
  };
  const from = journal.lines.length;
  try {
    const { results } = await journal.during(() => handle(order));
    return results as Result;
  } catch (error) {
    journal.add('error', error);
    throw error;
  } finally {
    expect(leaksIn(journal.lines.slice(from))).toEqual([]);
  }
}

/** The bundle that Zapier makes. */
function bundleOf(given: Given): Record<string, unknown> {
  const { gateway = 'https://gateway.invalid', token = TOKEN, subscribeData } = given;
  return {
    authData: { gateway_url: gateway, api_token: token },
    inputData: { ...given.input },
    inputDataRaw: {},
    meta: {
      isLoadingSample: false,
      isFillingDynamicDropdown: false,
      limit: -1,
      page: 0,
      ...given.meta,
    },
    ...(given.targetUrl === undefined ? {} : { targetUrl: given.targetUrl }),
    ...(subscribeData === null
      ? {}
      : { subscribeData: subscribeData ?? { id: 'sub_01zap', secret: SECRET } }),
    ...(given.rawRequest === undefined ? {} : { rawRequest: given.rawRequest }),
  };
}

function cacheOf({ cache = {}, cacheService }: Given): Partial<Order> {
  if (cacheService !== undefined) return { rpc_base: cacheService };
  return cache === null ? {} : { zcacheTestObj: cache };
}

/** What a Zapier user sees of a failure. */
export interface Refusal {
  /** `HaltedError`, `ThrottledError`, `ExpiredAuthError` or `AppError`. */
  readonly kind: string;
  readonly message: string;
  readonly status?: number;
  /** Seconds until Zapier tries again. */
  readonly delay?: number;
}

/** Words that mean nothing to a Zapier user. */
const JARGON =
  /undefined|\bnull\b|NaN|\[object|\w+Error\b|E[A-Z]{5,}|JSON|subscribeData|inputData|bundle|\bop\b|[a-z]_[a-z]|filter\.\d/;

/**
 * How a call fails.
 * @throws {Error} if it does not fail, or if the message is no plain sentence
 */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    (results) => {
      throw new Error(`it did not fail: ${JSON.stringify(results)}`);
    },
    (thrown: unknown) => thrown as Error,
  );
  if (error.message.startsWith('it did not fail')) throw error;
  const refusal = read(error);
  expect(refusal.message).not.toMatch(JARGON);
  expect(refusal.message).toMatch(/^[A-Z].*(?:\.|https:\/\/[a-z.]*)$/s);
  return refusal;
}

/** Zapier packs some errors into JSON, and adds its own notes to the others. */
function read({ name, message }: Error): Refusal {
  if (name !== 'AppError' && name !== 'ThrottledError') {
    return { kind: name, message: message.split('\nWhat happened:')[0] ?? '' };
  }
  const { message: said, status, delay } = JSON.parse(message);
  return {
    kind: name,
    message: said,
    ...(status === undefined ? {} : { status }),
    ...(delay === undefined ? {} : { delay }),
  };
}
