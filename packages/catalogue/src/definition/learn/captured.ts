import { parseBody } from '../../body.ts';
import { digestOf } from '../../digest.ts';
import { isForm } from '../../form.ts';
import { type Headers, headerOf } from '../../headers.ts';
import type { JsonObject, Refused } from '../../json.ts';
import type { BodyDefinition } from '../../provider.ts';

/** One request of a product that nobody described, as it was captured. */
export interface CapturedRequest {
  /** The parsed body, or one item of a list. */
  readonly payload: JsonObject;
  /** How it was read; absent: the body is one JSON object. */
  readonly readAs?: BodyDefinition;
  /** Absent: they were not kept. */
  readonly headers?: Headers;
  /** The raw bytes; without them no secret can be tried. */
  readonly body?: Uint8Array;
}

/**
 * Reads a captured body: a JSON object, a form if the headers say so, or a JSON list, of which each
 * item is a request.
 * @param body the raw bytes
 */
export function readCaptured(
  body: Uint8Array,
  headers?: Headers,
): { readonly ok: true; readonly requests: readonly CapturedRequest[] } | Refused {
  const contentType = headers && headerOf(headers, 'content-type');
  const isList = /^\s*\[/.test(Buffer.from(body.subarray(0, 1000)).toString('latin1'));
  const readAs: BodyDefinition = {
    ...(isForm(contentType) && { accepts: ['form'] }),
    ...(isList && { each: '' }),
  };
  const parsed = parseBody(readAs, body, contentType);
  if (!parsed.ok) return parsed;
  const sent = headers === undefined ? { body } : { body, headers };
  const isPlain = Object.keys(readAs).length === 0;
  const requests = parsed.items.map(({ payload }) => ({
    payload,
    ...sent,
    ...(!isPlain && { readAs }),
  }));
  return { ok: true, requests };
}

/** How all the bodies can be read; undefined: each is one JSON object. */
export function bodyOf(requests: readonly CapturedRequest[]): BodyDefinition | undefined {
  const forms = requests.filter(({ readAs }) => readAs?.accepts?.includes('form'));
  const isList = requests.some(({ readAs }) => readAs?.each === '');
  if (forms.length === 0 && !isList) return undefined;
  const accepts = forms.length === requests.length ? ['form'] : ['json', 'form'];
  return {
    ...(forms.length > 0 && { accepts: accepts as BodyDefinition['accepts'] & object }),
    ...(isList && { each: '' }),
  };
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
