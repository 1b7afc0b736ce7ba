import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition, ProviderDefinition } from '../../provider.ts';
import { registration } from './api.ts';
import { FIELDS } from './fields.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Laravel's ISO form: `+00:00` rather than `Z`, no milliseconds. */
const TIME = '{at:offset}';

const USER: TemplateObject = {
  user: {
    id: { $number: '{sequence+40}' },
    name: 'Jane Smith',
    email: 'jane.{sequence}@example.com',
    is_admin: false,
    is_owner: false,
    is_active: true,
    email_verified_at: null,
    invited_at: TIME,
    invitation_accepted_at: null,
    last_login_at: null,
    deactivated_at: null,
    created_at: TIME,
    updated_at: TIME,
    roles: [{ id: 3, name: 'Editor' }],
  },
};
const ROLE: TemplateObject = {
  role: { id: { $number: '{sequence}' }, name: 'Reviewer {sequence}' },
};
const SETTINGS: TemplateObject = {
  group: 'general',
  settings: { site_name: 'Example {sequence}', timezone: 'Europe/Berlin' },
};

/** Keys in the order the product writes them: event, data, timestamp. */
const event = (
  type: string,
  label: string,
  description: string,
  data: TemplateObject,
): EventDefinition => ({
  label,
  description,
  status: 'documented',
  sample: { event: type, data, timestamp: TIME },
});

/** Covers the first two retries (after 60 s and 300 s) with their 30 s time-outs. */
const RETRY_WINDOW = 10 * MINUTE;
const PARTS = ['event', { digest: 'data' }] as const;

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
export const definition: ProviderDefinition = {
  id: 'signals',
  name: 'SIGNALS',
  description: 'Users, roles and settings of a SIGNALS installation.',
  docs: 'https://signals.auralyte.xyz/docs',
  wording: {
    noun: 'Event',
    startsWhen: 'users, roles or settings change in SIGNALS',
    triggers: [
      {
        name: 'User Deactivated',
        noun: 'User',
        startsWhen: 'the account of a user is deactivated in SIGNALS',
        eventType: 'user.deactivated',
      },
    ],
  },
  signature: { algorithm: 'hmac-sha256', header: 'x-signals-signature', encoding: 'either' },
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
      'An attempt carries no id, and its timestamp is new: equal data is a retry for ever where something is created or deleted or tells updated_at, otherwise for 10 minutes, which covers the first two retries. So a role or setting changed to and fro within 10 minutes is stored once for each content, and a later retry of it is stored as a second event.',
    ],
  },
  wire: {
    userAgent: 'Signals-Webhook/1.0',
    encoding: 'php',
    headers: { 'x-signals-event': '{type}' },
    perAttempt: { timestamp: TIME },
  },
  events: {
    'user.created': event(
      'user.created',
      'User Created',
      'Triggers when a user is invited or created.',
      USER,
    ),
    'user.updated': event(
      'user.updated',
      'User Updated',
      'Triggers when a user’s profile or roles are updated.',
      USER,
    ),
    'user.deactivated': event(
      'user.deactivated',
      'User Deactivated',
      'Triggers when a user account is deactivated.',
      USER,
    ),
    'settings.updated': event(
      'settings.updated',
      'Settings Updated',
      'Triggers when application settings are changed.',
      SETTINGS,
    ),
    'role.created': event('role.created', 'Role Created', 'Triggers when a role is created.', ROLE),
    'role.updated': event(
      'role.updated',
      'Role Updated',
      'Triggers when a role’s name or permissions are modified.',
      ROLE,
    ),
    'role.deleted': event('role.deleted', 'Role Deleted', 'Triggers when a role is deleted.', ROLE),
  },
  eventType: 'event',
  identity: [
    // Equal data cannot happen twice where something is made or removed, or says when it changed.
    {
      when: {
        any: [
          { value: { of: 'event', steps: [{ lastWord: '.' }] }, oneOf: ['created', 'deleted'] },
          { exists: ['data.user.updated_at', 'data.*.updated_at'] },
        ],
      },
      parts: PARTS,
    },
    { parts: PARTS, windowMs: RETRY_WINDOW },
    { parts: [{ digestWithout: ['timestamp'] }], windowMs: RETRY_WINDOW },
  ],
  common: {
    occurred_at: 'timestamp',
    title: ['data.user.name', 'data.role.name', 'data.group'],
    subject_type: { of: 'event', steps: [{ firstWord: '.' }] },
    subject_id: ['data.user.id', 'data.role.id', 'data.group'],
    contact_name: 'data.user.name',
    contact_email: 'data.user.email',
  },
  people: 'colleagues',
  fields: FIELDS,
  panel: {
    categories: ['Development'],
    keywords: [
      'user',
      'users',
      'role',
      'roles',
      'permissions',
      'settings',
      'audit log',
      'user management',
      'Laravel',
    ],
  },
};
