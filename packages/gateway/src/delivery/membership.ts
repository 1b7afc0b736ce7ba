import { createHash } from 'node:crypto';
import type { Millis } from '../domain.ts';
import type { LiveGateway } from '../store/gateways.ts';
import { isInOrder, type Limits } from './limits.ts';

/** The ids of gateways that share limits, sorted. */
type Group = readonly string[];

/** A group's name, in which every gateway sees whether the others share among the same. */
const nameOf = (group: Group): string =>
  createHash('sha256').update(group.join()).digest('hex').slice(0, 32);

/** What is left of a division goes to other gateways for other subscriptions. */
function divide(most: number, group: Group, id: string, subscriptionId: string): number {
  const turn = group.indexOf(id) + subscriptionId.charCodeAt(subscriptionId.length - 1);
  const rest = turn % group.length < most % group.length ? 1 : 0;
  return Math.floor(most / group.length) + rest;
}

/**
 * One gateway's part of every limit. All that are alive divide each limit among them. Which are alive
 * changes, and not all see it at once; so that the parts never add up to more than the limit,
 * a gateway has the least of its parts in the old group and the new one until every gateway of
 * the new one has written that it does the same. One that has just come has none until then.
 */
export class Membership {
  readonly id: string;
  /** The groups that somebody may still go by, the newest last. */
  #groups: readonly Group[] = [];
  /** Whether every gateway of a group has agreed on it since this one came. */
  #hasJoined = false;
  #since: Millis = Number.NEGATIVE_INFINITY;

  constructor(id: string) {
    this.id = id;
  }

  /** Since when the parts are as large as they are: until then they were smaller, and others may have used the rest. */
  get since(): Millis {
    return this.#since;
  }

  /** Whether all gateways go by the same group. */
  get isSettled(): boolean {
    return this.#hasJoined && this.#groups.length === 1;
  }

  /** Whether all of every limit is this gateway's. */
  get isAlone(): boolean {
    return this.isSettled && this.#groups[0]?.length === 1;
  }

  /** The name of the newest group. */
  get newest(): string {
    return nameOf(this.#groups.at(-1) ?? []);
  }

  /** What this gateway may use. */
  partOf(subscriptionId: string, limits: Limits): Limits {
    if (this.isAlone) return limits;
    const { maxPerSecond } = limits;
    const most = Math.max(1, ...this.#groups.map((group) => group.length));
    return {
      maxConcurrency: this.#hasJoined ? this.#concurrency(this.#groups, subscriptionId, limits) : 0,
      maxPerSecond: maxPerSecond === null ? null : maxPerSecond / most,
    };
  }

  /** How many attempts at once it may have under way in the newest group. */
  newestConcurrency(subscriptionId: string, limits: Limits): number {
    return this.#concurrency(this.#groups.slice(-1), subscriptionId, limits);
  }

  /** The log lets only one begin of a subscription that gets them in order, whichever gateway it is. */
  #concurrency(groups: readonly Group[], subscriptionId: string, limits: Limits): number {
    const { maxConcurrency } = limits;
    if (isInOrder(limits)) return maxConcurrency;
    return Math.min(
      ...groups.map((group) => divide(maxConcurrency, group, this.id, subscriptionId)),
    );
  }

  /** @param alive those that are alive, this one among them, with what they last wrote */
  update(alive: readonly LiveGateway[], now: Millis): void {
    const group = alive.map(({ id }) => id).sort();
    if (group.join() !== this.#groups.at(-1)?.join()) this.#groups = [...this.#groups, group];
    if (!alive.every(({ shares }) => shares === this.newest)) return;
    const before = this.#groups.map(({ length }) => length);
    const isMore = !this.#hasJoined || Math.max(...before) > group.length;
    const hadOthers = Math.max(...before) > 1;
    if (isMore && hadOthers) this.#since = now;
    this.#groups = [group];
    this.#hasJoined = true;
  }
}
