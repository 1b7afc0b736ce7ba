import type { Credentials } from '../signature/credentials.ts';
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
  /** The options as people see them; absent: as they are. */
  readonly optionLabels?: Readonly<Record<string, string>>;
  /** What a value looks like. */
  readonly example?: string;
  /** What everybody should know before they fill it in. */
  readonly hint?: string;
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

/** Events that can share a webhook. */
export interface EventGroup {
  /** Part of parameters' names in users' workflows: it never changes. */
  readonly key: string;
  /** Title Case. */
  readonly label: string;
  readonly help: string;
  readonly events: readonly string[];
}

/**
 * The account that an API is used with, for surfaces that connect accounts by OAuth 2. They bring
 * `client_id`, `client_secret` and `refresh_token` themselves.
 */
export interface OAuthAccount {
  /** Whose account it is, as people say it. */
  readonly vendor: string;
  /** Whose account has the rights: "an administrator of the portal". */
  readonly holder: string;
  /** Where accounts are: an address with one place for a setting, such as `{data_centre}`. */
  readonly address: string;
  /** Where that is another address, by the setting's value. */
  readonly addressExceptions: Readonly<Record<string, string>>;
  /** Key of the setting for an address of one's own. */
  readonly addressSetting: string;
  /** Where the user agrees, and where tokens are given out, below the address. */
  readonly authorizePath: string;
  readonly tokenPath: string;
  /** What is asked for besides the scopes, as a query. */
  readonly query: string;
  readonly scopes: readonly string[];
  /** What is before the access token in `Authorization`: "Bearer". */
  readonly scheme: string;
}

/** The provider lets webhooks be registered through its API. */
export interface ApiRegistration extends RegistrationApi {
  readonly kind: 'api';
  readonly settings: readonly SettingField[];
  /** Event types to ask for where the user names none; absent: all of the provider's. */
  readonly defaultEvents?: readonly string[];
  /** False: the provider always sends all its events. Absent: those that are asked for. */
  readonly hasChoiceOfEvents?: false;
  /** A webhook carries events of one group only; absent: of any. The first group is the usual one. */
  readonly eventGroups?: readonly EventGroup[];
  /** Before it registers a URL, the provider sends a HEAD request there and wants 200. */
  readonly triesUrl?: true;
  /** Absent: the settings are all it takes. */
  readonly oauth?: OAuthAccount;
  /** Headers that authenticate every other request. */
  authenticate(settings: Settings): Conversation<Record<string, string>>;
  /** Whether an answer means that the access token has run out; absent where tokens do not. */
  isTokenExpired?(response: ApiResponse): boolean;
}
