import {
  completeDefinition,
  defineProvider,
  type EventDefinition,
  type Provider,
  type ScalarField,
} from '@signal-hooks/catalogue';
import type { Alert } from '../domain.ts';

/** The id of the built-in provider: what is subscribed to for alerts. */
export const ALERTS_ID = 'alerts';

/** The two events of an alert. */
export type AlertEvent = 'alert.opened' | 'alert.closed';

/** What an event of an alert holds: texts, and null where there is nothing. */
interface AlertPayload {
  readonly [part: string]: string | Readonly<Record<string, string | null>>;
  readonly alert: Readonly<Record<string, string | null>>;
}

const iso = (at: number): string => new Date(at).toISOString();

/** The payload of one of an alert's events. */
export function alertPayload(
  event: AlertEvent,
  alert: Omit<Alert, 'change'>,
  url: string | null,
): AlertPayload {
  const closedAt = event === 'alert.closed' ? alert.closedAt : null;
  return {
    event,
    occurred_at: iso(closedAt ?? alert.openedAt),
    priority: event === 'alert.opened' ? 'high' : 'info',
    alert: {
      id: alert.id,
      rule: alert.rule,
      state: event === 'alert.opened' ? 'open' : 'closed',
      title: alert.title,
      explanation: alert.explanation,
      action: alert.action,
      command: alert.command,
      url,
      since: iso(alert.since),
      closed_at: closedAt === null ? null : iso(closedAt),
    },
    object: { kind: alert.objectKind, id: alert.objectId, name: alert.objectName },
  };
}

const SAMPLE: Omit<Alert, 'change'> = {
  id: 'alr_01k9q2v7c5e8',
  rule: 'subscription_failing',
  objectKind: 'subscription',
  objectId: 'sub_01k9q2v7c5e8',
  objectName: 'CRM',
  title: 'Deliveries to a subscriber fail',
  explanation: 'Every attempt has failed since 14:20.',
  action: 'Look at what its receiver answers.',
  command: 'signal-hooks deliveries list --subscription sub_01k9q2v7c5e8',
  since: Date.parse('2026-04-25T14:20:00Z'),
  openedAt: Date.parse('2026-04-25T14:30:00Z'),
  closedAt: Date.parse('2026-04-25T15:05:00Z'),
  eventsStored: 0,
};

const event = (type: AlertEvent, label: string, description: string): EventDefinition => {
  const payload = alertPayload(
    type,
    SAMPLE,
    'https://hooks.example.com/v1/alerts/alr_01k9q2v7c5e8',
  );
  return {
    label,
    description,
    status: 'documented',
    sample: { ...payload, alert: { ...payload.alert, id: 'alr_{sequence:8}' } },
  };
};

const field = (
  key: string,
  label: string,
  type: ScalarField['type'],
  from: string,
  sample: string,
): ScalarField => ({ key, label, type, from, sample, status: 'documented' });

/**
 * The gateway's own alerts, as a provider: so what is wrong with the gateway is subscribed to, filtered,
 * signed, delivered and tried again like any other event. Identity: an alert opens once and closes once.
 */
export const ALERTS: Provider = defineProvider(
  ALERTS_ID,
  completeDefinition({
    id: ALERTS_ID,
    name: 'Alerts of this gateway',
    description:
      'What is wrong with this gateway, its sources and its subscriptions, and when it is over.',
    wording: {
      noun: 'Alert',
      shortName: 'Alerts',
      startsWhen: 'something goes wrong, and when it is over',
    },
    signature: {
      algorithm: 'hmac-sha256',
      header: 'signal-hooks-alert-signature',
      encoding: 'hex',
    },
    registration: { kind: 'by-hand', secretFrom: 'user' },
    events: {
      'alert.opened': event('alert.opened', 'Alert Opened', 'Something is wrong.'),
      'alert.closed': event('alert.closed', 'Alert Closed', 'It is over.'),
    },
    eventType: 'event',
    identity: [{ parts: ['event', 'alert.id'] }, { parts: [{ digestWithout: [] }] }],
    common: {
      occurred_at: 'occurred_at',
      title: 'alert.title',
      summary: 'alert.explanation',
      recommended_action: 'alert.action',
      priority: 'priority',
      url: 'alert.url',
      subject_type: 'object.kind',
      subject_id: 'object.id',
    },
    fields: [
      field('alert_id', 'Alert ID', 'id', 'alert.id', 'alr_01k9q2v7c5e8'),
      field('alert_rule', 'Alert Rule', 'string', 'alert.rule', 'subscription_failing'),
      field('alert_state', 'Alert State', 'string', 'alert.state', 'open'),
      field('alert_since', 'Alert Since', 'datetime', 'alert.since', '2026-04-25T14:20:00.000Z'),
      field(
        'alert_closed_at',
        'Alert Closed At',
        'datetime',
        'alert.closed_at',
        '2026-04-25T15:05:00.000Z',
      ),
      field('alert_command', 'Alert Command', 'string', 'alert.command', 'signal-hooks doctor'),
      field('subject_name', 'Subject Name', 'string', 'object.name', 'CRM'),
    ],
  }),
);
