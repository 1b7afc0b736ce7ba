import type { Delivery, Millis, StoredEvent } from '../domain.ts';
import type { Contents } from './contents.ts';
import type { Lane } from './lane.ts';
import type { Share } from './memory.ts';

/**
 * A delivery that this process holds in memory, leased to it, until its attempt is over: either it
 * came with its event a moment ago, or it was claimed from the log.
 */
export interface KeptDelivery
  extends Pick<
    Delivery,
    'id' | 'eventId' | 'subscriptionId' | 'attempts' | 'dueAt' | 'replayedAt'
  > {
  /** Where it waits for its turn. */
  readonly lane: Lane;
  readonly leaseUntil: Millis;
  /** What it takes of the memory. */
  readonly share: Share;
  /** What is sent: at hand, or made when its turn has come. */
  readonly content: Contents | StoredEvent;
}
