import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { HOUR, MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://linear.app/developers/webhooks';

/**
 * Linear: issues, comments, projects.
 *
 * 1. HMAC-SHA256 of the body, in hex.
 * 2. The time of signing is inside the body: `webhookTimestamp`, in milliseconds. Linear advises to
 *    refuse what is more than a minute off.
 *
 * Identity: the content without `webhookTimestamp`, which must be anew for a retry an hour later to
 * pass the minute. What remains has the time of the action to the millisecond, and it is signed; the
 * header `Linear-Delivery` is not.
 */
export const definition: DefinitionInput = {
  id: 'linear',
  name: 'Linear',
  description: 'Issues, comments, projects and cycles of a workspace.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something changes in Linear' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'linear-signature',
    encoding: 'hex',
    timestamp: { path: 'webhookTimestamp', unit: 'ms' },
    tolerance: 60,
  },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretNeedsUrl: true,
    secretLabel: 'Signing secret',
    secretPage: 'Settings → API',
  },
  evidence: {
    signature: { status: 'documented', source: `${WEBHOOKS}#securing-webhooks` },
    timestamp: { status: 'documented', source: `${WEBHOOKS}#securing-webhooks` },
    eventType: { status: 'documented', source: `${WEBHOOKS}#webhook-payload` },
    identity: { status: 'assumed' },
    occurredAt: { status: 'documented', source: `${WEBHOOKS}#webhook-payload` },
    delivery: { status: 'documented', source: WEBHOOKS },
  },
  policy: {
    timeoutMs: 5 * SECOND,
    success: 'exactly-200',
    retryOn: 'every-failure',
    retryWaitsMs: [MINUTE, HOUR, 6 * HOUR],
    disableAfter: null,
    notes: [
      'Documented: five seconds to answer 200; three retries after a minute, an hour and six hours.',
      'A webhook that keeps failing may be disabled by Linear.',
    ],
  },
  wire: {
    userAgent: 'Linear-Webhook',
    encoding: 'compact',
    headers: { 'linear-delivery': '{deliveryId}' },
    perAttempt: { webhookTimestamp: { $number: '{at:epoch}' } },
  },
  events: EVENTS,
  eventType: { join: ['type', 'action'], with: '.' },
  identity: [{ parts: [{ digestWithout: ['webhookTimestamp'] }] }],
  common: {
    occurred_at: ['createdAt', 'data.updatedAt'],
    title: ['data.title', 'data.name', 'data.issue.title'],
    summary: ['data.description', 'data.body'],
    priority: [
      { when: { value: 'data.priority', is: 1 }, use: { text: 'critical' } },
      { when: { value: 'data.priority', is: 2 }, use: { text: 'high' } },
      { when: { value: 'data.priority', is: 3 }, use: { text: 'medium' } },
      { when: { value: 'data.priority', is: 4 }, use: { text: 'low' } },
    ],
    url: 'url',
    project_id: ['data.projectId', 'data.project.id'],
    contact_name: 'actor.name',
    contact_email: 'actor.email',
    subject_type: { of: 'type', steps: ['lower'] },
    subject_id: 'data.id',
  },
  people: 'colleagues',
  fields: fieldTable([
    ['action', 'Action', 'string', 'update', 'action'],
    ['type', 'Type', 'string', 'Issue', 'type'],
    [
      'organization',
      'Organization',
      'id',
      '0cbac1a1-2f5b-4f5b-9bd6-4a1d5c7a8b11',
      'organizationId',
    ],
    ['changed_by', 'Changed By', 'string', 'Jane Smith', 'actor.name'],
    ['identifier', 'Identifier', 'string', 'ENG-42', ['data.identifier', 'data.issue.identifier']],
    ['number', 'Number', 'integer', 42, 'data.number'],
    ['state', 'State', 'string', 'In Progress', 'data.state.name'],
    ['state_type', 'State Type', 'string', 'started', 'data.state.type'],
    ['priority_label', 'Priority Label', 'string', 'High', 'data.priorityLabel'],
    ['team', 'Team', 'string', 'Engineering', 'data.team.name'],
    ['team_key', 'Team Key', 'string', 'ENG', 'data.team.key'],
    ['project', 'Project', 'string', 'Checkout', 'data.project.name'],
    ['assignee', 'Assignee', 'string', 'John Doe', 'data.assignee.name'],
    ['label', 'Label', 'string', 'Bug', 'data.labels.0.name'],
    ['due_date', 'Due Date', 'string', '2026-05-01', 'data.dueDate'],
    ['previous_state', 'Previous State', 'id', '2a1f6b1c-7c2e', 'updatedFrom.stateId'],
  ]),
};
