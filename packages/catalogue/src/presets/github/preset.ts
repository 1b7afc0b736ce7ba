import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { SECOND } from '../waits.ts';
import { EVENTS, PING } from './events.ts';

const WEBHOOKS = 'https://docs.github.com/en/webhooks';
const VALIDATING = `${WEBHOOKS}/using-webhooks/validating-webhook-deliveries`;
const PAYLOADS = `${WEBHOOKS}/webhook-events-and-payloads`;
const PRACTICES = `${WEBHOOKS}/using-webhooks/best-practices-for-using-webhooks`;
const FAILED = `${WEBHOOKS}/using-webhooks/handling-failed-webhook-deliveries`;

/**
 * GitHub: repositories, organizations and apps.
 *
 * 1. HMAC-SHA256 of the body, in hex behind `sha256=`. `X-Hub-Signature`, SHA-1, is of the past.
 * 2. A form’s parameter `payload` is the JSON; what is signed is the form as it came.
 * 3. No time is signed.
 *
 * Identity: `X-GitHub-Delivery`, which GitHub names for this and keeps when a delivery is made again.
 * The signature does not cover it: whoever has captured a signed request could send it once more
 * under another id. A digest would not let them, but a payload can truly recur.
 */
export const definition: DefinitionInput = {
  id: 'github',
  name: 'GitHub',
  description: 'Events of repositories, organizations and apps.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something happens on GitHub' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-hub-signature-256',
    encoding: 'hex',
    prefix: 'sha256=',
  },
  body: { accepts: ['json', 'form'] },
  signsWhen: 'GitHub signs only if a secret is entered at the webhook: enter one.',
  registration: { kind: 'by-hand', secretFrom: 'user', secretLabel: 'Secret' },
  evidence: {
    signature: { status: 'documented', source: VALIDATING },
    eventType: { status: 'documented', source: `${PAYLOADS}#delivery-headers` },
    identity: { status: 'documented', source: `${PRACTICES}#use-the-x-github-delivery-header` },
    occurredAt: { status: 'assumed', source: PAYLOADS },
    delivery: { status: 'documented', source: FAILED },
  },
  policy: {
    timeoutMs: 10 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [],
    disableAfter: null,
    notes: [
      'Documented: GitHub does not try a failed delivery again by itself; you can, for three days, in the screens or by the API.',
    ],
  },
  wire: {
    userAgent: 'GitHub-Hookshot/044aadd',
    encoding: 'compact',
    headers: { 'x-github-event': '{type}', 'x-github-delivery': '{deliveryId}' },
  },
  events: EVENTS,
  ping: PING,
  eventType: { header: 'x-github-event' },
  identity: [{ parts: [{ header: 'x-github-delivery' }] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: [
      'review.submitted_at',
      'comment.updated_at',
      'pull_request.updated_at',
      'issue.updated_at',
      'release.published_at',
      'workflow_run.updated_at',
      'head_commit.timestamp',
    ],
    title: [
      'pull_request.title',
      'issue.title',
      'release.name',
      'workflow_run.display_title',
      'head_commit.message',
    ],
    summary: [
      'review.body',
      'comment.body',
      'pull_request.body',
      'issue.body',
      'release.body',
      'head_commit.message',
    ],
    url: [
      'review.html_url',
      'comment.html_url',
      'pull_request.html_url',
      'issue.html_url',
      'release.html_url',
      'workflow_run.html_url',
      'compare',
      'repository.html_url',
    ],
    project_id: 'repository.id',
    contact_name: 'sender.login',
    subject_type: [
      { when: { exists: 'pull_request.id' }, use: { text: 'pull_request' } },
      { when: { exists: 'issue.id' }, use: { text: 'issue' } },
      { when: { exists: 'release.id' }, use: { text: 'release' } },
      { when: { exists: 'workflow_run.id' }, use: { text: 'workflow_run' } },
      { when: { exists: 'head_commit.id' }, use: { text: 'commit' } },
    ],
    subject_id: ['pull_request.id', 'issue.id', 'release.id', 'workflow_run.id', 'head_commit.id'],
  },
  people: 'colleagues',
  fields: fieldTable([
    ['action', 'Action', 'string', 'opened', 'action'],
    ['repository', 'Repository', 'string', 'octo-org/octo-repo', 'repository.full_name'],
    ['organization', 'Organization', 'string', 'octo-org', 'organization.login'],
    ['sender', 'Sender', 'string', 'octocat', 'sender.login'],
    [
      'number',
      'Number',
      'integer',
      42,
      ['pull_request.number', 'issue.number', 'workflow_run.run_number'],
    ],
    ['state', 'State', 'string', 'open', ['review.state', 'pull_request.state', 'issue.state']],
    ['author', 'Author', 'string', 'octocat', ['pull_request.user.login', 'issue.user.login']],
    ['merged', 'Merged', 'boolean', false, 'pull_request.merged'],
    ['label', 'Label', 'string', 'bug', ['label.name', 'issue.labels.0.name']],
    ['ref', 'Ref', 'string', 'refs/heads/main', 'ref'],
    [
      'branch',
      'Branch',
      'string',
      'feature-1',
      ['pull_request.head.ref', 'workflow_run.head_branch'],
    ],
    ['before', 'Before', 'string', '6113728f27ae82c7b1a177c8d03f9e96e0adf246', 'before'],
    ['after', 'After', 'string', 'a10867b14bb761a232cd80139fbd4c0d33264240', 'after'],
    ['tag', 'Tag', 'string', 'v1.2.0', 'release.tag_name'],
    ['workflow', 'Workflow', 'string', 'CI', 'workflow_run.name'],
    ['conclusion', 'Conclusion', 'string', 'success', 'workflow_run.conclusion'],
  ]),
};
