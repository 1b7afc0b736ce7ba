import { setImmediate } from 'node:timers/promises';
import { type FilterCondition, type Priority, validateConditions } from '@signal-hooks/catalogue';
import { BuildError, recordOf } from '../delivery/body.ts';
import { compileFilter } from '../delivery/filter.ts';
import type { EventView, Millis, StoredEvent } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import type { FieldMap } from '../providers.ts';
import {
  EVERY_EVENT,
  type EventPage,
  type EventQuery,
  type Page,
  type PageRequest,
} from '../store/store.ts';
import type { ServiceDeps } from './deps.ts';
import { invalid } from './invalid.ts';
import { checkProviderId } from './known-provider.ts';
import { assertPayload } from './payload-gone.ts';
import { sourceIdsOf } from './source-ids.ts';

/** Which events to list; null or empty: no restriction. */
export interface EventListQuery {
  readonly sourceId: string | null;
  readonly provider: string | null;
  readonly eventTypes: readonly string[];
  readonly since: Millis | null;
  readonly until: Millis | null;
  /** What became of them. */
  readonly state: EventQuery['state'];
  readonly priorityAtLeast: Priority | null;
  /** Found in any field of the record, or in the provider's payload; upper and lower case are the same. */
  readonly text: string | null;
  /** Checked here; anything may come in. */
  readonly conditions: unknown;
}

/** A filter to be tried; null or empty: no restriction. */
export type FilterCountQuery = Pick<
  EventListQuery,
  'sourceId' | 'provider' | 'eventTypes' | 'conditions'
>;

/** How many of the latest events a filter lets through. */
export interface FilterCount {
  /** Those that were looked at. */
  readonly events: number;
  /** Those of them that fit. */
  readonly fitting: number;
}

/** Events that are looked at in one go when a condition is on the record. */
const SCAN_CHUNK = 100;
/** Most looks of one request: at 1000 events. The cursor goes on from there. */
const MAX_LOOKS = 10;
/**
 * Most bytes of bodies in one page, and in one look: a parsed body takes about ten times its
 * bytes, and all of a page is in memory at once.
 */
const PAGE_BYTES = 4 * 1024 * 1024;
/** Most bytes of bodies that one request looks at. */
const MAX_SCAN_BYTES = 16 * 1024 * 1024;
/** Most of the latest events that a filter is tried on. */
const MAX_COUNTED = 500;
/** After reading that many bytes of bodies, others get their turn. */
const PAUSE_AFTER_BYTES = 256 * 1024;

/** The stored events, with their records as today's catalogue maps them. */
export class EventService {
  readonly #deps: Pick<ServiceDeps, 'store' | 'directory' | 'log'>;

  constructor(deps: Pick<ServiceDeps, 'store' | 'directory' | 'log'>) {
    this.#deps = deps;
  }

