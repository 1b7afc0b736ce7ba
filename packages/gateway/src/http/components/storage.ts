import { OUTCOMES } from '../../services/storage/forecast.ts';
import type { Schema } from '../operation.ts';
import { COUNT, nullable, object, oneOf, TIME } from '../schemas.ts';

/** What is stored, and for how long there is room. */
export const STORAGE: Schema = object({
  measured_at: TIME,
  database: oneOf(['sqlite', 'postgresql']),
  used_bytes: {
    ...COUNT,
    description: 'What rows and their indexes take, without what an empty database takes.',
  },
  file_bytes: { ...COUNT, description: 'Of the database on disk, without its write-ahead log.' },
  reusable_bytes: {
    ...nullable(COUNT),
    description: 'Of these, what is free for what comes next; null: PostgreSQL does not say.',
  },
  disk_free_bytes: {
    ...nullable(COUNT),
    description: 'Of the disk of the data folder; null: the database is elsewhere.',
  },
  events: COUNT,
  oldest_event_at: nullable(TIME),
  bytes_per_event: {
    ...nullable(COUNT),
    description:
      'used_bytes for each event, so with its deliveries and attempts; null with fewer than 100 events.',
  },
  events_per_day: {
    ...nullable(COUNT),
    description: 'In the last seven days; null where the oldest event is not an hour old.',
  },
  retention_days: nullable(COUNT),
  payload_days: nullable(COUNT),
  retention_bytes: nullable(COUNT),
  forecast: object({
    outcome: oneOf(
      OUTCOMES,
      'levels_off: as much is deleted by age as comes. oldest_deleted: retention_bytes is reached, and then the oldest events go. disk_full: the disk is full, and then nothing can be stored. unknown: too little is known yet, or nothing ends it.',
    ),
    days: { type: ['number', 'null'], description: 'Until then; null: it does not come to that.' },
    at: nullable(TIME),
    most_bytes: { ...nullable(COUNT), description: 'The most that used_bytes comes to.' },
  }),
});
