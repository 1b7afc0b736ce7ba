import type { Credentials } from '../signature/scheme.ts';
import type { ApiResponse, Conversation } from './conversation.ts';

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
