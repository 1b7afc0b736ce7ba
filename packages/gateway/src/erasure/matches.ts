import {
  type Provider,
  recordFields,
  type SignalRecord,
  SOURCE_KEYS,
} from '@signal-hooks/catalogue';
import { BuildError, recordOf } from '../delivery/body.ts';
import type { StoredEvent } from '../domain.ts';
import type { Origin } from '../ready.ts';

/** What of a record an erasure looks for. */
export interface Wanted {
  /** A field, or the last part of its name. */
  readonly field: string;
  /** As {@link comparable} makes it. */
  readonly value: string;
}

/**
 * What is called something and is no person; and the payload, which has its cells by names that the
 * provider has chosen.
 */
const NO_FIELDS: readonly string[] = [
  ...[...SOURCE_KEYS, 'provider_name', 'event_type_label'],
  ...['raw', 'unreadable_fields'],
];

/** A value as it is compared: upper and lower case are the same, and so is white space around it. */
export const comparable = (value: string): string => value.trim().toLowerCase();

/** Whether a field is meant by its name, or by the last part of it. */
const isMeant = (key: string, field: string): boolean => key === field || key.endsWith(`_${field}`);

/** Whether records of one of some providers have such a field, or such a column in a list. */
export function isField(providers: readonly Provider[], field: string): boolean {
  return providers.flatMap(recordFields).some((each) => {
    if (NO_FIELDS.includes(each.key)) return false;
    const columns = each.type === 'list' ? each.items : [];
    return [each, ...columns].some(({ key }) => isMeant(key, field));
  });
}

/** Whether a record has a value in a field. */
export function hasValue(record: SignalRecord, { field, value }: Wanted): boolean {
  const isIt = (cell: unknown): boolean =>
    (typeof cell === 'string' || typeof cell === 'number') && comparable(String(cell)) === value;
  return Object.entries(record).some(([key, cell]) => {
    if (NO_FIELDS.includes(key)) return false;
    if (!Array.isArray(cell)) return isMeant(key, field) && isIt(cell);
    return cell.some((row) =>
      Object.entries(row).some(
        ([column, inner]) => (isMeant(key, field) || isMeant(column, field)) && isIt(inner),
      ),
    );
  });
}

/**
 * Whether an event has a value in a field of its record. One whose record cannot be made any more
 * counts as soon as the value is anywhere in its payload.
 */
export function isOfPerson(
  origin: Origin | undefined,
  event: StoredEvent,
  wanted: Wanted,
): boolean {
  if (event.payloadGone !== null) return false;
  try {
    if (origin !== undefined) return hasValue(recordOf(origin, event), wanted);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
  }
  return Buffer.from(event.body).toString().toLowerCase().includes(wanted.value);
}
