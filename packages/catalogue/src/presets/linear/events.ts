import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const notice = (
  type: string,
  action: string,
  data: TemplateObject,
  more: TemplateObject = {},
): TemplateObject => ({
  action,
  type,
  createdAt: '{at}',
  organizationId: '0cbac1a1-2f5b-4f5b-9bd6-4a1d5c7a8b11',
  url: 'https://linear.app/acme/issue/ENG-{sequence}/checkout-fails',
  actor: { id: 'b5ea5f1f', type: 'user', name: 'Jane Smith', email: 'jane@acme.example' },
  data,
  ...more,
  webhookTimestamp: { $number: '{at:epoch}' },
  webhookId: '000042e3-d123-4980-b49f-8e140eef9329',
});

const issue: TemplateObject = {
  id: 'issue-{sequence:8}',
  identifier: 'ENG-{sequence}',
  number: { $number: '{sequence}' },
  title: 'Checkout fails',
  description: 'The total is negative.',
  priority: 2,
  priorityLabel: 'High',
  dueDate: null,
  createdAt: '{at-60}',
  updatedAt: '{at}',
  stateId: 'state-started',
  state: { id: 'state-started', name: 'In Progress', type: 'started' },
  team: { id: 'team-1', key: 'ENG', name: 'Engineering' },
  projectId: 'project-1',
  project: { id: 'project-1', name: 'Checkout' },
  assignee: { id: 'user-2', name: 'John Doe' },
  labels: [{ id: 'label-1', name: 'Bug', color: '#eb5757' }],
};

/** The most used ones. https://linear.app/developers/webhooks */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'Issue.create': documentedEvent(
    'Issue Created',
    'an issue is made',
    notice('Issue', 'create', issue),
  ),
  'Issue.update': documentedEvent(
    'Issue Updated',
    'an issue is changed',
    notice('Issue', 'update', issue, {
      updatedFrom: { stateId: 'state-unstarted', updatedAt: '{at-60}' },
    }),
  ),
  'Issue.remove': documentedEvent(
    'Issue Removed',
    'an issue is deleted',
    notice('Issue', 'remove', issue),
  ),
  'Comment.create': documentedEvent(
    'Comment Created',
    'somebody comments on an issue',
    notice('Comment', 'create', {
      id: 'comment-{sequence:8}',
      body: 'I can see this too.',
      createdAt: '{at}',
      updatedAt: '{at}',
      issueId: 'issue-{sequence:8}',
      issue: {
        id: 'issue-{sequence:8}',
        identifier: 'ENG-{sequence}',
        title: 'Checkout fails',
      },
      userId: 'b5ea5f1f',
    }),
  ),
  'Project.update': documentedEvent(
    'Project Updated',
    'a project is changed',
    notice('Project', 'update', {
      id: 'project-{sequence:8}',
      name: 'Checkout',
      description: 'A checkout that adds up.',
      createdAt: '{at-4320}',
      updatedAt: '{at}',
    }),
  ),
};
