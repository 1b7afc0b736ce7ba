import { digestOf } from '../digest.ts';
import type { JsonObject } from '../json.ts';
import { asObject, asText } from '../payload.ts';
import {
  defineProvider,
  type Identity,
  type Provider,
  type SampleContext,
  type SampleObject,
} from '../provider.ts';
import { hmac } from '../signature/scheme.ts';
import { registration } from './signals/api.ts';
import { FIELDS } from './signals/fields.ts';

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

/** The event's name tells what it is about: `role.updated` is about a role. */
const subjectOf = (payload: JsonObject): string => asText(payload.event).split('.')[0] ?? '';

/** Covers the first two retries (after 60 s and 300 s) with their 30 s time-outs. */
const RETRY_WINDOW = 10 * MINUTE;
/** Things are created and deleted once; their data carries an id. */
const ONCE = /\.(?:created|deleted)$/;

/**
 * Equal data is the same event for ever where it cannot happen twice, or where the data
 * tells when it changed; otherwise only while a retry is due.
 */
function identity(payload: JsonObject): Identity {
  const type = asText(payload.event);
  const data = asObject(payload.data);
  const changed = Object.values(data).some((thing) => asText(asObject(thing).updated_at) !== '');
  return {
    key: `${type}:${digestOf(payload.data ?? null)}`,
    windowMs: changed || ONCE.test(type) ? null : RETRY_WINDOW,
  };
}

/**
 * SIGNALS: a Laravel product that tells about users, roles and settings.
 * https://signals.auralyte.xyz/docs
 *
 * - Identity: there is no delivery id, and timestamp and signature are made anew for every
 *   attempt, so only event and data remain. What is created or deleted carries an id, and a
 *   user carries `updated_at`: there equal data is the same event for ever. A role, a
 *   setting, or a thing of a newer build can change to and fro; there equal data is a retry
 *   for ten minutes only.
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
  eventType: (payload) => asText(payload.event) || 'unknown',
  isPing: () => false,
  identity,
  common: {
    occurred_at: 'timestamp',
    title: ['data.user.name', 'data.role.name', 'data.group'],
    subject_type: subjectOf,
    subject_id: ['data.user.id', 'data.role.id', 'data.group'],
    contact_name: 'data.user.name',
    contact_email: 'data.user.email',
  },
  fields: FIELDS,
});
