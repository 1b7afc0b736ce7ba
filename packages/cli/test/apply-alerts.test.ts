/** Rules and channels of alerts in a gateway's configuration file, with the real command. */
import { writeFileSync } from 'node:fs';
import { type Outcome, runCli } from '../../../test/support/cli.ts';
import { changes, ENV, FILE, SAME, useApplyFolder } from './apply-fixture.ts';

const { path, at, apply } = useApplyFolder();

const ALERTS = `${FILE}
alerts:
  rules:
    - { rule: subscription_failing, threshold: 30, subscriptions: [n8n] }
    - { rule: source_silent, is_on: false }
  channels:
    - { name: ops, kind: slack, url: { env: SLACK_URL } }
    - { name: night, kind: email, to: [ops@example.com, night@example.com] }
`;
const SLACK = 'https://hooks.slack.com/services/secret-path-of-slack';
/** What e-mail needs. */
const MAIL = {
  SIGNAL_HOOKS_SMTP_URL: 'smtp://mail.example.com:587',
  SIGNAL_HOOKS_SMTP_FROM: 'hooks@example.com',
};

/** Applies a file, or writes one, with these variables besides. */
const runWith = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome> =>
  runCli([...args, '--data', 'data'], { cwd: path(), env: { ...ENV, ...MAIL, ...env } });

test('rules of alerts and channels are set, changed, exported and removed', async () => {
  const applied = (text: string, ...args: string[]): Promise<Outcome> => {
    writeFileSync(at('gateway.yaml'), text);
    return runWith({ SLACK_URL: SLACK }, 'apply', 'gateway.yaml', ...args);
  };
  const dry = await applied(ALERTS, '--create', '--dry-run');
  expect([dry.code, dry.stderr]).toEqual([0, '']);
  expect(
    dry.stdout.slice(dry.stdout.indexOf('~ alert rule')),
  ).toBe(`~ alert rule subscription_failing
    threshold: none → 30
    subscriptions: none → n8n
~ alert rule source_silent
    is_on: true → false
+ alert channel ops
    kind: slack
+ alert channel night
    kind: email
    to: ops@example.com, night@example.com
`);
  const first = await applied(ALERTS);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(first.stdout).not.toContain('secret-path');
  // The address of Slack is not asked for again.
  expect((await runWith({}, 'apply', 'gateway.yaml')).stdout).toBe(SAME);

  const { stdout: exported } = await runWith({}, 'export');
  expect(exported).toContain(`alerts:
  rules:
    - rule: subscription_failing
      threshold: 30
      subscriptions:
        - n8n
    - rule: source_silent
      is_on: false
  channels:
    - name: ops
      kind: slack
      url:
        env: OPS_URL
    - name: night
      kind: email
      to:
        - ops@example.com
        - night@example.com
`);
  expect(exported).not.toContain('hooks.slack.com');
  const next = changes(
    ALERTS,
    ['threshold: 30, subscriptions: [n8n]', 'threshold: null, subscriptions: []'],
    ['    - { name: ops, kind: slack, url: { env: SLACK_URL } }\n', ''],
    ['ops@example.com, night@', 'night@'],
  );
  const pruned = await applied(next, '--prune', '--dry-run');
  expect(pruned.stdout.replace(/ach_\w+/, 'its id')).toBe(`~ alert rule subscription_failing
    threshold: 30 → none
    subscriptions: n8n → none
~ alert channel night
    to: ops@example.com, night@example.com → night@example.com
- alert channel ops
    its id
    no alerts are sent there any more
`);
  expect(
    (await applied(next, '--prune', '--yes')).stdout.match(/✔ (changed|removed)/g),
  ).toHaveLength(3);
  expect((await applied(next, '--prune')).stdout).toBe(SAME);
  // Where a file says nothing of alerts, they are left as they are.
  expect((await applied(FILE, '--prune')).stdout).toBe(SAME);
  const { stdout: channels } = await runWith({}, 'alerts', 'channels', '--json');
  expect(JSON.parse(channels)).toMatchObject([{ name: 'night', target: 'night@example.com' }]);
}, 180_000);

test.each([
  [
    'rules: [{ rule: subscription_fails }]',
    'alerts.rules.0.rule: There is no such rule. Did you mean "subscription_failing"?',
  ],
  [
    'rules: [{ rule: delivery_late, subscriptions: [n9n] }]',
    'alerts.rules.0.subscriptions.0: No subscription in this file has this name. Did you mean "n8n"?',
  ],
  [
    'rules: [{ rule: delivery_late, sources: [Alarms] }]',
    'alerts.rules.0.sources: This rule is about a subscription. Leave it out.',
  ],
  [
    'rules: [{ rule: registration_lost, threshold: 5 }]',
    'alerts.rules.0.threshold: This rule has none. Leave it out.',
  ],
  [
    'rules: [{ rule: delivery_late }, { rule: delivery_late }]',
    'alerts.rules.1.rule: Another entry is about this rule too.',
  ],
  [
    'channels: [{ name: ops, kind: slack, url: "https://hooks.slack.com/plain-secret" }]',
    'alerts.channels.0.url: Give an object. Write { env: NAME } or { file: path } of Slack',
  ],
  [
    'channels: [{ name: ops, kind: email }]',
    'alerts.channels.0: A channel of the kind email needs "to".',
  ],
])('what is wrong with alerts is said by line and path: %j', async (text, message) => {
  const { code, stderr, stdout } = await apply(`${FILE}\nalerts:\n  ${text}\n`, '--create');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('plain-secret');
});
