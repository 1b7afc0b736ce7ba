import type { JsonObject, JsonValue } from '../../json.ts';
import { asObject, asObjects, asText, isSameSet } from '../../payload.ts';
import { listIn } from '../../registration/answer.ts';
import type {
  ApiRegistration,
  Registered,
  RegistrationTarget,
  Settings,
} from '../../registration/api.ts';
import type { Conversation } from '../../registration/conversation.ts';
import { ProviderApiError } from '../../registration/error.ts';
import { removeAll } from '../../registration/register.ts';
import { PUBLIC_KEYS } from '../../signature/keys.ts';
import { accessTokenOf, checkDone, dataOf, isTokenRefused } from './answer.ts';
import { DATA_EVENTS, EVENT_GROUPS, type WebhookType, webhookTypeOf } from './events.ts';
import { addressOf, appIdsOf, OAUTH, SETTINGS, webhooksAt } from './settings.ts';

/**
 * The kind of webhook that can carry these events.
 * @throws {ProviderApiError} if there are none, an unknown one, or both kinds
 */
function typeOf(events: readonly string[]): WebhookType {
  const unknown = events.find((event) => webhookTypeOf(event) === undefined);
  if (unknown !== undefined) {
    throw new ProviderApiError(
      'provider_invalid',
      `SalesIQ documents no event “${unknown.slice(0, 60)}”, so it cannot be told which kind of webhook it needs.`,
    );
  }
  const [first, second] = new Set(events.map(webhookTypeOf));
  if (first === undefined) {
    throw new ProviderApiError('provider_invalid', 'Choose at least one event of SalesIQ.');
  }
  if (second !== undefined) {
    throw new ProviderApiError(
      'provider_invalid',
      'SalesIQ keeps data events (conversation, visitor, contact, lead) and administration events (operator, department, tag, brands) in separate webhooks. Make one source for each kind.',
    );
  }
  return first;
}

function webhook(settings: Settings, { url, events }: RegistrationTarget): JsonObject {
  const type = typeOf(events);
  const json: JsonObject = { type, url, events: [...events], secured: true, version: '1' };
  const appIds = appIdsOf(settings);
  if (appIds.length === 0) return json;
  if (type === 'administration') {
    throw new ProviderApiError(
      'provider_invalid',
      'SalesIQ tells administration events (operator, department, tag, brands) of the whole portal, not of single brands. Make a source without App IDs for them.',
    );
  }
  return { ...json, app_ids: appIds };
}

/** The RSA keys among those listed; what is no key cannot verify anything. */
function readableKeys(data: JsonValue): string[] {
  return asObjects(asObject(data).public_keys)
    .map(({ key }) => asText(key))
    .filter((key) => PUBLIC_KEYS.rsa.read(key) !== null);
}

/** Generates a key pair; the answer lists the public keys of all pairs. */
function* generateKeys(settings: Settings, id: string): Conversation<Registered> {
  const data = dataOf(yield { method: 'POST', url: webhooksAt(settings, id, 'keys') });
  const publicKeys = readableKeys(data);
  if (publicKeys.length === 0) {
    throw new ProviderApiError(
      'provider_unexpected',
      'SalesIQ generated a key for the webhook but did not return it in a readable form.',
    );
  }
  return { id, credentials: { publicKeys } };
}

function* create(settings: Settings, target: RegistrationTarget): Conversation<Registered> {
  const json = webhook(settings, target);
  const data = dataOf(yield { method: 'POST', url: webhooksAt(settings), json });
  const id = asText(asObject(data).id);
  if (id === '') {
    throw new ProviderApiError(
      'provider_unexpected',
      'SalesIQ created the webhook but did not return its id.',
    );
  }
  const publicKeys = readableKeys(data);
  if (publicKeys.length > 0) return { id, credentials: { publicKeys } };
  try {
    return yield* generateKeys(settings, id);
  } catch (error) {
    // A webhook without a key would send what nobody can verify.
    yield* removeAll({ remove }, settings, [id]);
    throw error;
  }
}

