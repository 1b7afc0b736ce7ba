import { completeDefinition } from './definition/complete.ts';
import { defineProvider, type EventDefinition, type Provider } from './provider.ts';
import type { ScalarField } from './record/field.ts';

/** The id of the gateway's built-in provider: what is subscribed to for alerts. */
export const ALERTS_ID = 'alerts';

/** The two events of an alert. */
export type AlertEvent = 'alert.opened' | 'alert.closed';

/** What an alert is about: a source, a subscription, … */
type AlertObject = Readonly<Record<'kind' | 'id' | 'name', string>>;

/** What an event of an alert holds: texts, and null where there is nothing. */
export interface AlertPayload {
  readonly [part: string]: string | Readonly<Record<string, string | null>>;
  readonly event: AlertEvent;
  readonly occurred_at: string;
  readonly priority: string;
  readonly alert: Readonly<
    Record<'id' | 'rule' | 'state' | 'title' | 'explanation' | 'action' | 'since', string> &
      Record<'command' | 'url' | 'closed_at', string | null>
  >;
  readonly object: AlertObject;
}

const OPENED: AlertPayload = {
  event: 'alert.opened',
  occurred_at: '2026-04-25T14:30:00.000Z',
  priority: 'high',
  alert: {
    id: 'alr_{sequence:8}',
    rule: 'subscription_failing',
    state: 'open',
    title: 'Deliveries to a subscriber fail',
    explanation: 'Every attempt has failed since 14:20.',
    action: 'Look at what its receiver answers.',
    command: 'signal-hooks deliveries list --subscription sub_01k9q2v7c5e8',
    url: 'https://hooks.example.com/v1/alerts/alr_01k9q2v7c5e8',
    since: '2026-04-25T14:20:00.000Z',
    closed_at: null,
  },
  object: { kind: 'subscription', id: 'sub_01k9q2v7c5e8', name: 'CRM' },
};

const CLOSED_AT = '2026-04-25T15:05:00.000Z';

const CLOSED: AlertPayload = {
  ...OPENED,
  event: 'alert.closed',
  occurred_at: CLOSED_AT,
  priority: 'info',
  alert: { ...OPENED.alert, state: 'closed', closed_at: CLOSED_AT },
};

const REJECTING: AlertPayload = {
  ...OPENED,
  alert: {
    ...OPENED.alert,
    rule: 'source_rejecting',
    title: 'A source refuses requests',
    explanation:
      '5 requests were refused within an hour, most with signature_mismatch: The signature does not fit the body and the secret.',
    action:
      'Compare the secret at the provider with the one of this source, and enter it once more if it has changed.',
    command: 'signal-hooks rejections src_01k9q2v7c5e8',
  },
  object: { kind: 'source', id: 'src_01k9q2v7c5e8', name: 'Sales signals' },
};

const event = (label: string, description: string, sample: AlertPayload): EventDefinition => ({
  label,
  description,
  status: 'documented',
  sample,
});

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
      triggers: [
        {
          name: 'Failed Delivery',
          noun: 'Delivery',
          startsWhen: 'deliveries to a subscriber keep failing, once until that is over',
          eventType: 'alert.opened',
          filter: [
            {
              field: 'alert_rule',
              op: 'in',
              value: ['subscription_failing', 'subscription_disabled'],
            },
          ],
        },
        {
          name: 'Rejected Request',
          noun: 'Request',
          startsWhen: 'a source keeps refusing requests, once until that is over',
          eventType: 'alert.opened',
          filter: [{ field: 'alert_rule', op: 'eq', value: 'source_rejecting' }],
          sample: REJECTING,
        },
      ],
    },
    signature: {
      algorithm: 'hmac-sha256',
      header: 'signal-hooks-alert-signature',
      encoding: 'hex',
    },
    registration: { kind: 'by-hand', secretFrom: 'user' },
    events: {
      'alert.opened': event('Alert Opened', 'Something is wrong.', OPENED),
      'alert.closed': event('Alert Closed', 'It is over.', CLOSED),
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
      field('alert_closed_at', 'Alert Closed At', 'datetime', 'alert.closed_at', CLOSED_AT),
      field('alert_command', 'Alert Command', 'string', 'alert.command', 'signal-hooks doctor'),
      field('subject_name', 'Subject Name', 'string', 'object.name', 'CRM'),
    ],
  }),
);
