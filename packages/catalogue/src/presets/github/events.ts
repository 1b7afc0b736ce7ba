import type { Condition } from '../../definition/expression.ts';
import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const REPOSITORY: TemplateObject = {
  id: 1296269,
  name: 'octo-repo',
  full_name: 'octo-org/octo-repo',
  html_url: 'https://github.com/octo-org/octo-repo',
};
const AROUND: TemplateObject = {
  repository: REPOSITORY,
  organization: { id: 9919, login: 'octo-org' },
  sender: { id: 583231, login: 'octocat', type: 'User' },
};

const issue: TemplateObject = {
  id: { $number: '{sequence+3000000000}' },
  number: { $number: '{sequence}' },
  title: 'Checkout fails with a coupon',
  body: 'The total is negative.',
  state: 'open',
  user: { id: 583231, login: 'octocat' },
  labels: [{ id: 208045946, name: 'bug' }],
  html_url: 'https://github.com/octo-org/octo-repo/issues/{sequence}',
  created_at: '{at-60:seconds}',
  updated_at: '{at:seconds}',
};

/** The most used ones. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  push: documentedEvent('Push', 'commits or tags are pushed', {
    ref: 'refs/heads/main',
    before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    after: 'a10867b14bb761a232cd80139fbd4c0d{sequence:8}',
    compare: 'https://github.com/octo-org/octo-repo/compare/6113728f27ae...{sequence:12}',
    head_commit: {
      id: 'a10867b14bb761a232cd80139fbd4c0d{sequence:8}',
      message: 'Round totals up',
      timestamp: '{at:offset}',
      author: { name: 'Octo Cat', email: 'octocat@example.com' },
    },
    pusher: { name: 'octocat', email: 'octocat@example.com' },
    ...AROUND,
  }),
  pull_request: documentedEvent('Pull Request', 'a pull request is opened, changed or closed', {
    action: { $oneOf: ['opened', 'closed'] },
    number: { $number: '{sequence}' },
    pull_request: {
      id: { $number: '{sequence+2000000000}' },
      number: { $number: '{sequence}' },
      title: 'Round totals up',
      body: 'Fixes the negative total.',
      state: { $oneOf: ['open', 'closed'] },
      merged: { $oneOf: [false, true] },
      user: { id: 583231, login: 'octocat' },
      head: { ref: 'round-totals', sha: 'a10867b14bb761a232cd80139fbd4c0d33264240' },
      base: { ref: 'main', sha: '6113728f27ae82c7b1a177c8d03f9e96e0adf246' },
      html_url: 'https://github.com/octo-org/octo-repo/pull/{sequence}',
      created_at: '{at-60:seconds}',
      updated_at: '{at:seconds}',
    },
    ...AROUND,
  }),
  issues: documentedEvent('Issue', 'an issue is opened, changed or closed', {
    action: 'opened',
    issue,
    ...AROUND,
  }),
  issue_comment: documentedEvent('Comment', 'somebody comments on an issue or pull request', {
    action: 'created',
    issue,
    comment: {
      id: { $number: '{sequence+4000000000}' },
      body: 'I can see this too.',
      user: { id: 1, login: 'hubot' },
      html_url:
        'https://github.com/octo-org/octo-repo/issues/{sequence}#issuecomment-{sequence+4000000000}',
      created_at: '{at:seconds}',
      updated_at: '{at:seconds}',
    },
    ...AROUND,
  }),
  release: documentedEvent('Release', 'a release is published or changed', {
    action: 'published',
    release: {
      id: { $number: '{sequence+5000000}' },
      tag_name: 'v1.{sequence}.0',
      name: 'Version 1.{sequence}',
      body: 'Totals are right again.',
      draft: false,
      prerelease: false,
      html_url: 'https://github.com/octo-org/octo-repo/releases/tag/v1.{sequence}.0',
      published_at: '{at:seconds}',
    },
    ...AROUND,
  }),
  workflow_run: documentedEvent('Workflow Run', 'a run of a workflow starts or ends', {
    action: 'completed',
    workflow_run: {
      id: { $number: '{sequence+9000000000}' },
      name: 'CI',
      display_title: 'Round totals up',
      run_number: { $number: '{sequence}' },
      event: 'push',
      status: 'completed',
      conclusion: { $oneOf: ['success', 'failure'] },
      head_branch: 'main',
      html_url: 'https://github.com/octo-org/octo-repo/actions/runs/{sequence+9000000000}',
      created_at: '{at-10:seconds}',
      updated_at: '{at:seconds}',
    },
    ...AROUND,
  }),
};

/** Sent once, when a webhook is made. */
export const PING: EventDefinition & { readonly type: string; readonly when: Condition } = {
  type: 'ping',
  label: 'Ping',
  description: 'Triggers when a webhook is made.',
  status: 'documented',
  when: { value: { header: 'x-github-event' }, is: 'ping' },
  sample: {
    zen: 'Design for failure.',
    hook_id: { $number: '{sequence+109948940}' },
    hook: { type: 'Repository', id: { $number: '{sequence+109948940}' }, active: true },
    ...AROUND,
  },
};
