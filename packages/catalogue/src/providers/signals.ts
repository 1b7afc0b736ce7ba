import { digestOf } from '../digest.ts';
import { compilePaths } from '../field.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import {
  defineProvider,
  type Provider,
  type SampleContext,
  type SampleObject,
} from '../provider.ts';
import {
  type ApiRegistration,
  type ApiResponse,
  ProviderApiError,
  type Registered,
  type Registration,
} from '../registration.ts';
import { hmac } from '../signature/scheme.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Laravel's ISO form: `+00:00` rather than `Z`, no milliseconds. */
const laravelTime = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, '+00:00');

/** Keys in the order the product writes them: event, data, timestamp. */
const delivery =
  (event: string, data: (context: SampleContext) => SampleObject) =>
  (context: SampleContext): SampleObject => ({
    event,
    data: data(context),
    timestamp: laravelTime(context.at),
  });

const user = ({ sequence, at }: SampleContext): SampleObject => ({
  user: {
    id: 40 + sequence,
    name: 'Jane Smith',
    email: `jane.${sequence}@example.com`,
    is_admin: false,
    is_owner: false,
    is_active: true,
    email_verified_at: null,
    invited_at: laravelTime(at),
    invitation_accepted_at: null,
    last_login_at: null,
    deactivated_at: null,
    created_at: laravelTime(at),
    updated_at: laravelTime(at),
    roles: [{ id: 3, name: 'Editor' }],
  },
});
const role = ({ sequence }: SampleContext): SampleObject => ({
  role: { id: sequence, name: `Reviewer ${sequence}` },
});
const settings = ({ sequence }: SampleContext): SampleObject => ({
  group: 'general',
  settings: { site_name: `Example ${sequence}`, timezone: 'Europe/Berlin' },
});

const event = (
  type: string,
  label: string,
  description: string,
  data: (context: SampleContext) => SampleObject,
) => ({ label, description, status: 'documented' as const, sample: delivery(type, data) });

/** Events whose content can truly be the same twice: renamed to and fro, set to and fro. */
const RECURRING = new Set(['role.updated', 'settings.updated']);
/** Covers the first two retries (after 60 s and 300 s) with their 30 s time-outs. */
const RETRY_WINDOW = 10 * MINUTE;

const eventName = compilePaths('event');
/** The event's name tells what it is about: `role.updated` is about a role. */
const subjectOf = (payload: JsonObject): string => {
  const type = eventName(payload);
  return typeof type === 'string' ? (type.split('.')[0] ?? '') : '';
};

const api = (settings: Readonly<Record<string, string>>, path: string): string =>
  `${(settings.base_url ?? '').replace(/\/+$/, '')}/api/v1/webhooks${path}`;

const registration: ApiRegistration = {
  kind: 'api',
  settings: [
    {
      key: 'base_url',
      label: 'Address',
      help: 'Where your SIGNALS runs, such as https://signals.example.com',
      required: true,
      secret: false,
    },
    {
      key: 'api_token',
      label: 'API Token',
      help: 'Admin → Settings → API tokens, with the ability “webhooks:manage”.',
      required: true,
      secret: true,
    },
  ],
  steps: [
    'In SIGNALS open Admin → Settings → API tokens.',
    'Create a token with the ability “webhooks:manage”, and give it here together with the address of your SIGNALS.',
  ],
  *authenticate(settings) {
    return { authorization: `Bearer ${settings.api_token ?? ''}`, accept: 'application/json' };
  },
  *find(settings, target) {
    const { body } = check(yield { method: 'GET', url: api(settings, '') });
    const hooks = (body as JsonObject | null)?.webhooks;
    for (const hook of Array.isArray(hooks) ? hooks : []) {
      const { id, url, events, is_active } = hook as JsonObject;
      if (url !== target.url || !sameSet(events, target.events)) continue;
      return { id: String(id), active: is_active === true } satisfies Registration;
    }
    return null;
  },
  *create(settings, target) {
    const json = { url: target.url, events: [...target.events] };
    const { body } = check(yield { method: 'POST', url: api(settings, ''), json });
    const hook = (body as { webhook?: JsonObject } | null)?.webhook;
    if (typeof hook?.secret !== 'string' || hook.id === undefined) {
      throw new ProviderApiError(
        'provider_unexpected',
        'SIGNALS created the webhook but did not return its secret.',
      );
    }
    return { id: String(hook.id), credentials: { secrets: [hook.secret] } } satisfies Registered;
  },
  *enable(settings, _target, id) {
    check(yield { method: 'PUT', url: api(settings, `/${id}`), json: { is_active: true } });
  },
  *remove(settings, id) {
    const response = yield { method: 'DELETE', url: api(settings, `/${id}`) };
    if (response.status !== 404) check(response);
  },
};

