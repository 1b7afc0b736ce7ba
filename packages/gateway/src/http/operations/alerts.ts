import { ALERT_RULE } from '../../entities/alert-rule.ts';
import { fromApi } from '../../entities/input.ts';
import { MAX_TARGET_URL } from '../../net/safe-connector.ts';
import { CHANNEL_KINDS } from '../../services/alerts/channel.ts';
import type { NewChannel } from '../../services/alerts/channels.ts';
import { alertView, channelView, ruleView } from '../../services/alerts/views.ts';
import { inputColumns } from '../columns.ts';
import {
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
} from '../operation.ts';
import { anyText, list, object, oneOf, PAGE_QUERY, pageOf, ref, text } from '../schemas.ts';

const tag = 'Alerts';

const ALERTS: readonly Operation[] = [
  operation<PageQuery & { state?: 'open' | 'closed' }>({
    method: 'get',
    path: '/v1/alerts',
    operationId: 'listAlerts',
    tag,
    summary: 'Alerts, the latest opened first',
    description: 'They are kept for 30 days after they are over.',
    access: 'alerts:read',
    query: object({ ...PAGE_QUERY, 'state?': oneOf(['open', 'closed']) }),
    answers: { 200: { description: 'A page of alerts.', schema: pageOf('Alert') } },
    handle: async ({ deps, query }) => {
      const { state = null } = query;
      const page = await deps.services.alerts.list({ state }, pageRequest(query));
      return listAnswer(page, (alert) => alertView(alert, deps.config.publicUrl));
    },
  }),
  operation({
    method: 'get',
    path: '/v1/alerts/{id}',
    operationId: 'getAlert',
    tag,
    summary: 'One alert',
    access: 'alerts:read',
    missing: 'alert_not_found',
    answers: { 200: { description: 'The alert.', schema: ref('Alert') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: alertView(await deps.services.alerts.get(id), deps.config.publicUrl),
    }),
  }),
];

const RULES: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/alert-rules',
    operationId: 'listAlertRules',
    tag,
    summary: 'What is watched, and what was set for it',
    description: 'It is always one page.',
    access: 'alerts:read',
    answers: { 200: { description: 'All rules.', schema: pageOf('AlertRule') } },
    handle: async ({ deps }) =>
      listAnswer({ items: await deps.services.alerts.rules(), next: null }, ruleView),
  }),
  operation<unknown, Readonly<Record<string, unknown>>>({
    method: 'patch',
    path: '/v1/alert-rules/{id}',
    operationId: 'updateAlertRule',
    audit: 'alert_rule',
    tag,
    summary: 'Switch a rule off or on, or change when it fires',
    access: 'alerts:write',
    missing: 'alert_rule_not_found',
    body: object(inputColumns(ALERT_RULE, 'always'), { minProperties: 1 }),
    answers: { 200: { description: 'The rule.', schema: ref('AlertRule') } },
    handle: async ({ deps, id, body }) => ({
      status: 200,
      body: ruleView(await deps.services.alerts.changeRule(id, fromApi(ALERT_RULE, body))),
    }),
  }),
];

const CHANNELS: readonly Operation[] = [
  operation({
    method: 'get',
    path: '/v1/alert-channels',
    operationId: 'listAlertChannels',
    tag,
    summary: 'Where alerts go, and how sending goes',
    description:
      'Every subscription to the provider alerts is one of them, of the kind hook. It is always one page.',
    access: 'alerts:read',
    answers: { 200: { description: 'All channels.', schema: pageOf('AlertChannel') } },
    handle: async ({ deps }) =>
      listAnswer({ items: await deps.services.alerts.channels(), next: null }, channelView),
  }),
  operation<unknown, NewChannel>({
    method: 'post',
    path: '/v1/alert-channels',
    operationId: 'createAlertChannel',
    audit: 'alert_channel',
    tag,
    summary: 'Send alerts somewhere',
    description:
      'hook: each alert is a signed delivery when it opens and when it closes, the same as a subscription to the provider alerts. slack: a message for people, by an incoming webhook. email: the same by e-mail, where the gateway has a mail server (SIGNAL_HOOKS_SMTP_URL). What changes at the same time is one message.',
    access: 'alerts:write',
    body: object({
      kind: oneOf(CHANNEL_KINDS),
      'name?': anyText(100),
      'url?': text(MAX_TARGET_URL, 'Of a hook or of Slack’s incoming webhook. Never shown again.'),
      'to?': list(text(254, 'An e-mail address.'), 20),
    }),
    answers: {
      201: { description: 'The channel.', schema: ref('AlertChannelWithSecret') },
    },
    errors: ['target_forbidden', 'conflict'],
    handle: async ({ deps, body }) => {
      const { channel, secret } = await deps.services.alerts.addChannel(body);
      return { status: 201, body: { ...channelView(channel), secret } };
    },
  }),
  operation({
    method: 'delete',
    path: '/v1/alert-channels/{id}',
    operationId: 'deleteAlertChannel',
    audit: 'alert_channel',
    tag,
    summary: 'Send no more alerts there',
    access: 'alerts:write',
    missing: 'alert_channel_not_found',
    answers: { 204: { description: 'It is gone.' } },
    handle: async ({ deps, id }) => {
      await deps.services.alerts.removeChannel(id);
      return { status: 204 };
    },
  }),
  operation({
    method: 'post',
    path: '/v1/alert-channels/{id}/test',
    operationId: 'testAlertChannel',
    audit: 'alert_channel',
    tag,
    summary: 'Send a test there, once',
    description: 'Answers 200 whether or not it was taken.',
    access: 'alerts:write',
    missing: 'alert_channel_not_found',
    answers: { 200: { description: 'What came of it.', schema: ref('AlertChannelTest') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: { ...(await deps.services.alerts.testChannel(id)) },
    }),
  }),
];

/** What can be done with alerts. */
export const ALERT_OPERATIONS: readonly Operation[] = [...ALERTS, ...RULES, ...CHANNELS];
