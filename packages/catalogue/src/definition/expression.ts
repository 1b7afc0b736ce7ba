import type { Scalar } from '../record/field.ts';

/**
 * How a definition says where a value comes from. An expression is data: a JSON file could hold
 * it. It reads one verified message (its payload and its headers) and gives a JSON value; what
 * holds nothing (a missing key, null, an empty text) gives null.
 *
 * | written as | gives | example |
 * |---|---|---|
 * | `'a.b'` | the value at a path | `'signal.id'`, `'contacts.0.email'` |
 * | `[…, …]` | the first that holds something | `['batchId', 'batch_id']` |
 * | `{ text }` | always this text | `{ text: 'signal' }` |
 * | `{ header }` | a request header | `{ header: 'x-acme-event' }` |
 * | `{ of, steps }` | what the steps make of a text, in order | `{ of: 'company.website', steps: ['host'] }` |
 * | `{ join, with }` | the texts that hold something, joined | `{ join: ['first_name', 'last_name'], with: ' ' }` |
 * | `{ each, read, with }` | one text of every item, sorted, joined | `{ each: ['plays'], read: 'id', with: ',' }` |
 * | `{ when, use }` | a value, if a condition holds | `{ when: { exists: 'lead.id' }, use: { text: 'lead' } }` |
 * | `{ digest }` | SHA-256, hex, of a value's JSON | `{ digest: 'data' }` |
 * | `{ digestWithout }` | SHA-256, hex, of the payload without some of its keys | `{ digestWithout: ['attempt'] }` |
 */
export type Expression =
  | string
  | readonly Expression[]
  | { readonly text: string }
  | HeaderExpression
  | { readonly of: Expression; readonly steps: readonly Step[] }
  | { readonly join: readonly Expression[]; readonly with: string }
  | EachExpression
  | { readonly when: Condition; readonly use: Expression }
  | { readonly digest: string }
  | { readonly digestWithout: readonly string[] };

/** A request header. Most signatures do not cover the headers: whoever replays a request may change them. */
export interface HeaderExpression {
  /** In lower case. */
  readonly header: string;
  /** The only values that are believed; absent: every value. */
  readonly believe?: readonly string[];
}

/** A text of every item of some lists: the same whatever the order of the items. */
export interface EachExpression {
  /** Paths of lists; anything else counts as an empty list. */
  readonly each: readonly string[];
  /** What is read of an item; its paths start at the item. */
  readonly read: Expression;
  readonly with: string;
}

/**
 * What can be done to a text; anything but a text passes through a step unchanged.
 *
 * - `trim`: without white space at both ends.
 * - `lower`: in lower case.
 * - `host`: the host name of a web address, with or without its scheme: lower case, without user,
 *   port and a leading `www.`.
 * - `utc`: a date and time that names no zone, or `UTC`, with `Z` at its end: for a sender whose times
 *   are in UTC and do not say so.
 * - `{ firstWord }`, `{ lastWord }`: the part before the first, or after the last, separator.
 */
export type Step =
  | 'trim'
  | 'lower'
  | 'host'
  | 'utc'
  | { readonly firstWord: string }
  | { readonly lastWord: string };

/** A question about a message. */
export type Condition =
  | { readonly exists: Expression }
  | { readonly value: Expression; readonly is: Scalar }
  | { readonly value: Expression; readonly oneOf: readonly string[] }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

/**
 * One way of recognising a retry. The rules of a definition are tried in order; the first whose
 * condition holds and whose parts all give something makes the key. The last one must hold for
 * every payload, and so ends with a digest: a missing subject never makes two events one.
 */
export interface IdentityRule {
  readonly when?: Condition;
  /** Joined with ":". */
  readonly parts: readonly Expression[];
  /**
   * How long after an event was stored the same key still means that event, in milliseconds;
   * absent: for ever. Only for events that can truly recur with equal content.
   */
  readonly windowMs?: number;
}
