import { fromApi } from '../../entities/input.ts';
import { REPLAY, REPLAY_STATES } from '../../entities/replay.ts';
import type { ReplayInput } from '../../services/replays/start.ts';
import { replayView } from '../../services/views.ts';
import { inputColumns } from '../columns.ts';
import {
  type Answer,
  type Audit,
  type Call,
  listAnswer,
  type Operation,
  operation,
  type PageQuery,
  pageRequest,
  type Schema,
  timeOf,
} from '../operation.ts';
import { list, object, oneOf, PAGE_QUERY, pageOf, ref, TIME } from '../schemas.ts';

const tag = 'Replays';
const missing = 'replay_not_found';

type States = ReplayInput['states'];

interface ReplayBody extends Readonly<Record<string, unknown>> {
  readonly since?: string;
  readonly until?: string;
  readonly states?: States;
  readonly dry_run?: boolean;
  readonly cursor?: string;
}

const { 'subscription_id?': SUBSCRIPTION_ID, ...CHOICE } = inputColumns(REPLAY, 'new');

/** @param states those that are meant where none is given */
const bodyOf = (states: States, more: Readonly<Record<string, Schema>> = {}): Schema =>
  object({
    ...more,
    ...CHOICE,
    'since?': { ...TIME, description: 'Only events received since then; absent: all kept ones.' },
    'until?': { ...TIME, description: 'Only events received before then; absent: until now.' },
    'states?': {
      ...list(oneOf(REPLAY_STATES), REPLAY_STATES.length),
      minItems: 1,
      description: `Deliveries that failed or were delivered, and those that a subscription never got although its filter fits; absent: ${states.join(', ')}.`,
    },
    'dry_run?': { type: 'boolean', description: 'Only count; nothing is delivered.' },
    'cursor?': {
      ...(PAGE_QUERY['cursor?'] as Schema),
      description: 'Of a dry run: next_cursor of the one before.',
    },
  });

const ANSWERS = {
  200: { description: 'The replay, or with dry_run what it would do.', schema: ref('ReplayStart') },
};

const ABOUT =
  'Events of the past are delivered in the background, in order of arrival, as any other: signed, with retries, by the limits of the subscription. These deliveries have the headers signal-hooks-replayed-at and signal-hooks-replay-signature. One that is pending is left as it is, and an event whose payload is not kept any more is passed over and counted. A dry run counts for a second at most and answers with how far it came; go on until next_cursor is null.';

/** Starts a replay, or counts what it would do. */
async function start({ deps }: Call, body: ReplayBody, input: ReplayInput): Promise<Answer> {
  const { replays } = deps.services;
  if (body.dry_run !== true) {
    const replay = await replays.start(input);
    return { status: 200, body: { replay: replayView({ replay, pending: 0 }), count: null } };
  }
  const { next, withoutPayload, ...counts } = await replays.count(input, body.cursor ?? null);
  const count = { ...counts, without_payload: withoutPayload, next_cursor: next };
  return { status: 200, body: { replay: null, count } };
}

const inputOf = (body: ReplayBody, states: States): ReplayInput => ({
  ...fromApi(REPLAY, body),
  since: timeOf(body.since),
  until: timeOf(body.until),
  states: body.states ?? states,
});

/** A dry run changes nothing. */
const REPLAY_START: Audit = {
  kind: 'replay',
  changes: ({ body }) => (body as ReplayBody).dry_run !== true,
  idFrom: () => null,
  madeId: ({ body }) => (body as { readonly replay: { readonly id: string } }).replay.id,
};

/** What can be done with bulk replays. */
export const REPLAY_OPERATIONS: readonly Operation[] = [
  operation<unknown, ReplayBody>({
    method: 'post',
    path: '/v1/replays',
    operationId: 'startReplay',
    audit: REPLAY_START,
    tag,
    summary: 'Deliver many events once more',
    description: ABOUT,
    access: 'deliveries:write',
    body: bodyOf(['failed'], { 'subscription_id?': SUBSCRIPTION_ID as Schema }),
    isBodyOptional: true,
    answers: ANSWERS,
    errors: ['conflict', 'subscription_not_found'],
    handle: (call) => start(call, call.body, inputOf(call.body, ['failed'])),
  }),
  operation<unknown, ReplayBody>({
    method: 'post',
    path: '/v1/subscriptions/{id}/backfill',
    operationId: 'backfillSubscription',
    audit: REPLAY_START,
    tag,
    summary: 'Deliver to a subscription what came before it',
    description: ABOUT,
    access: 'subscriptions:write',
    missing: 'subscription_not_found',
    body: bodyOf(['never_sent']),
    isBodyOptional: true,
    answers: ANSWERS,
    errors: ['conflict'],
    handle: (call) =>
      start(call, call.body, { ...inputOf(call.body, ['never_sent']), subscriptionId: call.id }),
  }),
  operation<PageQuery>({
    method: 'get',
    path: '/v1/replays',
    operationId: 'listReplays',
    tag,
    summary: 'Bulk replays, newest first',
    description: 'Those that ended are kept for 30 days.',
    access: 'deliveries:read',
    query: object(PAGE_QUERY),
    answers: { 200: { description: 'A page of replays.', schema: pageOf('Replay') } },
    handle: async ({ deps, query }) =>
      listAnswer(await deps.services.replays.list(pageRequest(query)), replayView),
  }),
  operation({
    method: 'get',
    path: '/v1/replays/{id}',
    operationId: 'getReplay',
    tag,
    summary: 'One bulk replay, with how far it has come',
    access: 'deliveries:read',
    missing,
    answers: { 200: { description: 'The replay.', schema: ref('Replay') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: replayView(await deps.services.replays.get(id)),
    }),
  }),
  operation({
    method: 'post',
    path: '/v1/replays/{id}/cancel',
    operationId: 'cancelReplay',
    audit: 'replay',
    tag,
    summary: 'Stop a bulk replay',
    description:
      'What of it was not attempted yet is taken back: a delivery made once more is again what it was, and one made for the first time is gone. Doing it twice is fine.',
    access: 'deliveries:write',
    missing,
    answers: { 200: { description: 'The replay.', schema: ref('Replay') } },
    handle: async ({ deps, id }) => ({
      status: 200,
      body: replayView(await deps.services.replays.cancel(id)),
    }),
  }),
];
