import { GatewayError } from '../../errors.ts';
import { type Operation, operation } from '../operation.ts';
import { object } from '../schemas.ts';

/** What changes, as it changes. */
export const STREAM_OPERATIONS: readonly Operation[] = [
  operation<{ readonly seconds?: number }>({
    method: 'get',
    path: '/v1/stream',
    operationId: 'streamNotices',
    tag: 'Gateway',
    summary: 'What changes, as it changes',
    description: [
      'Server-sent events with JSON objects, about a second after it happened, whichever gateway it came to.',
      '`ready` {}: the stream has begun; what was before is read by the other operations, and again after each break.',
      '`event` {id, source_id, type, received_at}, `rejection` {id, source_id, code, at} and `ping` {source_id, at}: it came.',
      '`deliveries` {subscription_id}: attempts were made.',
      '`alerts` {}: one was opened or closed.',
      '`configuration` {}: a source, subscription, provider or token was changed.',
      '`more` {of}: there are more new `events` or `rejections` than were named.',
      'Each needs the scope by which it can be read. Whoever reads too slowly is cut off.',
    ].join(' '),
    access: 'token',
    query: object({
      'seconds?': {
        type: 'integer',
        minimum: 0,
        maximum: 86_400,
        description: 'When the stream ends. Default: when the reader goes.',
      },
    }),
    answers: {
      200: {
        description: 'A stream.',
        contentType: 'text/event-stream',
        schema: { type: 'string' },
      },
    },
    handle: async ({ deps, query, caller }) => {
      const { streams } = deps;
      if (streams === null) throw new GatewayError('not_found', 'Only a gateway that runs has it.');
      const ms = query.seconds === undefined ? null : query.seconds * 1000;
      const scopes = caller?.scopes ?? [];
      return {
        status: 200,
        stream: (response, recheck) => streams.open({ response, scopes, recheck, ms }),
      };
    },
  }),
];
