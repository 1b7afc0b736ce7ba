import {
  type Advice,
  type ApiResponse,
  asObject,
  asText,
  type Conversation,
  checkStatus,
  type JsonObject,
  ProviderApiError,
  type Registered,
  type RegistrationApi,
  type RegistrationTarget,
  type Settings,
} from '@signal-hooks/catalogue';

/** Longest name the gateway takes. */
const MAX_NAME = 100;

/** n8n stores the new secret only after publishing; until then the node checks with the old one. */
const SECRET_GRACE_HOURS = 1;

const ADVICE: Advice = {
  name: 'The gateway',
  unauthorized:
    'The gateway does not accept the API token. Make a new one there, with “signal-hooks token create --for n8n”.',
  forbidden:
    'The API token may not do this at the gateway. It needs the scopes subscriptions:read, subscriptions:write and sources:read.',
  notFound: 'There is no Signal Hooks gateway at this address. Check the address.',
  rateLimited: 'The gateway asks for fewer requests; wait a minute and try again.',
};

/** Refusals that the gateway gives a reason for. */
const EXPLAINED: readonly number[] = [400, 409, 422];

/** The code of the gateway's error; empty if something else answered, such as a proxy. */
const codeOf = ({ body }: ApiResponse): string => asText(asObject(body).code);

/** Whether the gateway itself says that it has no such subscription. */
const isGone = (response: ApiResponse): boolean => codeOf(response) === 'subscription_not_found';

/** Statuses by which also a proxy in front of the gateway says that it is down or busy. */
const isBusy = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** Passes a 2xx answer on; a refusal is reported in the gateway's own words, which say what to do. */
function check(response: ApiResponse): ApiResponse {
  const { status, body } = response;
  const { detail, fields } = asObject(body);
  if (status >= 300 && codeOf(response) === '' && !isBusy(status)) {
    const message = `There is no Signal Hooks gateway at this address: something else answered (HTTP ${status}). Check the address, and what stands in front of the gateway.`;
    throw new ProviderApiError('provider_unexpected', message);
  }
  if (!EXPLAINED.includes(status) || typeof detail !== 'string') {
    return checkStatus(response, ADVICE);
  }
  const reasons = (Array.isArray(fields) ? fields : []).map((field) => {
    const { path, message } = asObject(field);
    return `${asText(path)}: ${asText(message)}`;
  });
  const words = ['The gateway refused the request:', detail, ...reasons].join(' ');
  throw new ProviderApiError('provider_invalid', words);
}

const addressOf = (settings: Settings): string => (settings.gateway_url ?? '').replace(/\/+$/, '');

/** The address of something below the gateway's API. */
const gatewayAt = (settings: Settings, path: string): string => `${addressOf(settings)}/v1/${path}`;

const subscription = (settings: Settings, id: string, action = ''): string =>
  gatewayAt(settings, `subscriptions/${encodeURIComponent(id)}${action}`);

/** What the panel asks for, as the gateway keeps it; a subscription can be changed to it. */
const wanted = (settings: Settings, target: RegistrationTarget): JsonObject => ({
  event_types: [...new Set(target.events)],
  filter: JSON.parse(settings.filter || '[]') as JsonObject[],
  format: settings.format || 'standard',
  // It makes deliveries several times as large.
  include_raw: settings.include_raw === 'true',
});

/** @param mark an addition that tells what has become of the node */
const nameOf = ({ name }: RegistrationTarget, mark = ''): JsonObject => ({
  name: `${name.slice(0, MAX_NAME - mark.length)}${mark}`,
});

/** In the name of a paused subscription: whoever deletes the workflow leaves it behind. */
const UNPUBLISHED = ' (unpublished)';

/** Whose events a subscription gets: fixed when it is made. */
const origin = (settings: Settings): JsonObject => ({
  source_id: settings.source_id || null,
  provider: settings.provider || null,
});

