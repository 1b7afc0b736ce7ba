import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const AROUND: TemplateObject = {
  user: { id: 1, name: 'Jane Smith', username: 'jane', email: 'jane@acme.example' },
  project: {
    id: 15,
    name: 'Shop',
    path_with_namespace: 'acme/shop',
    web_url: 'https://gitlab.com/acme/shop',
  },
};

/** The most used ones. https://docs.gitlab.com/user/project/integrations/webhook_events/ */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  push: documentedEvent('Push', 'commits are pushed', {
    object_kind: 'push',
    event_name: 'push',
    before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
    after: 'da1560886d4f094c3e6c9ef40349f7d3{sequence:8}',
    ref: 'refs/heads/main',
    checkout_sha: 'da1560886d4f094c3e6c9ef40349f7d3{sequence:8}',
    user_id: 1,
    user_name: 'Jane Smith',
    user_username: 'jane',
    user_email: 'jane@acme.example',
    project_id: 15,
    project: AROUND.project ?? null,
    commits: [
      {
        id: 'da1560886d4f094c3e6c9ef40349f7d3{sequence:8}',
        title: 'Round totals up',
        message: 'Round totals up\n\nThey were negative.',
        timestamp: '{at:offset}',
        url: 'https://gitlab.com/acme/shop/-/commit/da1560886d4f094c3e6c9ef40349f7d3{sequence:8}',
      },
    ],
    total_commits_count: 1,
  }),
  merge_request: documentedEvent(
    'Merge Request',
    'a merge request is opened, changed, merged or closed',
    {
      object_kind: 'merge_request',
      event_type: 'merge_request',
      ...AROUND,
      object_attributes: {
        id: { $number: '{sequence+90000000}' },
        iid: { $number: '{sequence}' },
        title: 'Round totals up',
        description: 'They were negative.',
        state: 'opened',
        action: 'open',
        source_branch: 'round-totals',
        target_branch: 'main',
        url: 'https://gitlab.com/acme/shop/-/merge_requests/{sequence}',
        created_at: '{at-60:seconds}',
        updated_at: '{at:seconds}',
      },
      labels: [{ id: 206, title: 'bug' }],
      assignees: [{ id: 6, name: 'John Doe', username: 'john' }],
    },
  ),
  issue: documentedEvent('Issue', 'an issue is opened, changed or closed', {
    object_kind: 'issue',
    event_type: 'issue',
    ...AROUND,
    object_attributes: {
      id: { $number: '{sequence+80000000}' },
      iid: { $number: '{sequence}' },
      title: 'Checkout fails',
      description: 'The total is negative.',
      state: 'opened',
      action: 'open',
      url: 'https://gitlab.com/acme/shop/-/issues/{sequence}',
      created_at: '{at:seconds}',
      updated_at: '{at:seconds}',
    },
    labels: [{ id: 206, title: 'bug' }],
  }),
  note: documentedEvent('Comment', 'somebody comments', {
    object_kind: 'note',
    event_type: 'note',
    ...AROUND,
    object_attributes: {
      id: { $number: '{sequence+70000000}' },
      note: 'I can see this too.',
      noteable_type: 'MergeRequest',
      action: 'create',
      url: 'https://gitlab.com/acme/shop/-/merge_requests/1#note_{sequence+70000000}',
      created_at: '{at:plain} UTC',
      updated_at: '{at:plain} UTC',
    },
    merge_request: { id: 90000001, iid: 1, title: 'Round totals up' },
  }),
  pipeline: documentedEvent('Pipeline', 'the status of a pipeline changes', {
    object_kind: 'pipeline',
    ...AROUND,
    object_attributes: {
      id: { $number: '{sequence+60000000}' },
      iid: { $number: '{sequence}' },
      ref: 'main',
      status: { $oneOf: ['success', 'failed'] },
      duration: 63,
      created_at: '{at-2:plain} UTC',
      finished_at: '{at:plain} UTC',
      url: 'https://gitlab.com/acme/shop/-/pipelines/{sequence+60000000}',
    },
  }),
};
