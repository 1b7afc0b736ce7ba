import { type JsonObject, type JsonValue, parsePayload } from './json.ts';
import type { Credentials } from './signature/scheme.ts';

/** One request to a provider's management API. Its authentication is added by whoever sends it. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: JsonObject;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The answer: its status and its body as JSON, null where it is empty or no JSON. */
export interface ApiResponse {
  readonly status: number;
  readonly body: JsonValue;
}

/**
 * Reads the body of a provider's answer, with every digit of long ids.
 * @returns null if it is empty or no JSON object; no provider answers anything else
 */
export function readApiBody(body: Uint8Array): JsonValue {
  const parsed = parsePayload(body);
  return parsed.ok ? parsed.payload : null;
}

/**
 * A conversation with a provider's API that does no I/O itself: it yields requests and is
 * resumed with the answers, so that the gateway, n8n and others can each send them in
 * their own way. It throws {@link ProviderApiError} for answers that end it.
 */
export type Conversation<Result> = Generator<ApiRequest, Result, ApiResponse>;

/** What a user fills in so that a source can be registered by API. */
export interface SettingField {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly required: boolean;
  /** Never shown, logged or returned once given. */
  readonly secret: boolean;
  readonly default?: string;
  readonly options?: readonly string[];
  /** Why the value of a registered source can be changed, but not taken away; absent: it can. */
  readonly keptBecause?: string;
}

/** The user's values for the {@link SettingField}s. */
export type Settings = Readonly<Record<string, string>>;

/** What is to be registered. */
export interface RegistrationTarget {
  /** The ingest URL. */
  readonly url: string;
  /** A name the provider's screens can show. */
  readonly name: string;
  /** Event types to ask for. */
  readonly events: readonly string[];
  /** Fresh randomness (64 hex digits) for providers that let us choose the secret. */
  readonly newSecret: string;
}

/** A registration that exists at the provider. */
export interface Registration {
  readonly id: string;
  readonly active: boolean;
}

/** A registration that is active, with what its requests are verified with. */
export interface Registered {
  readonly id: string;
  readonly credentials: Credentials;
  /** Ids of older registrations that it replaces and that could not be removed; absent: none. */
  readonly leftBehind?: readonly string[];
}

/** What an API for registering can do. */
export interface RegistrationApi {
  /** The address of the API; the provider itself is taken to be there too. */
  address(settings: Settings): string;
  /**
   * What is registered for this URL, on any page of the list; what fits the events best comes
   * first.
   */
  list(settings: Settings, target: RegistrationTarget): Conversation<readonly Registration[]>;
  create(settings: Settings, target: RegistrationTarget): Conversation<Registered>;
  /** Makes an existing registration send again. */
  enable(settings: Settings, target: RegistrationTarget, id: string): Conversation<void>;
  /**
   * New credentials for a registration whose secret or key was lost. Absent where the
   * provider tells the secret only once: such a registration has to be made anew.
   */
  renew?(settings: Settings, target: RegistrationTarget, id: string): Conversation<Registered>;
  /** Removes it; one that is already gone counts as removed. */
  remove(settings: Settings, id: string): Conversation<void>;
  /** Key of the setting whose value the provider sends as `Authorization`; absent: it sends none. */
  readonly authorizationSetting?: string | undefined;
}

/** The provider lets webhooks be registered through its API. */
export interface ApiRegistration extends RegistrationApi {
  readonly kind: 'api';
  readonly settings: readonly SettingField[];
  /** The steps in the provider's screens that give the settings' values. */
  readonly steps: readonly string[];
  /** Event types to ask for where the user names none; absent: all of the provider's. */
  readonly defaultEvents?: readonly string[];
  /** False: the provider always sends all its events. Absent: those that are asked for. */
  readonly hasChoiceOfEvents?: false;
  /** Headers that authenticate every other request. */
  authenticate(settings: Settings): Conversation<Record<string, string>>;
  /** Whether an answer means that the access token has run out; absent where tokens do not. */
  isTokenExpired?(response: ApiResponse): boolean;
}

/** The user pastes the ingest URL into the provider's screens. */
export interface HandRegistration {
  readonly kind: 'by-hand';
  /** Who makes the shared secret: the user enters theirs at the provider, or copies the provider's. */
  readonly secretFrom: 'user' | 'provider';
  /** The steps in the provider's screens, in order, one sentence each. */
  readonly steps: readonly string[];
}

/** How a source comes to be known at its provider. */
export type ProviderRegistration = ApiRegistration | HandRegistration;

/** Registration by hand. */
export const byHand = (
  steps: readonly string[],
  secretFrom: HandRegistration['secretFrom'] = 'user',
): HandRegistration => ({ kind: 'by-hand', secretFrom, steps });

/** Why a provider's API refused. The set is closed. */
export type ProviderApiCode =
  | 'provider_unauthorized'
  | 'provider_forbidden'
  | 'provider_invalid'
  | 'provider_limit'
  | 'provider_rate_limited'
  | 'provider_not_found'
  | 'provider_plan'
  | 'provider_unavailable'
  | 'provider_unexpected';

