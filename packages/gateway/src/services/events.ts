import type { Priority, ProviderId } from '@signal-hooks/catalogue';
import { BuildError, recordOf } from '../delivery/body.ts';
import { validateConditions } from '../delivery/conditions.ts';
import { compileFilter, filterFields } from '../delivery/filter.ts';
import type { EventView, FilterCondition, Millis, StoredEvent } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import type { EventQuery, Page, PageRequest } from '../store/store.ts';
import { underFilter } from './conditions-path.ts';
import type { ServiceDeps } from './deps.ts';
import { invalid } from './source-input.ts';

/** Which events to list; null or empty: no restriction. */
export interface EventListQuery {
  readonly sourceId: string | null;
  readonly provider: ProviderId | null;
  readonly eventTypes: readonly string[];
  readonly since: Millis | null;
  readonly priorityAtLeast: Priority | null;
  /** Checked here; anything may come in. */
  readonly conditions: unknown;
}

/** Events that are looked at in one go when a condition is on the record. */
const SCAN_CHUNK = 100;
/** Most events that one request looks at; the cursor goes on from there. */
const MAX_SCAN = 1000;

/** The stored events, with their records as today's catalogue maps them. */
export class EventService {
  readonly #deps: Pick<ServiceDeps, 'store' | 'directory' | 'log'>;

  constructor(deps: Pick<ServiceDeps, 'store' | 'directory' | 'log'>) {
    this.#deps = deps;
  }

  /**
   * Newest first. With a condition on the record a page may hold fewer events than the limit,
   * even none, and still have a next one: a request looks at {@link MAX_SCAN} events at most.
   * @throws {GatewayError} `invalid_request`
   */
  async list(query: EventListQuery, page: PageRequest): Promise<Page<EventView>> {
    const conditions = checkConditions(query);
    await this.#deps.directory.refresh();
    await this.#checkSource(query.sourceId);
    const stored: EventQuery = {
      sourceIds: this.#sourceIds(query),
      types: query.eventTypes,
      since: query.since,
    };
    if (conditions.length > 0) return this.#scan(stored, page, conditions);
    const { items, next } = await this.#deps.store.listEvents(stored, page);
    const views = await Promise.all(items.map((event) => this.#view(event)));
    return { items: views.filter((view) => view !== null), next };
  }

  /** @throws {GatewayError} `event_not_found` */
  async get(id: string): Promise<EventView> {
    const event = await this.#deps.store.getEvent(id);
    const view = event === null ? null : await this.#view(event);
    if (view === null) throw new GatewayError('event_not_found');
    return view;
  }

  /** An empty list would look as if nothing had happened. */
  async #checkSource(id: string | null): Promise<void> {
    if (id === null || (await this.#deps.directory.source(id)) !== undefined) return;
    throw invalid([{ path: 'source_id', message: 'There is no such source.' }]);
  }

  #sourceIds({ sourceId, provider }: EventListQuery): string[] | null {
    if (provider === null) return sourceId === null ? null : [sourceId];
    const { directory } = this.#deps;
    return [...directory.sources(), ...directory.unusableSources()]
      .filter(({ source }) => source.provider === provider)
      .map(({ source }) => source.id)
      .filter((id) => sourceId === null || id === sourceId);
  }

  async #scan(
    query: EventQuery,
    page: PageRequest,
    conditions: readonly FilterCondition[],
  ): Promise<Page<EventView>> {
    const matches = compileFilter({ sourceId: null, provider: null, eventTypes: [], conditions });
    const found: EventView[] = [];
    let { cursor } = page;
    for (let seen = 0; seen < MAX_SCAN; seen += SCAN_CHUNK) {
      const chunk = await this.#deps.store.listEvents(query, { cursor, limit: SCAN_CHUNK });
      for (const [at, event] of chunk.items.entries()) {
        const view = await this.#view(event);
        if (view === null || !matches(subjectOf(view))) continue;
        found.push(view);
        if (found.length < page.limit) continue;
        // Only the store can write a cursor: it is asked for one that ends right here.
        const upToHere = await this.#deps.store.listEvents(query, { cursor, limit: at + 1 });
        return { items: found, next: upToHere.next };
      }
      cursor = chunk.next;
      if (cursor === null) break;
    }
    return { items: found, next: cursor };
  }

  /** Null if its source is gone or it cannot be read any more. */
  async #view(event: StoredEvent): Promise<EventView | null> {
    const provider = await this.#deps.directory.providerOf(event.sourceId);
    if (provider === undefined) return null;
    const { id, sourceId, type, receivedAt } = event;
    try {
      return { id, sourceId, type, receivedAt, record: recordOf(provider, event) };
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      this.#deps.log.error({ event: id, code: error.code }, 'a stored event cannot be read');
      return null;
    }
  }
}

const subjectOf = (view: EventView) => ({
  sourceId: view.sourceId,
  provider: view.record.provider as ProviderId,
  type: view.type,
  record: view.record,
});

function checkConditions(query: EventListQuery): FilterCondition[] {
  const problems = validateConditions(query.conditions, filterFields(query.provider));
  if (problems.length > 0) {
    throw new GatewayError('invalid_request', undefined, { fields: underFilter(problems) });
  }
  const conditions = query.conditions as FilterCondition[];
  if (query.priorityAtLeast === null) return conditions;
  return [...conditions, { field: 'priority', op: 'gte', value: query.priorityAtLeast }];
}
