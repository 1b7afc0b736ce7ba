import type { Delivery } from '@signal-hooks/client';
import { shortTime } from '../../time.ts';

/** The heads of {@link deliveryRow}. */
export const HEADS: readonly string[] = [
  'delivery',
  'event',
  'subscription',
  'status',
  'attempts',
  'last answer',
  'next or finished',
];

/** A delivery as a row of a table. */
export const deliveryRow = (row: Delivery): string[] => [
  row.id,
  row.event_id,
  row.subscription_id,
  row.status,
  String(row.attempt_count),
  [row.last_http_status, row.last_error].filter((part) => part !== null).join(' '),
  shortTime(row.due_at ?? row.finished_at),
];
