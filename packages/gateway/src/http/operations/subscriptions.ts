import type { Subscription } from '../../domain.ts';
import { fromApi } from '../../entities/input.ts';
import { SUBSCRIPTION } from '../../entities/subscription.ts';
import { MAX_TARGET_URL } from '../../net/safe-connector.ts';
import type { SubscriptionWithSecret } from '../../services/subscriptions/create.ts';
import type { SubscriptionInput } from '../../services/subscriptions/input.ts';
import { subscriptionView, testView } from '../../services/views.ts';
import { columnSchema, inputColumns } from '../columns.ts';
import {
  type Answer,
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  timeOf,
} from '../operation.ts';
import {
  ID_PARAMETER,
  object,
  oneOf,
  PAGE_QUERY,
  PROVIDER,
  pageOf,
  ref,
  TIME,
  text,
} from '../schemas.ts';

const tag = 'Subscriptions';
const missing = 'subscription_not_found';

/** A request's body; its stored fields are read by {@link inputOf}. */
interface SubscriptionBody extends Readonly<Record<string, unknown>> {
  readonly target_url?: string;
  readonly status?: 'active' | 'paused';
}

interface NewSubscriptionBody extends SubscriptionBody {
  readonly target_url: string;
  readonly secret?: string;
  readonly replace?: boolean;
  readonly since?: string;
}

const TARGET = text(MAX_TARGET_URL, 'Where deliveries go: an https:// address.');

/** What else is said about a subscription. */
const CHANGEABLE = inputColumns(SUBSCRIPTION, 'always');

function inputOf(body: SubscriptionBody): SubscriptionInput {
  const { target_url: targetUrl, status } = body;
  return {
    ...fromApi(SUBSCRIPTION, body),
    ...(targetUrl === undefined ? {} : { targetUrl }),
    ...(status === undefined ? {} : { status }),
  };
}

const rowAnswer = (row: Subscription): Answer => ({ status: 200, body: subscriptionView(row) });

const withSecret = (made: SubscriptionWithSecret, status: number): Answer => ({
  status,
  body: { ...subscriptionView(made.subscription), secret: made.secret },
});

const ROWS: readonly Operation[] = [
  operation<PageQuery & { source_id?: string; provider?: string; status?: Subscription['status'] }>(
    {
      method: 'get',
      path: '/v1/subscriptions',
      operationId: 'listSubscriptions',
      tag,
      summary: 'Subscriptions, newest first',
      description: 'Those that have ended are listed only with status=ended.',
      access: 'subscriptions:read',
      query: object({
        ...PAGE_QUERY,
        'source_id?': ID_PARAMETER,
        'provider?': PROVIDER,
        'status?': columnSchema(SUBSCRIPTION.status),
      }),
      answers: { 200: { description: 'A page of subscriptions.', schema: pageOf('Subscription') } },
      handle: async ({ deps, query }) => {
        const { source_id: sourceId = null, provider = null, status = null } = query;
        const { subscriptions } = deps.services;
        const page = await subscriptions.list({ sourceId, provider, status }, pageRequest(query));
        return listAnswer(page, (row) => subscriptionView(row, subscriptions.problemOf(row.id)));
      },
    },
  ),
  operation<unknown, NewSubscriptionBody>({
    method: 'post',
    path: '/v1/subscriptions',
    operationId: 'createSubscription',
    audit: 'subscription',
    tag,
    summary: 'Subscribe a REST hook',
    description: 'The secret that signs its deliveries (Standard Webhooks) is returned once.',
    access: 'subscriptions:write',
    body: object({
      target_url: TARGET,
      ...CHANGEABLE,
      // Fixed when it is made.
      ...inputColumns(SUBSCRIPTION, 'new'),
      'secret?': text(100, 'whsec_ and base64 of 24 to 64 bytes; made here if absent.'),
      'replace?': {
        type: 'boolean',
        description: 'Ends every other subscription with this target_url.',
      },
      'since?': {
        ...TIME,
        description:
          'Deliver the events received since then too: a backfill, of everything from then on.',
      },
    }),
    answers: { 201: { description: 'The subscription.', schema: ref('SubscriptionWithSecret') } },
    errors: ['target_forbidden'],
    handle: async ({ deps, body }) => {
      const made = await deps.services.subscriptions.create({
        ...inputOf(body),
        targetUrl: body.target_url,
        ...(body.secret === undefined ? {} : { secret: body.secret }),
        replace: body.replace ?? false,
        since: timeOf(body.since),
      });
      return withSecret(made, 201);
    },
  }),
  operation({
    method: 'get',
    path: '/v1/subscriptions/{id}',
    operationId: 'getSubscription',
    tag,
    summary: 'One subscription, also one that has ended',
    access: 'subscriptions:read',
    missing,
    answers: { 200: { description: 'The subscription.', schema: ref('Subscription') } },
    handle: async ({ deps, id }) => {
      const { subscriptions } = deps.services;
      const row = await subscriptions.get(id);
      return { status: 200, body: subscriptionView(row, subscriptions.problemOf(id)) };
    },
  }),
  operation<unknown, SubscriptionBody>({
    method: 'patch',
    path: '/v1/subscriptions/{id}',
    operationId: 'updateSubscription',
    audit: 'subscription',
    tag,
    summary: 'Change, pause or resume a subscription',
    access: 'subscriptions:write',
    missing,
    body: object(
      { 'target_url?': TARGET, ...CHANGEABLE, 'status?': oneOf(['active', 'paused']) },
      { minProperties: 1 },
    ),
    answers: { 200: { description: 'The subscription.', schema: ref('Subscription') } },
    errors: ['target_forbidden', 'conflict'],
    handle: async ({ deps, id, body }) =>
      rowAnswer(await deps.services.subscriptions.update(id, inputOf(body))),
  }),
  operation({
    method: 'delete',
    path: '/v1/subscriptions/{id}',
    operationId: 'deleteSubscription',
    audit: 'subscription',
    tag,
    summary: 'Unsubscribe',
    description: 'What is pending is cancelled. Doing it twice is fine.',
    access: 'subscriptions:write',
    missing,
    answers: { 204: { description: 'It has ended.' } },
    handle: async ({ deps, id }) => {
      await deps.services.subscriptions.end(id);
      return { status: 204 };
    },
  }),
];

