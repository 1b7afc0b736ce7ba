import { ERASURE } from '../../entities/erasure.ts';
import { REPLAY, REPLAY_STATES } from '../../entities/replay.ts';
import { MOST_PENDING } from '../../services/replays/list.ts';
import { shownColumns } from '../columns.ts';
import type { Schema } from '../operation.ts';
import { COUNT, list, nullable, object, oneOf, ref, STRING } from '../schemas.ts';

const SHOWN_REPLAY: Readonly<Record<string, Schema>> = {
  ...shownColumns(REPLAY),
  states: list(oneOf(REPLAY_STATES)),
  pending: {
    ...COUNT,
    description: `Its deliveries that are still to be attempted, counted up to ${MOST_PENDING}.`,
  },
};

const SHOWN_ERASURE: Readonly<Record<string, Schema>> = {
  ...shownColumns(ERASURE),
  not_covered: { ...list(STRING), description: 'What it does not reach, in words for people.' },
};

/** What a dry run has counted so far. */
const dryRun = (counts: Readonly<Record<string, Schema>>): Schema => ({
  ...object({
    events: { ...COUNT, description: 'Events that were looked at.' },
    ...counts,
    next_cursor: {
      ...nullable(STRING),
      description: 'Where to go on counting; null: everything was counted.',
    },
  }),
  type: ['object', 'null'],
  description: 'Of a dry run; else null.',
});

/** Long work on stored events: it can be counted first, and tells how far it has come. */
export const REPLAY_COMPONENTS: Readonly<Record<string, Schema>> = {
  Erasure: object(SHOWN_ERASURE),
  ErasureStart: object({
    erasure: { anyOf: [ref('Erasure'), { type: 'null' }] },
    count: dryRun({
      erased_events: COUNT,
      erased_deliveries: COUNT,
      erased_attempts: COUNT,
      erased_rejections: { ...COUNT, description: 'Counted with the last part.' },
      value_hash: STRING,
    }),
  }),
  Replay: object(SHOWN_REPLAY),
  ReplayStart: object({
    replay: { anyOf: [ref('Replay'), { type: 'null' }] },
    count: dryRun({
      deliveries: { ...COUNT, description: 'Deliveries that would be made.' },
      without_payload: {
        ...COUNT,
        description: 'Events that would be passed over: their payload is not kept any more.',
      },
    }),
  }),
};
