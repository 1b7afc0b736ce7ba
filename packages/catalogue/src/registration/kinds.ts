import type { ApiRegistration, SettingField } from './api.ts';

/** The user pastes the ingest URL into the provider's screens. */
export interface HandRegistration {
  readonly kind: 'by-hand';
  /** Who makes the shared secret: the user enters theirs at the provider, or copies the provider's. */
  readonly secretFrom: 'user' | 'provider';
  /** The provider shows its secret only once the address was entered: a source is added without it. */
  readonly secretNeedsUrl?: boolean;
  /** What the provider calls the secret; absent: "Signing Secret". */
  readonly secretLabel?: string;
  /** The page of the provider's screens where it is. */
  readonly secretPage?: string;
}

/** What most providers call it. */
const SECRET_LABEL = 'Signing Secret';

/** How a source comes to be known at its provider, as its definition says. */
export type RegistrationDefinition = ApiRegistration | HandRegistration;

/** Registration by hand. */
export const byHand = (
  secretFrom: HandRegistration['secretFrom'],
  secret: Pick<HandRegistration, 'secretLabel' | 'secretPage'> = {},
): HandRegistration => ({ kind: 'by-hand', secretFrom, ...secret });

/** How a source comes to be known at its provider: every question has an answer, whatever the kind. */
export interface ProviderRegistration {
  /** For screens and answers of an API only. */
  readonly kind: RegistrationDefinition['kind'];
  /** The provider's API for it; null where the user pastes the ingest URL into its screens. */
  readonly api: ApiRegistration | null;
  /** What the API needs to know. */
  readonly settings: readonly SettingField[];
  /** Who makes the credentials: the user, the provider in its screens, or the registration. */
  readonly secretFrom: HandRegistration['secretFrom'] | 'registration';
  /** Whether the provider shows its secret only once the address was entered there. */
  readonly secretNeedsUrl: boolean;
  /** What the secret that the user enters is called. */
  readonly secretLabel: string;
  /** The page of the provider's screens where it is; undefined if that is not known. */
  readonly secretPage?: string;
  /** Whether new credentials leave the registration what it is. */
  readonly canRenew: boolean;
  /** Whether the provider sends only those event types that are asked for. */
  readonly hasChoiceOfEvents: boolean;
  /** The event types to ask for where the user names none. */
  readonly defaultEvents: readonly string[];
}

/**
 * Resolves what a definition says of registration.
 * @param events all event types of the provider
 */
export const resolveRegistration = (
  definition: RegistrationDefinition,
  events: readonly string[],
): ProviderRegistration =>
  definition.kind === 'api' ? resolveApi(definition, events) : resolveByHand(definition, events);

const resolveApi = (api: ApiRegistration, events: readonly string[]): ProviderRegistration => ({
  kind: api.kind,
  api,
  settings: api.settings,
  secretFrom: 'registration',
  secretNeedsUrl: false,
  secretLabel: SECRET_LABEL,
  canRenew: api.renew !== undefined,
  hasChoiceOfEvents: api.hasChoiceOfEvents !== false,
  defaultEvents: api.defaultEvents ?? events,
});

const resolveByHand = (
  {
    kind,
    secretFrom,
    secretNeedsUrl = false,
    secretLabel = SECRET_LABEL,
    secretPage,
  }: HandRegistration,
  events: readonly string[],
): ProviderRegistration => ({
  kind,
  api: null,
  settings: [],
  secretFrom,
  secretNeedsUrl,
  secretLabel,
  ...(secretPage !== undefined && { secretPage }),
  canRenew: false,
  hasChoiceOfEvents: false,
  defaultEvents: events,
});

/** A provider's API for registering. @throws {TypeError} if it has none */
export function apiOf(provider: {
  readonly id: string;
  readonly registration: ProviderRegistration;
}): ApiRegistration {
  const { api } = provider.registration;
  if (api === null) throw new TypeError(`${provider.id} has no API for webhooks`);
  return api;
}