/** All rows of a list of the gateway, from all its pages. */
export function* listAll(settings: Settings, list: string): Conversation<JsonObject[]> {
  const rows: JsonObject[] = [];
  let cursor = '';
  do {
    const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const url = gatewayAt(settings, `${list}?limit=100${query}`);
    const { data, next_cursor } = asObject(check(yield { method: 'GET', url }).body);
    if (!Array.isArray(data)) throw new ProviderApiError('provider_unexpected', ADVICE.notFound);
    rows.push(...data.map(asObject));
    cursor = asText(next_cursor);
  } while (cursor !== '');
  return rows;
}

/** The subscriptions of a URL. */
function* subscribedAt(settings: Settings, url: string): Conversation<JsonObject[]> {
  const rows = yield* listAll(settings, 'subscriptions');
  return rows.filter((row) => row.target_url === new URL(url).href);
}

const holds = (row: JsonObject, wanted: JsonObject): boolean =>
  Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(row[key]) === JSON.stringify(value),
  );

/** A subscription in an answer that shows its secret, which no other does. */
function withSecret({ body }: ApiResponse): Registered {
  const { id, secret } = asObject(body);
  if (asText(id) !== '' && asText(secret) !== '') {
    return { id: asText(id), credentials: { secrets: [asText(secret)] } };
  }
  const message = 'The gateway’s answer holds no signing secret. Check the address.';
  throw new ProviderApiError('provider_unexpected', message);
}

function* remove(settings: Settings, id: string): Conversation<void> {
  const response = yield { method: 'DELETE', url: subscription(settings, id) };
  if (!isGone(response)) check(response);
}

/**
 * Keeps the events of a subscription at the gateway until {@link gatewayRegistration.enable}.
 * One that has ended, or that the gateway has stopped because it kept failing, stays so.
 */
export function* pauseSubscription(
  settings: Settings,
  target: RegistrationTarget,
  id: string,
): Conversation<void> {
  const url = subscription(settings, id);
  const response = yield { method: 'GET', url };
  if (isGone(response)) return;
  const { status } = asObject(check(response).body);
  if (status === undefined) throw new ProviderApiError('provider_unexpected', ADVICE.notFound);
  if (status !== 'active') return;
  const json = { ...nameOf(target, UNPUBLISHED), status: 'paused' };
  check(yield { method: 'PATCH', url, json });
}

/**
 * The gateway's REST hooks, as a registration like those of the providers.
 *
 * A subscription is found by the node's URL. Its source and provider cannot be changed, so
 * one with others is replaced; everything else is brought up to date.
 */
export const gatewayRegistration: RegistrationApi = {
  address: addressOf,
  *list(settings, target) {
    const here = yield* subscribedAt(settings, target.url);
    return here
      .filter((row) => holds(row, origin(settings)))
      .map((row) => ({
        id: asText(row.id),
        active: row.status === 'active' && holds(row, wanted(settings, target)),
      }));
  },
  /** Ends whatever else is subscribed at this URL, once the new one is there. */
  *create(settings, target) {
    const asked = { ...nameOf(target), ...origin(settings), ...wanted(settings, target) };
    const json = { target_url: target.url, replace: true, ...asked };
    const url = gatewayAt(settings, 'subscriptions');
    return withSecret(check(yield { method: 'POST', url, json }));
  },
  /**
   * What came while it was paused is delivered by itself. What the gateway gave up on before
   * it stopped is tried once more.
   */
  *enable(settings, target, id) {
    const url = subscription(settings, id);
    const json = { ...nameOf(target), ...wanted(settings, target) };
    const { status } = asObject(check(yield { method: 'PATCH', url, json }).body);
    if (status === 'paused') check(yield { method: 'PATCH', url, json: { status: 'active' } });
    if (status !== 'disabled') return;
    check(yield { method: 'POST', url: subscription(settings, id, '/recover'), json: {} });
  },
  *renew(settings, _target, id) {
    const url = subscription(settings, id, '/rotate-secret');
    const json = { grace_hours: SECRET_GRACE_HOURS };
    return withSecret(check(yield { method: 'POST', url, json }));
  },
  remove,
};