function sameSet(events: JsonValue | undefined, wanted: readonly string[]): boolean {
  if (!Array.isArray(events) || events.length !== wanted.length) return false;
  return events.every((event) => typeof event === 'string' && wanted.includes(event));
}

/** SIGNALS' statuses: 401 token, 403 ability or owner, 422 input, 429 more than 60 a minute. */
function check(response: ApiResponse): ApiResponse {
  const { status, body } = response;
  if (status >= 200 && status < 300) return response;
  if (status === 401)
    throw new ProviderApiError(
      'provider_unauthorized',
      'SIGNALS does not accept the API token. Create a new one under Admin → Settings → API tokens.',
    );
  if (status === 403)
    throw new ProviderApiError(
      'provider_forbidden',
      'The API token may not manage webhooks. It needs the ability “webhooks:manage”.',
    );
  if (status === 404)
    throw new ProviderApiError(
      'provider_not_found',
      'SIGNALS has no webhook API at this address, or the webhook is gone. Check the address.',
    );
  if (status === 422) {
    const detail = (body as JsonObject | null)?.message;
    throw new ProviderApiError(
      'provider_invalid',
      `SIGNALS refused the webhook: ${typeof detail === 'string' ? detail : 'invalid input'}`,
    );
  }
  if (status === 429)
    throw new ProviderApiError(
      'provider_rate_limited',
      'SIGNALS takes 60 requests a minute; wait a minute and try again.',
    );
  if (status >= 500)
    throw new ProviderApiError(
      'provider_unavailable',
      `SIGNALS answered ${status}; try again later.`,
    );
  throw new ProviderApiError('provider_unexpected', `SIGNALS answered ${status}.`);
}

/**
 * SIGNALS: a Laravel product that tells about users, roles and settings.
 * https://signals.auralyte.xyz/docs
 *
 * - Identity: there is no delivery id, and timestamp and signature are made anew for every
 *   attempt, so only event and data remain. A user carries `updated_at`, and created,
 *   deleted and deactivated things carry ids, so equal data is the same event for ever. A
 *   role or setting can be changed to and fro; there equal data is a retry for ten minutes
 *   only.
 * - The page says every non-2xx is retried and that 3 days of failure disable; the code
 *   retries 5xx and exceptions only and disables after 18 failures. The emulator follows
 *   the code.
 */
