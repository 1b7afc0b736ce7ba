import type { Delivery } from '@signal-hooks/client';
import { shortTime } from '../../time.ts';

/** The heads of {@link deliveryRow}. */
export const HEADS: readonly string[] = [
  'delivery',
  'event',
  'subscription',
  'status',
  'attempts',
  'next or finished',
];

/** A delivery as a row of a table. */
export const deliveryRow = (row: Delivery): string[] => [
  row.id,
  row.event_id,
  row.subscription_id,
  row.status,
  String(row.attempt_count),
  shortTime(row.due_at ?? row.finished_at),
];