  /**
   * Newest first. A page may hold fewer events than the limit and still have a next one: where
   * their bodies are large, or with a condition on the record, where it may even be empty. A
   * request looks {@link MAX_LOOKS} times, and at {@link MAX_SCAN_BYTES} at most.
   * @throws {GatewayError} `invalid_request`
   */
  async list(query: EventListQuery, page: PageRequest): Promise<Page<EventView>> {
    await this.#deps.directory.refresh();
    checkProviderId(this.#deps.directory, query.provider);
    const fields = this.#deps.directory.providers.fieldsOf(query.provider);
    const conditions = checkConditions(query.conditions, fields);
    if (query.priorityAtLeast !== null) {
      conditions.push({ field: 'priority', op: 'gte', value: query.priorityAtLeast });
    }
    await this.#checkSource(query.sourceId);
    const stored: EventQuery = {
      sourceIds: sourceIdsOf(this.#deps.directory, query.sourceId, query.provider),
      types: query.eventTypes,
      since: query.since,
      until: query.until,
      state: query.state,
    };
    if (conditions.length > 0 || query.text !== null) {
      return this.#scan(stored, page, matcherOf(conditions, fields, query.text));
    }
    const request = { ...page, maxBytes: PAGE_BYTES };
    const { items, next } = await this.#deps.store.events.list(stored, request);
    const pauses = new Pauses();
    const views: EventView[] = [];
    for (const event of items) {
      await pauses.before(event);
      const view = await this.#view(event);
      if (view !== null) views.push(view);
    }
    return { items: views, next };
  }

  /**
   * Tries a filter on the latest events of a source or provider: on {@link MAX_COUNTED}, and
   * {@link MAX_SCAN_BYTES} at most.
   * @throws {GatewayError} `invalid_request`
   */
  async countFitting(query: FilterCountQuery): Promise<FilterCount> {
    const { sourceId, provider, eventTypes } = query;
    const { store, directory } = this.#deps;
    await directory.refresh();
    checkProviderId(directory, provider);
    await this.#checkSource(sourceId);
    const source = sourceId === null ? undefined : (await directory.source(sourceId))?.source;
    const fields = directory.providers.fieldsOf(provider ?? source?.provider ?? null);
    const conditions = checkConditions(query.conditions, fields);
    const fits = compileFilter({ sourceId: null, provider: null, eventTypes, conditions }, fields);
    const stored = { ...EVERY_EVENT, sourceIds: sourceIdsOf(directory, sourceId, provider) };
    const pauses = new Pauses();
    let [events, fitting] = [0, 0];
    let cursor: string | null = null;
    do {
      const page = { cursor, limit: SCAN_CHUNK, maxBytes: PAGE_BYTES };
      const chunk: EventPage = await store.events.list(stored, page);
      for (const event of chunk.items) {
        await pauses.before(event);
        const view = await this.#view(event);
        if (view === null) continue;
        events += 1;
        if (fits(subjectOf(view))) fitting += 1;
      }
      cursor = chunk.next;
    } while (cursor !== null && events < MAX_COUNTED && pauses.bytes < MAX_SCAN_BYTES);
    return { events, fitting };
  }

  /** @throws {GatewayError} `event_not_found` */
  async get(id: string): Promise<EventView> {
    const event = await this.#deps.store.events.get(id);
    const view = event === null ? null : await this.#view(event);
    if (view === null) throw new GatewayError('event_not_found');
    return view;
  }

  /**
   * What the provider sent, as far as it is kept: its own headers, and every byte of the body.
   * @throws {GatewayError} `event_not_found`, or `conflict` if its payload is not kept any more
   */
  async request(id: string): Promise<Pick<StoredEvent, 'headers' | 'body'>> {
    const event = await this.#deps.store.events.get(id);
    if (event === null) throw new GatewayError('event_not_found');
    assertPayload(event);
    return event;
  }

  /** An empty list would look as if nothing had happened. */
  async #checkSource(id: string | null): Promise<void> {
    if (id === null || (await this.#deps.directory.source(id)) !== undefined) return;
    throw invalid([{ path: 'source_id', message: 'There is no such source.' }]);
  }

  async #scan(
    query: EventQuery,
    page: PageRequest,
    matches: (view: EventView) => boolean,
  ): Promise<Page<EventView>> {
    const found: EventView[] = [];
    const pauses = new Pauses();
    let { cursor } = page;
    for (let looks = 0; looks < MAX_LOOKS && pauses.bytes < MAX_SCAN_BYTES; looks += 1) {
      const request = { cursor, limit: SCAN_CHUNK, maxBytes: PAGE_BYTES };
      const chunk = await this.#deps.store.events.list(query, request);
      for (const [at, event] of chunk.items.entries()) {
        await pauses.before(event);
        const view = await this.#view(event);
        if (view === null || !matches(view)) continue;
        found.push(view);
        if (found.length < page.limit) continue;
        const isLast = at === chunk.items.length - 1;
        return { items: found, next: isLast ? chunk.next : (chunk.cursors[at] ?? null) };
      }
      cursor = chunk.next;
      if (cursor === null) break;
    }
    return { items: found, next: cursor };
  }

  /** Null if its source is gone or it cannot be read any more. */
  async #view(event: StoredEvent): Promise<EventView | null> {
    const origin = await this.#deps.directory.originOf(event.sourceId);
    if (origin === undefined) return null;
    const { id, sourceId, type, receivedAt, payloadGone } = event;
    try {
      const record = recordOf(origin, event);
      return { id, sourceId, type, receivedAt, payloadGone, record };
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      this.#deps.log.error({ event: id, code: error.code }, 'a stored event cannot be read');
      return null;
    }
  }
}

/** Lets others have their turn between events, so that a page of large ones does not stop everything. */
class Pauses {
  /** Of all bodies so far. */
  bytes = 0;
  #sincePause = 0;

  /** To be awaited before an event's body is read. */
  async before({ body }: StoredEvent): Promise<void> {
    if (this.#sincePause >= PAUSE_AFTER_BYTES) {
      this.#sincePause = 0;
      await setImmediate();
    }
    this.bytes += body.length;
    this.#sincePause += body.length;
  }
}

const subjectOf = (view: EventView) => ({
  sourceId: view.sourceId,
  provider: view.record.provider,
  type: view.type,
  record: view.record,
});

function matcherOf(
  conditions: readonly FilterCondition[],
  fields: FieldMap,
  text: string | null,
): (view: EventView) => boolean {
  const filter = { sourceId: null, provider: null, eventTypes: [], conditions };
  const matches = compileFilter(filter, fields);
  const wanted = text?.toLowerCase();
  return (view) =>
    matches(subjectOf(view)) && (wanted === undefined || isTextIn(view.record, wanted));
}

/** Whether a value, or one within it, has a text in it. @param wanted in lower case */
function isTextIn(value: unknown, wanted: string): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).some((inner) => isTextIn(inner, wanted));
  }
  return value !== null && String(value).toLowerCase().includes(wanted);
}

/** @returns a list of the caller's own */
function checkConditions(conditions: unknown, fields: FieldMap): FilterCondition[] {
  const problems = validateConditions(conditions, [...fields.values()], 'filter');
  if (problems.length > 0) throw invalid(problems);
  return [...(conditions as FilterCondition[])];
}