export const signals: Provider = defineProvider({
  id: 'signals',
  name: 'SIGNALS',
  description: 'Users, roles and settings of a SIGNALS installation.',
  docs: 'https://signals.auralyte.xyz/docs',
  signature: hmac('x-signals-signature'),
  registration,
  policy: {
    timeoutMs: 30 * SECOND,
    success: '2xx',
    retryOn: 'timeouts-and-5xx',
    retryWaitsMs: [1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 360 * MINUTE, 720 * MINUTE],
    disableAfter: 18,
    notes: [
      'Seen in code: 6 tries, only time-outs and 5xx are retried, disabled after 18 failures in a row.',
      'Documented otherwise: every non-2xx is retried, disabled after 3 days of failures.',
    ],
  },
  wire: {
    userAgent: 'Signals-Webhook/1.0',
    encoding: 'php',
    headers: ({ type }) => ({ 'x-signals-event': type }),
    perAttempt: (payload, _attempt, at) => ({ ...payload, timestamp: laravelTime(at) }),
  },
  events: {
    'user.created': event(
      'user.created',
      'User Created',
      'Triggers when a user is invited or created.',
      user,
    ),
    'user.updated': event(
      'user.updated',
      'User Updated',
      'Triggers when a user’s profile or roles are updated.',
      user,
    ),
    'user.deactivated': event(
      'user.deactivated',
      'User Deactivated',
      'Triggers when a user account is deactivated.',
      user,
    ),
    'settings.updated': event(
      'settings.updated',
      'Settings Updated',
      'Triggers when application settings are changed.',
      settings,
    ),
    'role.created': event('role.created', 'Role Created', 'Triggers when a role is created.', role),
    'role.updated': event(
      'role.updated',
      'Role Updated',
      'Triggers when a role’s name or permissions are modified.',
      role,
    ),
    'role.deleted': event('role.deleted', 'Role Deleted', 'Triggers when a role is deleted.', role),
  },
  eventType: (payload) => {
    const type = eventName(payload);
    return typeof type === 'string' && type !== '' ? type : 'unknown';
  },
  isPing: () => false,
  identity: (payload) => {
    const type = String(eventName(payload));
    const key = `${type}:${digestOf(payload.data ?? null)}`;
    return { key, windowMs: RECURRING.has(type) ? RETRY_WINDOW : null };
  },
  common: {
    occurred_at: 'timestamp',
    title: ['data.user.name', 'data.role.name', 'data.group'],
    subject_type: subjectOf,
    subject_id: ['data.user.id', 'data.role.id', 'data.group'],
    contact_name: 'data.user.name',
    contact_email: 'data.user.email',
  },
  fields: [
    {
      key: 'user_id',
      label: 'User ID',
      type: 'id',
      sample: '42',
      status: 'documented',
      from: 'data.user.id',
    },
    {
      key: 'user_name',
      label: 'User Name',
      type: 'string',
      sample: 'Jane Smith',
      status: 'documented',
      from: 'data.user.name',
    },
    {
      key: 'user_email',
      label: 'User Email',
      type: 'email',
      sample: 'jane@example.com',
      status: 'documented',
      from: 'data.user.email',
    },
    {
      key: 'user_is_admin',
      label: 'User Is Admin',
      type: 'boolean',
      sample: false,
      status: 'seen',
      from: 'data.user.is_admin',
    },
    {
      key: 'user_is_owner',
      label: 'User Is Owner',
      type: 'boolean',
      sample: false,
      status: 'seen',
      from: 'data.user.is_owner',
    },
    {
      key: 'user_is_active',
      label: 'User Is Active',
      type: 'boolean',
      sample: true,
      status: 'seen',
      from: 'data.user.is_active',
    },
    {
      key: 'user_invited_at',
      label: 'User Invited At',
      type: 'datetime',
      sample: '2026-01-15T14:30:00.000Z',
      status: 'seen',
      from: 'data.user.invited_at',
    },
    {
      key: 'user_last_login_at',
      label: 'User Last Login At',
      type: 'datetime',
      sample: '2026-01-15T14:30:00.000Z',
      status: 'seen',
      from: 'data.user.last_login_at',
    },
    {
      key: 'user_deactivated_at',
      label: 'User Deactivated At',
      type: 'datetime',
      sample: '2026-01-15T14:30:00.000Z',
      status: 'seen',
      from: 'data.user.deactivated_at',
    },
    {
      key: 'user_created_at',
      label: 'User Created At',
      type: 'datetime',
      sample: '2026-01-15T14:30:00.000Z',
      status: 'seen',
      from: 'data.user.created_at',
    },
    {
      key: 'user_updated_at',
      label: 'User Updated At',
      type: 'datetime',
      sample: '2026-01-15T14:30:00.000Z',
      status: 'seen',
      from: 'data.user.updated_at',
    },
    {
      key: 'user_roles',
      label: 'User Roles',
      type: 'list',
      status: 'seen',
      from: 'data.user.roles',
      items: [
        { key: 'id', label: 'ID', type: 'id', sample: '3', status: 'seen', from: 'id' },
        {
          key: 'name',
          label: 'Name',
          type: 'string',
          sample: 'Editor',
          status: 'seen',
          from: 'name',
        },
      ],
    },
    {
      key: 'role_id',
      label: 'Role ID',
      type: 'id',
      sample: '7',
      status: 'seen',
      from: 'data.role.id',
    },
    {
      key: 'role_name',
      label: 'Role Name',
      type: 'string',
      sample: 'Reviewer',
      status: 'seen',
      from: 'data.role.name',
    },
    {
      key: 'settings_group',
      label: 'Settings Group',
      type: 'string',
      sample: 'general',
      status: 'seen',
      from: 'data.group',
    },
  ],
});
