import { asObject, type JsonValue } from '@signal-hooks/catalogue';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Arrival } from './trigger.ts';

/** Lists of a record that can become one item per row, and what one row is called. */
export type Rows = Readonly<Record<string, string>>;

/** A list that becomes one item per row, and what the names of its cells begin with. */
export interface Split {
  readonly key: string;
  readonly prefix: string;
}

/** The list with this key; null if it cannot be split. */
export function splitOf(rows: Rows, key: string | undefined): Split | null {
  const row = key !== undefined && Object.hasOwn(rows, key) ? rows[key] : undefined;
  if (key === undefined || row === undefined) return null;
  // "Affected Service": service_name, service_role, …
  return { key, prefix: row.split(' ').at(-1)?.toLowerCase() ?? '' };
}

/** What the user wants to see of an event. */
export interface OutputChoice {
  readonly output: 'record' | 'payload' | 'both';
  /** The list that becomes one item per row. */
  readonly split: Split | null;
  /** The request's headers, if they are wanted. */
  readonly headers: Readonly<Record<string, unknown>> | null;
}

/** Headers that can carry secrets; never passed on. */
const SECRET_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

/** The headers without those that can carry secrets. @param more of these, in lower case */
export function harmlessHeaders(
  headers: Readonly<Record<string, unknown>>,
  more: readonly string[] = [],
): Record<string, unknown> {
  const secret = new Set([...SECRET_HEADERS, ...more]);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !secret.has(name.toLowerCase())),
  );
}

/** The items of one event: one, or one per row of the list that is split. */
export function toItems(arrival: Arrival, choice: OutputChoice): INodeExecutionData[] {
  const extra = choice.headers === null ? {} : { headers: choice.headers };
  // A gateway that was not asked for the payload yet sends none.
  const isPayload = choice.output === 'payload' && arrival.payload !== undefined;
  // A payload is the same for every row.
  const split = isPayload ? null : choice.split;
  return rowsOf(arrival.record, split).map((record) => {
    const json = isPayload
      ? { ...(arrival.payload as IDataObject), ...extra }
      : {
          ...record,
          ...(choice.output === 'both' && { payload: arrival.payload ?? null }),
          ...extra,
        };
    return { json: json as IDataObject };
  });
}

/** The record once per row of a list, the row's cells beside the record's own. */
function rowsOf(record: Arrival['record'], split: Split | null): Arrival['record'][] {
  const rows = split === null ? undefined : record[split.key];
  if (split === null || !Array.isArray(rows)) return [record];
  const { prefix } = split;
  // Without a row there is still an event.
  const all: readonly JsonValue[] = rows.length === 0 ? [{}] : rows;
  return all.map((row, index) => {
    const cells = Object.entries(asObject(row)).map(([key, cell]) => [`${prefix}_${key}`, cell]);
    const item_id = `${String(record.event_id)}-${index + 1}`;
    return { ...record, ...Object.fromEntries(cells), item_id };
  });
}
