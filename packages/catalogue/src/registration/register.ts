import type {
  Registered,
  Registration,
  RegistrationApi,
  RegistrationTarget,
  Settings,
} from './api.ts';
import type { Conversation } from './conversation.ts';

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
