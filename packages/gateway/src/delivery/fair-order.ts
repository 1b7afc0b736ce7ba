import type { DueSubscription } from '../store/store.ts';

/**
 * The order in which due subscriptions are served: one of each time in turn. What is due since
 * the same millisecond are usually the deliveries of one event, so an event for a thousand
 * subscriptions does not hold up one that is for a single one.
 * @param turn counts the rounds: another time goes first in each
 */
export function fairOrder(due: readonly DueSubscription[], turn: number): readonly string[] {
  const byTime = new Map<number, DueSubscription[]>();
  for (const each of due) {
    const group = byTime.get(each.at);
    if (group === undefined) byTime.set(each.at, [each]);
    else group.push(each);
  }
  const groups = [...byTime.values()];
  const first = groups.length === 0 ? 0 : turn % groups.length;
  let waiting = [...groups.slice(first), ...groups.slice(0, first)];
  const order: string[] = [];
  for (let at = 0; waiting.length > 0; at += 1) {
    waiting = waiting.filter((group) => group.length > at);
    for (const group of waiting) order.push((group[at] as DueSubscription).id);
  }
  return order;
}
