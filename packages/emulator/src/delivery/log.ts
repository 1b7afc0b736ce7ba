import type { Faults } from './faults.ts';
import type { Failure } from './transport.ts';

/** One attempt of a delivery. */
export interface Attempt {
  /** 1, 2, …; a duplicate on purpose has the number of what it repeats. */
  readonly number: number;
  /** When, by the provider's clock: shortened waits count in full. ISO 8601. */
  readonly at: string;
  readonly durationMs: number;
  /** The receiver's answer; null if none came. */
  readonly status: number | null;
  readonly failure: Failure | null;
  /** The beginning of the answer, or why none came. */
  readonly detail: string;
  readonly delivered: boolean;
  /** Sent again although it had been delivered. */
  readonly duplicate: boolean;
}

/** `cancelled`: the emulator was closed, or the hook was removed or disabled, before the end. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'cancelled';

/** What is known of a delivery before its first attempt. */
export interface DeliveryHead {
  readonly id: string;
  readonly provider: string;
  readonly hookId: string;
  readonly url: string;
  readonly eventType: string;
  readonly createdAt: string;
  readonly faults: Faults;
}

/** One event on its way to one hook, with what became of it. */
export interface Delivery extends DeliveryHead {
  readonly status: DeliveryStatus;
  readonly attempts: readonly Attempt[];
  /** Resolves with the delivery itself when it has come to its end. Never rejects. */
  readonly done: Promise<Delivery>;
  /** Resolves with the attempt of this number; null if the delivery ends without it. */
  attempted(number: number): Promise<Attempt | null>;
}

/** A delivery as the sender keeps it. */
export interface LoggedDelivery extends Delivery {
  /** Notes an attempt and wakes who waits for it. */
  note(attempt: Attempt): void;
  /** Notes the end and wakes everybody. */
  end(status: Exclude<DeliveryStatus, 'pending'>): void;
  /** The delivery as the emulator's own API shows it. */
  toJSON(): object;
}

/** Begins the log of a delivery. */
export function logDelivery(head: DeliveryHead): LoggedDelivery {
  const attempts: Attempt[] = [];
  const waiting = new Map<(attempt: Attempt | null) => void, number>();
  let status: DeliveryStatus = 'pending';
  let resolveDone: (delivery: Delivery) => void;
  const done = new Promise<Delivery>((resolve) => {
    resolveDone = resolve;
  });
  const delivery: LoggedDelivery = {
    ...head,
    attempts,
    done,
    get status() {
      return status;
    },
    async attempted(wanted) {
      const attempt = attempts.find(({ number }) => number === wanted);
      if (attempt !== undefined || status !== 'pending') return attempt ?? null;
      return new Promise((resolve) => waiting.set(resolve, wanted));
    },
    note(attempt) {
      attempts.push(attempt);
      for (const [resolve, number] of waiting) {
        if (number === attempt.number) resolve(attempt);
      }
    },
    end(how) {
      status = how;
      for (const resolve of waiting.keys()) resolve(null);
      resolveDone(delivery);
    },
    toJSON() {
      const { hookId, eventType, createdAt, ...same } = head;
      return {
        ...same,
        hook_id: hookId,
        event_type: eventType,
        created_at: createdAt,
        status,
        attempts: attempts.map(({ durationMs, ...attempt }) => ({
          ...attempt,
          duration_ms: durationMs,
        })),
      };
    },
  };
  return delivery;
}