function* remove(settings: Settings, id: string): Conversation<void> {
  try {
    checkDone(yield { method: 'DELETE', url: webhooksAt(settings, id) });
  } catch (error) {
    const gone = error instanceof ProviderApiError && error.code === 'provider_not_found';
    if (!gone) throw error;
  }
}

/**
 * Brings the public keys back. They are no secret and a webhook's own description lists
 * them, so usually nothing has to change: at most two exist, "the oldest key will be in use
 * always", and requests are checked with all of them. Where the list shows keys that cannot
 * be read, those are deleted first, because a new key is not used while an older one
 * exists. Where keys exist that no list shows, the webhook is made anew.
 */
function* renew(
  settings: Settings,
  target: RegistrationTarget,
  id: string,
): Conversation<Registered> {
  const data = dataOf(yield { method: 'GET', url: webhooksAt(settings, id) });
  const publicKeys = readableKeys(data);
  const listed = asObjects(asObject(data).public_keys);
  if (publicKeys.length > 0 && publicKeys.length === listed.length) {
    return { id, credentials: { publicKeys } };
  }
  for (const key of listed) {
    if (PUBLIC_KEYS.rsa.read(asText(key.key)) !== null || asText(key.id) === '') continue;
    checkDone(yield { method: 'DELETE', url: webhooksAt(settings, id, 'keys', asText(key.id)) });
  }
  if (publicKeys.length > 0) return { id, credentials: { publicKeys } };
  try {
    return yield* generateKeys(settings, id);
  } catch (error) {
    if (!(error instanceof ProviderApiError) || error.code !== 'provider_limit') throw error;
  }
  const created = yield* create(settings, target);
  const leftBehind = yield* removeAll({ remove }, settings, [id]);
  return leftBehind.length === 0 ? created : { ...created, leftBehind };
}

/**
 * SalesIQ's webhook API. https://www.zoho.com/salesiq/help/developer-section/create-webhook-v2.html
 *
 * - Before it creates or changes a webhook, SalesIQ sends a HEAD request to its URL; unless
 *   that answers 200 the call fails with 1006.
 * - Requests are signed only where `secured` is true and a key pair was generated.
 * - A webhook of the other kind at the same URL is left alone: its kind cannot be changed.
 */
export const registration: ApiRegistration = {
  kind: 'api',
  settings: SETTINGS,
  defaultEvents: Object.keys(DATA_EVENTS),
  eventGroups: EVENT_GROUPS,
  triesUrl: true,
  oauth: OAUTH,
  *authenticate(settings) {
    const response = yield {
      method: 'POST',
      url: `${addressOf(settings, 'accounts')}${OAUTH.tokenPath}`,
      form: {
        grant_type: 'refresh_token',
        client_id: settings.client_id ?? '',
        client_secret: settings.client_secret ?? '',
        refresh_token: settings.refresh_token ?? '',
      },
    };
    return {
      authorization: `${OAUTH.scheme} ${accessTokenOf(response)}`,
      accept: 'application/json',
    };
  },
  isTokenExpired: isTokenRefused,
  address: (settings) => addressOf(settings, 'salesiq'),
  *list(settings, target) {
    const wanted = webhook(settings, target);
    const data = dataOf(yield { method: 'GET', url: webhooksAt(settings) });
    return listIn(data, 'SalesIQ')
      .filter(
        ({ id, url, type }) => asText(id) !== '' && url === target.url && type === wanted.type,
      )
      .map((webhook) => ({
        id: asText(webhook.id),
        active:
          asText(webhook.status).toLowerCase() !== 'disabled' &&
          (webhook.secured === true || webhook.secured === 'true') &&
          isSameSet(webhook.events, target.events) &&
          (wanted.app_ids === undefined || isSameSet(webhook.app_ids, appIdsOf(settings))),
      }));
  },
  create,
  /** Both lists are replaced by an update, so both are sent. */
  *enable(settings, target, id) {
    const json: JsonObject = { ...webhook(settings, target), status: 'enabled' };
    checkDone(yield { method: 'PUT', url: webhooksAt(settings, id), json });
  },
  renew,
  remove,
};
