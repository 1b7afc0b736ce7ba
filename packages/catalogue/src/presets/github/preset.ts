import type { DefinitionInput } from '../../definition/complete.ts';

const WEBHOOKS = 'https://docs.github.com/en/webhooks';

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
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
  signsWhen: 'GitHub signs only if a secret is entered at the webhook: enter one.',
  registration: { kind: 'by-hand', secretFrom: 'user', secretLabel: 'Secret' },
  eventType: { header: 'x-github-event' },
  identity: [
    // The same for every redelivery of an event. It is not signed, but neither is it a secret's.
    { parts: [{ header: 'x-github-delivery' }] },
    { parts: [{ digestWithout: [] }] },
  ],
  common: {
    title: ['pull_request.title', 'issue.title', 'release.name', 'head_commit.message'],
    url: [
      'pull_request.html_url',
      'issue.html_url',
      'release.html_url',
      'compare',
      'repository.html_url',
    ],
    subject_id: ['pull_request.id', 'issue.id', 'release.id', 'head_commit.id'],
    contact_name: 'sender.login',
  },
  fields: [
    {
      key: 'action',
      label: 'Action',
      type: 'string',
      sample: 'opened',
      status: 'documented',
      from: 'action',
    },
    {
      key: 'repository',
      label: 'Repository',
      type: 'string',
      sample: 'octo-org/octo-repo',
      status: 'documented',
      from: 'repository.full_name',
    },
    {
      key: 'sender',
      label: 'Sender',
      type: 'string',
      sample: 'octocat',
      status: 'documented',
      from: 'sender.login',
    },
    {
      key: 'ref',
      label: 'Ref',
      type: 'string',
      sample: 'refs/heads/main',
      status: 'documented',
      from: 'ref',
    },
  ],
};
