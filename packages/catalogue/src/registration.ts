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

/** A registration that stands at the provider. */
export interface Registration {
  readonly id: string;
  readonly active: boolean;
}

/** A registration that is in force, with what its requests are verified with. */
export interface Registered {
  readonly id: string;
  readonly credentials: Credentials;
}

/** What an API for registering can do. */
export interface RegistrationApi {
  /** Finds what is already registered for this URL and these events, on any page of the list. */
  find(settings: Settings, target: RegistrationTarget): Conversation<Registration | null>;
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
}

/** The provider lets webhooks be registered through its API. */
export interface ApiRegistration extends RegistrationApi {
  readonly kind: 'api';
  readonly settings: readonly SettingField[];
  /** The steps in the provider's screens that give the settings' values. */
  readonly steps: readonly string[];
  /** Event types to ask for where the user names none; absent: all of the provider's. */
  readonly defaultEvents?: readonly string[];
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

/**
 * Brings a source's registration in force: adopts what is there for the same URL and
 * events, re-enables it if the provider has switched it off, renews lost credentials,
 * and creates one only if there is none. Running it twice registers once.
 *
 * @param known the credentials still held from an earlier registration, if any
 */
export function* register(
  api: RegistrationApi,
  settings: Settings,
  target: RegistrationTarget,
  known: Credentials | null,
): Conversation<Registered> {
  const existing = yield* api.find(settings, target);
  if (existing === null) return yield* api.create(settings, target);
  if (known === null && api.renew === undefined) {
    yield* api.remove(settings, existing.id);
    return yield* api.create(settings, target);
  }
  if (!existing.active) yield* api.enable(settings, target, existing.id);
  if (known !== null) return { id: existing.id, credentials: known };
  return yield* api.renew?.(settings, target, existing.id) ?? api.create(settings, target);
}
