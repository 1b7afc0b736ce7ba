import { digestOf } from '../../digest.ts';
import type { Headers } from '../../headers.ts';
import type { JsonObject } from '../../json.ts';

/** One request of a product that nobody described, as it was captured. */
export interface CapturedRequest {
  /** The parsed body, as `parsePayload` gives it. */
  readonly payload: JsonObject;
  /** Absent: they were not kept. */
  readonly headers?: Headers;
  /** The raw bytes; without them no secret can be tried. */
  readonly body?: Uint8Array;
}

/** A value in a payload, apart from lists and objects, that holds something. */
export type Cell = string | number | boolean;

/** More requests teach nothing new. */
const MAX_REQUESTS = 50;

/** The first of each payload: a retry must not make an id look like a constant. */
export function distinct(requests: readonly CapturedRequest[]): CapturedRequest[] {
  const seen = new Set<string>();
  return requests.slice(0, MAX_REQUESTS).filter(({ payload }) => {
    const digest = digestOf(payload);
    return !seen.has(digest) && seen.add(digest);
  });
}
