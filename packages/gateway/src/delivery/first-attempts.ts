import type { SignalRecord } from '@signal-hooks/catalogue';
import type { Directory } from '../directory.ts';
import type { Millis, NewDelivery, StoredEvent, Subscription } from '../domain.ts';
import { newId } from '../ids.ts';
import type { Origin } from '../ready.ts';
import { Contents } from './contents.ts';
import type { KeptDelivery } from './kept.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import type { Memory } from './memory.ts';
import type { Starter } from './starter.ts';

/** What {@link FirstAttempts} work with. */
export interface FirstAttemptsOptions {
  readonly directory: Directory;
  readonly lanes: Lanes;
  readonly memory: Memory;
  readonly starter: Starter;
  readonly now: () => Millis;
  readonly leaseMs: Millis;
  /** Called when something was stored for the log. */
  readonly wake: () => void;
}

/** An event that is about to be stored. */
export interface IncomingEvent {
  readonly origin: Origin;
  readonly event: StoredEvent;
  /** Maps its payload, or has done so. */
  readonly record: () => SignalRecord;
  /** Those whose filter it passes. */
  readonly to: readonly Subscription[];
}

/** The deliveries of an event: some begin from memory as soon as it is stored, the others from the log. */
export interface PlannedDeliveries {
  /** To be stored with the event. */
  readonly deliveries: readonly NewDelivery[];
  /** The event is on disk with them. */
  stored(): void;
  /** It is not, or is known already: what was taken for it is given back. */
  notStored(): void;
}

/** Whom an event is for. */
interface Recipient {
  readonly lane: Lane;
  readonly subscription: Subscription;
}

/**
 * First attempts from memory. A delivery whose lane has a place is stored as leased to this process,
 * and what is sent is built while the payload is at hand; once the event is on disk, its attempt
 * begins without another look at the log. All others are stored as due, and are found there.
 */
export class FirstAttempts {
  readonly #options: FirstAttemptsOptions;
  /** Whether attempts are made at all. */
  isOn = false;

  constructor(options: FirstAttemptsOptions) {
    this.#options = options;
  }

  /** Whatever is planned must be ended, by `stored` or by `notStored`. */
  plan(incoming: IncomingEvent): PlannedDeliveries {
    const { lanes, memory, starter, now, leaseMs, wake } = this.#options;
    const contents = new Contents(incoming.event.headers);
    const { kept: chosen, logged } = this.#divide(incoming, contents);
    const share = memory.take(chosen.length, contents.bytes);
    const leaseUntil = chosen.length > 0 ? now() + leaseMs : 0;
    const { id: eventId, receivedAt: dueAt } = incoming.event;
    const kept = chosen.map(({ lane, subscription: { id: subscriptionId } }): KeptDelivery => {
      const id = newId('dlv', dueAt);
      const content = contents;
      return {
        ...{ id, eventId, subscriptionId, attempts: 0, dueAt, replayedAt: null },
        ...{ lane, leaseUntil, share, content },
      };
    });
    const due = logged.map(({ subscription: { id: subscriptionId } }): NewDelivery => {
      return { id: newId('dlv', dueAt), subscriptionId, leaseUntil: null };
    });
    for (const { lane } of chosen) lane.kept += 1;
    for (const { lane } of logged) lanes.noteBehind(lane);
    return {
      deliveries: [...kept, ...due],
      stored: () => {
        for (const each of kept) starter.add(each);
        if (logged.length > 0) wake();
      },
      notStored: () => {
        for (const { lane } of chosen) {
          lane.kept -= 1;
          share.giveBackOne();
        }
      },
    };
  }

  /** Divides the recipients, and builds what those get that are kept in memory. */
  #divide(
    { origin, event, record, to }: IncomingEvent,
    contents: Contents,
  ): { readonly kept: readonly Recipient[]; readonly logged: readonly Recipient[] } {
    const { lanes, directory, memory } = this.#options;
    const all = to.map((subscription) => ({ subscription, lane: lanes.of(subscription) }));
    const isRoom = this.isOn && event.body.length <= memory.freeBytes;
    const mayKeep = ({ lane, subscription }: Recipient): boolean =>
      isRoom &&
      directory.subscription(subscription.id)?.subscription.status === 'active' &&
      lanes.mayKeep(lane, subscription);
    const kept = all.filter(mayKeep);
    try {
      for (const { subscription } of kept) contents.build(origin, event, subscription, record);
    } catch {
      // Its attempt from the log will fail as well, and say why.
      return { kept: [], logged: all };
    }
    return { kept, logged: all.filter((each) => !kept.includes(each)) };
  }
}
