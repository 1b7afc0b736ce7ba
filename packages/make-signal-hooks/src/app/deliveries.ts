import type { Output } from './component.ts';
import type { JsonRecord } from './json.ts';
import type { Parameter } from './parameter.ts';

const field = (name: string, type: string, label: string): Parameter => ({ name, type, label });

/** A delivery with its attempts, as the gateway answers. */
export const DELIVERY_OUTPUT: Output = {
  interface: [
    field('id', 'text', 'Delivery ID'),
    field('event_id', 'text', 'Event ID'),
    field('subscription_id', 'text', 'Subscription ID'),
    field('status', 'text', 'Status'),
    field('attempt_count', 'uinteger', 'Attempt count'),
    field('due_at', 'date', 'Due at'),
    field('created_at', 'date', 'Created at'),
    field('finished_at', 'date', 'Finished at'),
    field('last_http_status', 'uinteger', 'Last HTTP status'),
    field('last_error', 'text', 'Last error'),
    field('replay_id', 'text', 'Replay ID'),
    {
      ...field('attempts', 'array', 'Attempts'),
      spec: [
        field('number', 'uinteger', 'Number'),
        field('at', 'date', 'At'),
        field('duration_ms', 'number', 'Duration in milliseconds'),
        field('http_status', 'uinteger', 'HTTP status'),
        field('error', 'text', 'Error'),
        field('response', 'text', 'Response'),
      ],
    },
  ],
  samples: {
    id: 'dlv_01k9q2v7c5e8',
    event_id: 'evt_01k9q2v7c5e8',
    subscription_id: 'sub_01k9q2v7c5e8',
    status: 'pending',
    attempt_count: 8,
    due_at: '2026-04-26T18:10:00.000Z',
    created_at: '2026-04-25T14:30:02.000Z',
    finished_at: '2026-04-26T18:05:00.000Z',
    last_http_status: 503,
    last_error: 'http_status',
    replay_id: 'rpl_01k9q2v7c5e8',
    attempts: [
      {
        number: 1,
        at: '2026-04-25T14:30:02.000Z',
        duration_ms: 41,
        http_status: 503,
        error: 'http_status',
        response: 'Queue is full.',
      },
    ],
  },
};

const REPLAY_FIELDS: readonly Parameter[] = [
  field('id', 'text', 'Replay ID'),
  field('status', 'text', 'Status'),
  field('since', 'date', 'Since'),
  field('until', 'date', 'Until'),
  field('created_at', 'date', 'Created at'),
];

/** What of the gateway's answer to a replay is put out. */
export const REPLAY_PARTS: JsonRecord = Object.fromEntries(
  REPLAY_FIELDS.map(({ name }) => [name, `{{body.replay.${name}}}`]),
);

/** A bulk replay that has just begun. */
export const REPLAY_OUTPUT: Output = {
  interface: REPLAY_FIELDS,
  samples: {
    id: 'rpl_01k9q2v7c5e8',
    status: 'running',
    since: '2026-04-25T14:00:00.000Z',
    until: '2026-04-25T15:00:00.000Z',
    created_at: '2026-04-25T15:00:00.000Z',
  },
};

/** What a subscriber has answered to a test. */
export const TEST_OUTPUT: Output = {
  interface: [
    field('delivered', 'boolean', 'Delivered'),
    field('duration_ms', 'number', 'Duration in milliseconds'),
    field('http_status', 'uinteger', 'HTTP status'),
    field('error', 'text', 'Error'),
    field('response', 'text', 'Response'),
  ],
  samples: {
    delivered: false,
    duration_ms: 41,
    http_status: 503,
    error: 'http_status',
    response: 'Queue is full.',
  },
};
