import type {
  Attempt,
  AttemptOutcome,
  ClaimedDelivery,
  NewEvent,
  Rejection,
  Replay,
  Source,
  Subscription,
} from '../../../src/domain.ts';
import { defaultsOf } from '../../../src/entities/columns.ts';
import { REPLAY } from '../../../src/entities/replay.ts';
import { SOURCE } from '../../../src/entities/source.ts';
import { SUBSCRIPTION } from '../../../src/entities/subscription.ts';
import { newId } from '../../../src/ids.ts';
import type { Store } from '../../../src/store/store.ts';
import { EVERY_DELIVERY } from '../../../src/store/store.ts';

/** A store under test, on data of its own. */
export interface OpenStore {
  readonly store: Store;
  /** Opens another store on the same data, beside the first or after it was closed. */
  reopen(): Promise<Store>;
  /** Closes what is still open and removes the data. */
  close(): Promise<void>;
}

/** Gives each test a store of its own. */
export function useStore(open: () => Promise<OpenStore>): { readonly current: OpenStore } {
  let opened: OpenStore | undefined;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.close();
  });
  return {
    get current() {
      if (opened === undefined) throw new Error('Use it inside a test.');
      return opened;
    },
  };
}

export function source(id: string, rest: Partial<Source> = {}): Source {
  return {
    ...defaultsOf(SOURCE),
    id,
    provider: 'sigsentry',
    name: `Source ${id}`,
    sealed: Uint8Array.of(0, 1, 254, 255),
    events: ['analysis.complete'],
    createdAt: 1000,
    ...rest,
  };
}

export function subscription(id: string, rest: Partial<Subscription> = {}): Subscription {
  return {
    ...defaultsOf(SUBSCRIPTION),
    id,
    name: `Subscription ${id}`,
    targetUrl: 'https://example.com/hook',
    format: 'flat',
    maxConcurrency: 4,
    createdAt: 1000,
    sealed: Uint8Array.of(7, 8, 9),
    ...rest,
  };
}

/** What differs from the usual in an event. */
interface EventFields extends Partial<NewEvent> {
  /** To whom it has deliveries that are due at once. */
  readonly subscriptionIds?: readonly string[];
}

/** An event whose identity is its id, received at 5000 by `src_a`, for nobody. */
export function event(id: string, fields: EventFields = {}): NewEvent {
  const { subscriptionIds = [], ...rest } = fields;
  return {
    id,
    sourceId: 'src_a',
    type: 'analysis.complete',
    receivedAt: 5000,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(`{"id":"${id}"}`),
    payloadGone: null,
    identity: id,
    identityWindowMs: null,
    deliveries: subscriptionIds.map((subscriptionId) => ({
      id: newId('dlv', rest.receivedAt ?? 5000),
      subscriptionId,
      leaseUntil: null,
    })),
    ...rest,
  };
}

export function rejection(id: string, at: number, sourceId = 'src_a'): Rejection {
  return {
    id,
    sourceId,
    at,
    code: 'signature_mismatch',
    explanation: 'The signature does not fit.',
    httpStatus: 401,
    bodyBytes: 12,
    request: null,
  };
}

/** A running replay of everything that was never sent. */
export function replay(id: string, rest: Partial<Replay> = {}): Replay {
  return {
    ...defaultsOf(REPLAY),
    id,
    until: 9_000_000,
    states: ['never_sent'],
    status: 'running',
    events: 0,
    deliveries: 0,
    createdAt: 1000,
    ...rest,
  };
}

/** Adds deliveries of stored events to a subscription, where it has none yet; returns how many. */
export async function backfill(
  store: Store,
  subscriptionId: string,
  eventIds: readonly string[],
  dueAt: number,
): Promise<number> {
  const made = replay(newId('rpl', dueAt), { subscriptionId });
  await store.replays.add(made);
  const progress = await store.replays.advance({
    ...{ replayId: made.id, subscriptionId, statuses: [], from: null, dueAt },
    events: eventIds.map((id) => ({ id, addTo: [subscriptionId] })),
    after: {
      position: 'x',
      events: eventIds.length,
      reachedAt: dueAt,
      withoutPayload: 0,
      leaseUntil: 0,
    },
  });
  return progress?.made ?? 0;
}

/** A failed first attempt at 6000 that took 250 ms. */
export function attempt(deliveryId: string, rest: Partial<Attempt> = {}): Attempt {
  return {
    deliveryId,
    number: 1,
    at: 6000,
    durationMs: 250,
    httpStatus: 500,
    error: 'http_status',
    response: 'Oops',
    ...rest,
  };
}

export function delivered(deliveryId: string): AttemptOutcome {
  return {
    attempt: attempt(deliveryId, { httpStatus: 200, error: null, response: 'ok' }),
    status: 'delivered',
    dueAt: 6000,
  };
}

export function failed(deliveryId: string): AttemptOutcome {
  return { attempt: attempt(deliveryId), status: 'failed', dueAt: 6000 };
}

/** Sources `src_a` and `src_b`, subscriptions `sub_1` and `sub_2`. */
export async function addAccounts(store: Store): Promise<void> {
  await store.accounts.putSource(source('src_a'));
  await store.accounts.putSource(source('src_b'));
  await store.accounts.putSubscription(subscription('sub_1'));
  await store.accounts.putSubscription(subscription('sub_2'));
}

/** Claims deliveries of one subscription, however large. */
export async function claimOf(
  store: Store,
  subscriptionId: string,
  now: number,
  leaseUntil: number,
  limit: number,
): Promise<readonly ClaimedDelivery[]> {
  const requests = [{ subscriptionId, limit }];
  return (await store.deliveries.claim(requests, now, leaseUntil, Number.MAX_SAFE_INTEGER))
    .deliveries;
}

/** The delivery of an event to a subscription. */
export async function deliveryId(store: Store, eventId: string, to = 'sub_1'): Promise<string> {
  const query = { ...EVERY_DELIVERY, subscriptionId: to, eventId };
  const { items } = await store.deliveries.list(query, { cursor: null, limit: 1 });
  if (items[0] === undefined) throw new Error(`No delivery of ${eventId} to ${to}.`);
  return items[0].id;
}

/** Every id of a list, read in pages. */
export async function readAll(
  list: (cursor: string | null) => Promise<{
    readonly items: readonly { readonly id: string }[];
    readonly next: string | null;
  }>,
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(cursor);
    pages.push(page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== null);
  return pages;
}

/** The subscriptions with due deliveries. */
export const dueIds = async (store: Store, now: number): Promise<string[]> =>
  (await store.deliveries.dueSubscriptions(now)).map(({ id }) => id);

/** A value as it compares: bytes become plain arrays. */
export function plain<Value extends object>(value: Value): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      part instanceof Uint8Array ? [...part] : part,
    ]),
  );
}
