import {
  andList,
  CONNECTION_SCOPES,
  type Conversation,
  ProviderApiError,
  type Registered,
  type RegistrationApi,
  type RegistrationTarget,
  type Settings,
} from '@signal-hooks/catalogue';
import {
  ApiError,
  type Call,
  type CreateSubscriptionBody,
  createSubscription,
  deleteSubscription,
  getSubscription,
  listSubscriptions,
  optional,
  type Page,
  recoverSubscription,
  rotateSubscriptionSecret,
  type SubscriptionWithSecret,
  type UpdateSubscriptionBody,
  updateSubscription,
} from '@signal-hooks/client';
import { isSameNode } from './node-url.ts';

/** Longest name the gateway takes. */
const MAX_NAME = 100;

/** n8n stores the new secret only after publishing; until then the node checks with the old one. */
const SECRET_GRACE_HOURS = 1;

const UNAUTHORIZED =
  'The gateway does not accept the API token. Make a new one there, with “signal-hooks token create --for n8n”.';
const FORBIDDEN = `The API token may not do this at the gateway. It needs the scopes ${andList(CONNECTION_SCOPES.n8n)}.`;
const NO_GATEWAY = 'There is no Signal Hooks gateway at this address. Check the address.';
const NO_SECRET = 'The gateway’s answer holds no signing secret. Check the address.';

/** In the words of n8n's screens; a refusal is reported in the gateway's own, which say what to do. */
export function toProviderError(error: ApiError, misfit: string = NO_GATEWAY): ProviderApiError {
  const { code, status, came, message, fields } = error;
  if (code === 'not_the_gateway') {
    const words = `There is no Signal Hooks gateway at this address: something else answered (${came}). Check the address, and what stands in front of the gateway.`;
    return new ProviderApiError('provider_unexpected', status < 300 ? misfit : words);
  }
  if (status === 401) return new ProviderApiError('provider_unauthorized', UNAUTHORIZED);
  if (status === 403) return new ProviderApiError('provider_forbidden', FORBIDDEN);
  if (status === 404) return new ProviderApiError('provider_not_found', NO_GATEWAY);
  if (status === 429) {
    const words = 'The gateway asks for fewer requests; wait a minute and try again.';
    return new ProviderApiError('provider_rate_limited', words);
  }
  if (status === 408 || status >= 500) {
    const words = `The gateway answered ${status}; try again later.`;
    return new ProviderApiError('provider_unavailable', words);
  }
  const reasons = fields.map((field) => `${field.path}: ${field.message}`);
  const words = ['The gateway refused the request:', message, ...reasons].join(' ');
  return new ProviderApiError('provider_invalid', words);
}

/** The gateway's address, without a slash at its end. */
export const addressOf = (settings: Settings): string =>
  (settings.gateway_url ?? '').replace(/\/+$/, '');

/** One call of a conversation. @param misfit what is said of a success that is none of the gateway's */
export function* ask<Answer>(
  settings: Settings,
  call: Call<Answer>,
  misfit: string = NO_GATEWAY,
): Conversation<Answer> {
  const response = yield call.request(addressOf(settings));
  try {
    return call.read(response);
  } catch (error) {
    throw error instanceof ApiError ? toProviderError(error, misfit) : error;
  }
}

/** All rows of a list of the gateway, from all its pages. */
function* listAll<Row>(
  settings: Settings,
  page: (cursor: string | undefined) => Call<Page<Row>>,
): Conversation<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { data, next_cursor }: Page<Row> = yield* ask(settings, page(cursor));
    rows.push(...data);
    cursor = next_cursor;
  }
  return rows;
}

/** What the panel asks for, as the gateway keeps it; a subscription can be changed to it. */
const wanted = (settings: Settings, target: RegistrationTarget) =>
  ({
    target_url: new URL(target.url).href,
    event_types: [...new Set(target.events)],
    filter: JSON.parse(settings.filter || '[]'),
    format: (settings.format || 'standard') as SubscriptionWithSecret['format'],
    // It makes deliveries several times as large.
    include_raw: settings.include_raw === 'true',
  }) satisfies UpdateSubscriptionBody;