/** A provider's API refused or answered what is not understood; the message says what the user can do. */
export class ProviderApiError extends Error {
  override readonly name = 'ProviderApiError';
  readonly code: ProviderApiCode;

  constructor(code: ProviderApiCode, message: string) {
    super(message);
    this.code = code;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return this.code === 'provider_unavailable' || this.code === 'provider_rate_limited';
  }
}

/** The registration with an id, or else the one that fits best; null if there is none. */
export function* findRegistration(
  api: RegistrationApi,
  settings: Settings,
  target: RegistrationTarget,
  id: string | null = null,
): Conversation<Registration | null> {
  const there = yield* api.list(settings, target);
  return there.find((each) => each.id === id) ?? there[0] ?? null;
}

/**
 * Activates a source's registration. Running it twice registers once.
 *
 * - The registration that is stored is re-enabled if the provider has switched it off.
 * - Another one at the same URL was made by somebody else, or its credentials were lost: what
 *   is stored does not fit it, so it gets new credentials, or is replaced.
 * - Where there is none, one is created.
 *
 * @param stored the registration with the credentials that came with it, null if they were lost
 * @returns `stored` itself where its credentials stay
 */
export function* register(
  api: RegistrationApi,
  settings: Settings,
  target: RegistrationTarget,
  stored: Registered | null,
): Conversation<Registered> {
  const there = yield* api.list(settings, target);
  const own = stored === null ? undefined : there.find(({ id }) => id === stored.id);
  if (stored === null || own === undefined || !hasSameAuthorization(api, settings, stored)) {
    return yield* takeNewCredentials(api, settings, target, there, stored?.id ?? null);
  }
  if (!own.active) yield* api.enable(settings, target, own.id);
  if (api.renew !== undefined) return stored;
  return withLeft(stored, yield* removeAll(api, settings, othersThan(own.id, there)));
}

/**
 * Gets new credentials for a registration, which stays active until they are there.
 * @param storedId the registration's id; null if it is not known
 */
export function* renewRegistration(
  api: RegistrationApi,
  settings: Settings,
  target: RegistrationTarget,
  storedId: string | null,
): Conversation<Registered> {
  const there = yield* api.list(settings, target);
  return yield* takeNewCredentials(api, settings, target, there, storedId);
}

/** Whether the provider sends the `Authorization` that the settings ask for, as far as is known here. */
export function hasSameAuthorization(
  { authorizationSetting }: RegistrationApi,
  settings: Settings,
  { credentials }: Registered,
): boolean {
  if (authorizationSetting === undefined) return true;
  const wanted = settings[authorizationSetting] || undefined;
  return credentials.authorization?.[0] === wanted;
}

/**
 * Renews, or creates a new registration and only then removes the old ones: whatever fails in
 * between, one whose credentials are stored is there.
 */
function* takeNewCredentials(
  api: RegistrationApi,
  settings: Settings,
  target: RegistrationTarget,
  there: readonly Registration[],
  storedId: string | null,
): Conversation<Registered> {
  const own = there.find(({ id }) => id === storedId) ?? there[0];
  if (own === undefined) return yield* api.create(settings, target);
  if (api.renew !== undefined) {
    if (!own.active) yield* api.enable(settings, target, own.id);
    return yield* api.renew(settings, target, own.id);
  }
  const created = yield* api.create(settings, target);
  return withLeft(created, yield* removeAll(api, settings, othersThan(created.id, there)));
}

const othersThan = (id: string, there: readonly Registration[]): string[] =>
  there.map((each) => each.id).filter((each) => each !== id);

const withLeft = (registered: Registered, leftBehind: readonly string[]): Registered =>
  leftBehind.length === 0 ? registered : { ...registered, leftBehind };

/**
 * Removes registrations whose requests would be refused. Returns those that are left: they are
 * no reason to give up the active one.
 */
export function* removeAll(
  api: Pick<RegistrationApi, 'remove'>,
  settings: Settings,
  ids: readonly string[],
): Conversation<string[]> {
  const left: string[] = [];
  for (const id of ids) {
    try {
      yield* api.remove(settings, id);
    } catch {
      left.push(id);
    }
  }
  return left;
}

/**
 * Has a conversation: sends each request and hands the answer, or the failure, back to it.
 * @param send what sends a request; may throw
 * @throws {ProviderApiError} if the API keeps asking for more, and whatever the conversation throws
 */
export async function converse<Result>(
  send: (ask: ApiRequest) => Promise<ApiResponse>,
  conversation: Conversation<Result>,
): Promise<Result> {
  let step = conversation.next();
  for (let count = 0; !step.done; count += 1) {
    if (count === MAX_REQUESTS) {
      throw new ProviderApiError('provider_unexpected', 'The API keeps asking for more requests.');
    }
    try {
      const answer = await send(step.value);
      step = conversation.next(answer);
    } catch (error) {
      step = conversation.throw(error);
    }
  }
  return step.value;
}

/** Most requests of one conversation: a list that never ends must not keep anybody for ever. */
const MAX_REQUESTS = 100;
