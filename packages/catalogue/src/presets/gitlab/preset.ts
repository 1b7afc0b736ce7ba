import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://docs.gitlab.com/user/project/integrations/webhooks/';
const EVENT_PAGE = 'https://docs.gitlab.com/user/project/integrations/webhook_events/';

/**
 * GitLab: pushes, merge requests, issues, pipelines.
 *
 * 1. Nothing is signed: `X-Gitlab-Token` carries the secret token itself. Whoever reads one request
 *    can send others, with any content.
 * 2. Newer versions also sign, by Standard Webhooks, where a signing token is entered: then take the
 *    preset `standard-webhooks`.
 *
 * Identity: the header `Idempotency-Key`, which GitLab keeps for its retries. Not
 * `X-Gitlab-Event-UUID`: webhooks that a webhook’s work triggers have the same.
 */
export const definition: DefinitionInput = {
  id: 'gitlab',
  name: 'GitLab',
  description: 'Pushes, merge requests, issues and pipelines of projects and groups.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something happens on GitLab' },
  signature: { algorithm: 'token', header: 'x-gitlab-token' },
  signsWhen: 'GitLab sends the token only if a secret token is entered at the webhook: enter one.',
  registration: { kind: 'by-hand', secretFrom: 'user', secretLabel: 'Secret token' },
  evidence: {
    signature: { status: 'documented', source: `${WEBHOOKS}#create-a-webhook` },
    eventType: { status: 'documented', source: EVENT_PAGE },
    identity: { status: 'documented', source: `${WEBHOOKS}#delivery-headers` },
    occurredAt: { status: 'assumed', source: EVENT_PAGE },
    delivery: { status: 'documented', source: `${WEBHOOKS}#auto-disabled-webhooks` },
  },
  policy: {
    timeoutMs: 10 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [],
    disableAfter: 4,
    notes: [
      'Documented: four failures in a row disable a webhook for a minute, then for longer, up to 24 hours; 40 for good.',
      'Assumed: no single delivery is tried again by itself; it can be resent in the screens.',
    ],
  },
  wire: {
    userAgent: 'GitLab/18.8.0',
    encoding: 'compact',
    headers: { 'idempotency-key': '{deliveryId}', 'x-gitlab-instance': 'https://gitlab.com' },
  },
  events: EVENTS,
  eventType: ['object_kind', 'event_name'],
  identity: [{ parts: [{ header: 'idempotency-key' }] }, { parts: [{ digestWithout: [] }] }],
  common: {
    // Of comments and pipelines they end with “UTC”.
    occurred_at: {
      of: [
        'object_attributes.updated_at',
        'object_attributes.finished_at',
        'object_attributes.created_at',
        'released_at',
        'commits.0.timestamp',
      ],
      steps: ['utc'],
    },
    title: [
      'object_attributes.title',
      'merge_request.title',
      'issue.title',
      'name',
      'commits.0.title',
      'ref',
    ],
    summary: [
      'object_attributes.note',
      'object_attributes.description',
      'description',
      'commits.0.message',
    ],
    url: ['object_attributes.url', 'url', 'commits.0.url', 'project.web_url'],
    project_id: ['project.id', 'project_id'],
    contact_name: ['user.name', 'user_name'],
    contact_email: ['user.email', 'user_email'],
    subject_type: 'object_kind',
    subject_id: ['object_attributes.id', 'checkout_sha', 'id'],
  },
  people: 'colleagues',
  fields: fieldTable([
    ['project', 'Project', 'string', 'acme/shop', 'project.path_with_namespace'],
    ['user', 'User', 'string', 'jane', ['user.username', 'user_username']],
    ['ref', 'Ref', 'string', 'refs/heads/main', ['ref', 'object_attributes.ref']],
    ['action', 'Action', 'string', 'open', ['object_attributes.action', 'action']],
    ['state', 'State', 'string', 'opened', ['object_attributes.state', 'object_attributes.status']],
    [
      'number',
      'Number',
      'integer',
      42,
      ['object_attributes.iid', 'merge_request.iid', 'issue.iid'],
    ],
    ['source_branch', 'Source Branch', 'string', 'round-totals', 'object_attributes.source_branch'],
    ['target_branch', 'Target Branch', 'string', 'main', 'object_attributes.target_branch'],
    ['commits', 'Commits', 'integer', 1, 'total_commits_count'],
    [
      'checkout_sha',
      'Checkout SHA',
      'string',
      'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
      'checkout_sha',
    ],
    ['duration', 'Duration (Seconds)', 'integer', 63, 'object_attributes.duration'],
    ['label', 'Label', 'string', 'bug', 'labels.0.title'],
    ['assignee', 'Assignee', 'string', 'john', 'assignees.0.username'],
    ['tag', 'Tag', 'string', 'v1.2.0', 'tag'],
  ]),
};
