import { timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '../request.ts';
import type { Content } from './content.ts';
import type { Credentials } from './credentials.ts';
import { bodyVariants } from './explain-body.ts';
import type { Scheme } from './scheme.ts';

/** A request whose signature does not fit. */
export interface Attempt {
  readonly scheme: Scheme;
  readonly request: WebhookRequest;
  readonly body: Uint8Array;
  /** What is signed around a body. */
  readonly content: Content;
  /** The text of the signature header. */
  readonly header: string;
}

/** Tries the usual mistakes of one algorithm. */
export type Try = (attempt: Attempt, credentials: Credentials) => Iterable<string>;

/** Most secrets or keys of a source that are tried in other forms. */
export const MAX_CREDENTIALS = 4;

/** Compares in constant time. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The likeliest change of the body that explains the signature; the rest is not tried. */
export function* firstFit(
  body: Uint8Array,
  fits: (bytes: Uint8Array) => boolean,
): Generator<string> {
  for (const variant of bodyVariants(body)) {
    if (!fits(variant.body)) continue;
    yield variant.hint;
    return;
  }
}