/** @param mark an addition that tells what has become of the node */
const nameOf = ({ name }: RegistrationTarget, mark = ''): { name: string } => ({
  name: `${name.slice(0, MAX_NAME - mark.length)}${mark}`,
});

/** In the name of a paused subscription: whoever deletes the workflow leaves it behind. */
const UNPUBLISHED = ' (unpublished)';

/** Whose events a subscription gets: fixed when it is made. */
const origin = (settings: Settings) =>
  ({
    source_id: settings.source_id || null,
    provider: (settings.provider || null) as NonNullable<CreateSubscriptionBody['provider']> | null,
  }) satisfies Partial<CreateSubscriptionBody>;

const subscriptions = (cursor: string | undefined) =>
  listSubscriptions({ limit: 100, cursor }).pick(
    ...(['id', 'target_url', 'status', 'source_id', 'provider'] as const),
    ...(['event_types', 'filter', 'format', 'include_raw'] as const),
  );

const isSame = (row: object, wanted: object): boolean =>
  Object.entries(wanted).every(
    ([key, value]) =>
      JSON.stringify((row as Record<string, unknown>)[key]) === JSON.stringify(value),
  );

const withSecret = ({ id, secret }: Pick<SubscriptionWithSecret, 'id' | 'secret'>): Registered => ({
  id,
  credentials: { secrets: [secret] },
});

/**
 * Keeps the events of a subscription at the gateway until {@link gatewayRegistration.enable}.
 * One that has ended, or that the gateway has stopped because it kept failing, stays so.
 */
export function* pauseSubscription(
  settings: Settings,
  target: RegistrationTarget,
  id: string,
): Conversation<void> {
  const call = optional(getSubscription(id).pick('status'), 'subscription_not_found');
  const found = yield* ask(settings, call);
  if (found?.status !== 'active') return;
  const body = { ...nameOf(target, UNPUBLISHED), status: 'paused' } as const;
  yield* ask(settings, updateSubscription(id, body).pick('status'));
}

/**
 * The gateway's REST hooks, as a registration like those of the providers.
 *
 * A subscription is found by the node's URL, whichever of its webhooks that is. Its source and provider cannot be changed, so
 * one with others is replaced; everything else is brought up to date.
 */
export const gatewayRegistration: RegistrationApi = {
  address: addressOf,
  *list(settings, target) {
    const rows = yield* listAll(settings, subscriptions);
    return rows
      .filter((row) => isSameNode(row.target_url, target.url) && isSame(row, origin(settings)))
      .map((row) => ({
        id: row.id,
        active: row.status === 'active' && isSame(row, wanted(settings, target)),
      }));
  },
  /** Ends whatever else is subscribed at this URL, once the new one is there. */
  *create(settings, target) {
    const asked = { ...nameOf(target), ...origin(settings), ...wanted(settings, target) };
    const call = createSubscription({ replace: true, ...asked });
    return withSecret(yield* ask(settings, call.pick('id', 'secret'), NO_SECRET));
  },
  /**
   * What came while it was paused is delivered by itself. What the gateway gave up on before
   * it stopped is tried once more.
   */
  *enable(settings, target, id) {
    const body = { ...nameOf(target), ...wanted(settings, target) };
    const { status } = yield* ask(settings, updateSubscription(id, body).pick('status'));
    if (status === 'paused') {
      yield* ask(settings, updateSubscription(id, { status: 'active' }).pick('status'));
    }
    if (status === 'disabled') yield* ask(settings, recoverSubscription(id).pick('replayed'));
  },
  *renew(settings, _target, id) {
    const call = rotateSubscriptionSecret(id, { grace_hours: SECRET_GRACE_HOURS });
    return withSecret(yield* ask(settings, call.pick('id', 'secret'), NO_SECRET));
  },
  *remove(settings, id) {
    yield* ask(settings, optional(deleteSubscription(id), 'subscription_not_found'));
  },
};