const ACTIONS: readonly Operation[] = [
  operation<unknown, { grace_hours?: number }>({
    method: 'post',
    path: '/v1/subscriptions/{id}/rotate-secret',
    operationId: 'rotateSubscriptionSecret',
    audit: 'subscription',
    tag,
    summary: 'Make a new signing secret',
    description: 'Until the grace is over, deliveries carry a signature of the old one too.',
    access: 'subscriptions:write',
    missing,
    body: object({ 'grace_hours?': { type: 'number', minimum: 0, maximum: 168 } }),
    isBodyOptional: true,
    answers: { 200: { description: 'The subscription.', schema: ref('SubscriptionWithSecret') } },
    errors: ['conflict'],
    handle: async ({ deps, id, body }) => {
      const options = body.grace_hours === undefined ? {} : { graceHours: body.grace_hours };
      return withSecret(await deps.services.subscriptions.rotateSecret(id, options), 200);
    },
  }),
  operation({
    method: 'post',
    path: '/v1/subscriptions/{id}/test',
    operationId: 'testSubscription',
    audit: 'subscription',
    tag,
    summary: 'Send a sample to the target, once',
    description:
      'Answers 200 whether or not the target took it. Nothing is stored. The delivery has the headers signal-hooks-test and signal-hooks-test-signature, because its event is invented.',
    access: 'subscriptions:write',
    missing,
    answers: { 200: { description: 'What came of it.', schema: ref('SubscriptionTest') } },
    errors: ['conflict'],
    handle: async ({ deps, id }) => ({
      status: 200,
      body: testView(await deps.services.subscriptions.test(id)),
    }),
  }),
  operation<unknown, { since?: string }>({
    method: 'post',
    path: '/v1/subscriptions/{id}/recover',
    operationId: 'recoverSubscription',
    audit: 'subscription',
    tag,
    summary: 'Make it active again and replay what failed',
    access: 'subscriptions:write',
    missing,
    body: object({
      'since?': { ...TIME, description: 'Only events received since then; absent: all kept ones.' },
    }),
    isBodyOptional: true,
    answers: { 200: { description: 'How many are tried again.', schema: ref('Recovery') } },
    errors: ['conflict'],
    handle: async ({ deps, id, body }) => {
      const { subscriptions } = deps.services;
      const { subscription, replayed } = await subscriptions.recover(id, timeOf(body.since));
      return { status: 200, body: { subscription: subscriptionView(subscription), replayed } };
    },
  }),
];

/** What can be done with subscriptions. */
export const SUBSCRIPTION_OPERATIONS: readonly Operation[] = [...ROWS, ...ACTIONS];
