import type { Scope } from '@signal-hooks/catalogue';
import type { Response } from 'express';
import type { GatewayConfig } from '../config.ts';
import type { Millis } from '../domain.ts';
import type { ErrorCode } from '../errors.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Streams } from '../live/streams.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { KnownSource } from '../ready.ts';
import type { AuditedKind } from '../services/audit/subjects.ts';
import type { Caller } from '../services/caller.ts';
import type { Services } from '../services/index.ts';
import { sourceView, type View } from '../services/views.ts';
import type { Page, PageRequest, Store } from '../store/store.ts';
import type { TrafficBudgets } from './byte-budget.ts';
import type { Document } from './document.ts';
import type { ProblemWriter } from './problem.ts';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
export type Schema = { readonly [keyword: string]: unknown };

/** What the API works with. */
export interface ApiDeps {
  readonly services: Services;
  readonly store: Pick<Store, 'check' | 'failure'>;
  readonly metrics: Pick<Metrics, 'registry'>;
  readonly log: Logger;
  readonly ingest: Pick<Ingest, 'refusalsOf'>;
  /** Null on the command line. */
  readonly streams: Pick<Streams, 'open'> | null;
  readonly problems: ProblemWriter;
  readonly budgets: TrafficBudgets;
  readonly config: Pick<GatewayConfig, 'publicUrl' | 'console'>;
  /** The gateway's version. */
  readonly version: string;
}

/** One request, checked against its operation's schemas. */
export interface Call<Query = unknown, Body = unknown> {
  readonly deps: ApiDeps;
  /** The `{id}` of the path, '' where it has none. */
  readonly id: string;
  readonly query: Query;
  readonly body: Body;
  /** Null only where nobody is asked for, and on the command line. */
  readonly caller: Caller | null;
  /** What the request calls its program, '' if it does not say. */
  readonly userAgent: string;
  readonly guard: Guard;
}

/** Lets `check` look at a secret, and slows down who tries many. @throws what `check` throws, or `too_many_requests` */
export type Guard = <Result>(secret: string, check: () => Promise<Result>) => Promise<Result>;

/** What an operation answers; `body` is sent as JSON unless it is a text or a document. */
export interface Answer {
  readonly status: number;
  readonly body?: View | string | Document;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes over the response, which has no body yet. */
  readonly stream?: (response: Response, recheck: () => Promise<unknown>) => Promise<void>;
}

/** A possible answer, for the description. */
interface AnswerDoc {
  readonly description: string;
  /** Absent: no body. */
  readonly schema?: Schema;
  /** Default: `application/json`. */
  readonly contentType?: string;
}

/**
 * What a request needs: nothing (`none`); nothing, but it matters who it is from (`optional`); to be from
 * the console (`own-page`); any valid token or session (`token`); or one with a scope.
 */
export type Access = 'none' | 'optional' | 'own-page' | 'token' | Scope;

/** What an operation changes. */
export interface Audit {
  readonly kind: AuditedKind;
  /** Whether a request changes anything; absent: it does. */
  readonly changes?: (call: Call) => boolean;
  /** The id of what is changed; absent: that of the path. */
  readonly idFrom?: (call: Call) => string | null;
  /** The id of what was made, where nothing is changed; absent: the `id` of the answer. */
  readonly madeId?: (answer: Answer) => string | null;
}

/** One row of the API: routes and `/openapi.json` are both made from these. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it; `{id}` is the only parameter. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** An object schema; texts of the query string are turned into its types. */
  readonly query?: Schema;
  /** An object schema. */
  readonly body?: Schema;
  /** Whether the body may be left out, which then counts as `{}`. */
  readonly isBodyOptional?: boolean;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** Error codes besides those that follow from the above. */
  readonly errors?: readonly ErrorCode[];
  /** The error for an `{id}` that cannot exist. */
  readonly missing?: ErrorCode;
  /** What it changes, for the audit log: a kind where that says all; null: nothing. Every operation but `get` says it. */
  readonly audit?: Audit | AuditedKind | null;
  readonly handle: (call: Call) => Promise<Answer>;
}

/** What changes something says what. */
type Method =
  | { readonly method: 'get'; readonly audit?: never }
  | {
      readonly method: Exclude<Operation['method'], 'get'>;
      readonly audit: Exclude<Operation['audit'], undefined>;
    };

/** Writes an operation whose handler knows the types that its schemas promise. */
export function operation<Query = unknown, Body = unknown>(
  row: Omit<Operation, 'handle' | 'method' | 'audit'> &
    Method & {
      readonly handle: (call: Call<Query, Body>) => Promise<Answer>;
    },
): Operation {
  // The schemas are what makes it true: nothing reaches a handler that they refuse.
  return row as Operation;
}

/** The part of a query that every list takes. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** Which page of a list was asked for. */
export const pageRequest = ({ limit, cursor = '' }: PageQuery): PageRequest => ({
  limit,
  cursor: cursor === '' ? null : cursor,
});

/** A time that may have been given; null: it was not. */
export const timeOf = (text: string | undefined): Millis | null =>
  text === undefined ? null : Date.parse(text);

/** Every list looks like this. */
export function listAnswer<Item>(page: Page<Item>, view: (item: Item) => View): Answer {
  return { status: 200, body: { data: page.items.map(view), next_cursor: page.next } };
}

/** A source as the API shows it, with what this gateway has refused to it. */
export function sourceBody(deps: ApiDeps, known: KnownSource): View {
  const refused = deps.ingest.refusalsOf(known.source.id);
  return {
    ...sourceView(known, deps.config.publicUrl),
    refused: {
      count: refused?.count ?? 0,
      last_at: refused === null ? null : new Date(refused.lastAt).toISOString(),
      last_code: refused?.lastCode ?? null,
    },
  };
}

/** A source as an answer. */
export const sourceAnswer = (call: Call, source: KnownSource, status = 200): Answer => ({
  status,
  body: sourceBody(call.deps, source),
});
