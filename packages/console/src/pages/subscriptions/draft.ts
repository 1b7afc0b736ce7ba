import type { Condition, Subscription, UpdateSubscriptionBody } from '@signal-hooks/client';

/** How many deliveries are under way at once where their order does not matter. */
const USUAL_CONCURRENCY = 10;

/** What the form of a subscription holds. */
export interface Draft {
  readonly name: string;
  readonly target: string;
  readonly format: Subscription['format'];
  readonly includesRaw: boolean;
  readonly types: readonly string[];
  readonly filter: readonly Condition[];
  /** As it was typed; empty: no limit. */
  readonly rate: string;
  readonly isOrdered: boolean;
}

export const draftOf = (subscription: Subscription): Draft => ({
  name: subscription.name,
  target: subscription.target_url,
  format: subscription.format,
  includesRaw: subscription.include_raw,
  types: subscription.event_types,
  filter: subscription.filter,
  rate: subscription.max_per_second?.toString() ?? '',
  isOrdered: subscription.max_concurrency === 1,
});

/** A typed rate; null: no limit; undefined: it is no number. */
export function readRate(text: string): number | null | undefined {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return null;
  const rate = Number(typed);
  return Number.isFinite(rate) ? rate : undefined;
}

/** What the gateway is asked to change: only what somebody has edited. */
export function changesOf(edits: Partial<Draft>): UpdateSubscriptionBody {
  const { name, target, format, includesRaw, types, filter, rate, isOrdered } = edits;
  return {
    ...(name !== undefined && { name: name.trim() }),
    ...(target !== undefined && { target_url: target.trim() }),
    ...(format !== undefined && { format }),
    ...(includesRaw !== undefined && { include_raw: includesRaw }),
    ...(types !== undefined && { event_types: types }),
    ...(filter !== undefined && { filter }),
    ...(rate !== undefined && { max_per_second: readRate(rate) }),
    ...(isOrdered !== undefined && { max_concurrency: isOrdered ? 1 : USUAL_CONCURRENCY }),
  };
}
