import type { ProviderId } from '@signal-hooks/catalogue';
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

/** One event on its way to one hook, with what became of it. */
export interface Delivery {
  readonly id: string;
  readonly provider: ProviderId;
  readonly hookId: string;
  readonly url: string;
  readonly eventType: string;
  readonly createdAt: string;
  readonly faults: Faults;
  readonly status: DeliveryStatus;
  readonly attempts: readonly Attempt[];
  /** Resolves with the delivery itself when it has come to its end. Never rejects. */
  readonly done: Promise<Delivery>;
  /** Resolves with the attempt of this number; null if the delivery ends without it. */
  attempted(number: number): Promise<Attempt | null>;
}

/** What is known of a delivery before its first attempt. */
export type DeliveryHead = Pick<
  Delivery,
  'id' | 'provider' | 'hookId' | 'url' | 'eventType' | 'createdAt' | 'faults'
>;

/** A delivery as the sender keeps it. */
export class LoggedDelivery implements Delivery {
  readonly id: string;
  readonly provider: ProviderId;
  readonly hookId: string;
  readonly url: string;
  readonly eventType: string;
  readonly createdAt: string;
  readonly faults: Faults;
  status: DeliveryStatus = 'pending';
  readonly attempts: Attempt[] = [];
  readonly done: Promise<Delivery>;
  #resolveDone!: (delivery: Delivery) => void;
  #waiting: { number: number; resolve: (attempt: Attempt | null) => void }[] = [];

  constructor(head: DeliveryHead) {
    this.id = head.id;
    this.provider = head.provider;
    this.hookId = head.hookId;
    this.url = head.url;
    this.eventType = head.eventType;
    this.createdAt = head.createdAt;
    this.faults = head.faults;
    this.done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
  }

  attempted(number: number): Promise<Attempt | null> {
    const attempt = this.attempts.find((one) => one.number === number);
    if (attempt !== undefined || this.status !== 'pending') return Promise.resolve(attempt ?? null);
    return new Promise((resolve) => {
      this.#waiting.push({ number, resolve });
    });
  }

  /** Notes an attempt and wakes who waits for it. */
  note(attempt: Attempt): void {
    this.attempts.push(attempt);
    this.#wake((waiting) => waiting.number === attempt.number, attempt);
  }

  /** Notes the end and wakes everybody. */
  end(status: Exclude<DeliveryStatus, 'pending'>): void {
    this.status = status;
    this.#wake(() => true, null);
    this.#resolveDone(this);
  }

  #wake(of: (waiting: { number: number }) => boolean, attempt: Attempt | null): void {
    const woken = this.#waiting.filter(of);
    this.#waiting = this.#waiting.filter((waiting) => !woken.includes(waiting));
    for (const { resolve } of woken) resolve(attempt);
  }

  /** The delivery as the emulator's own API shows it. */
  toJSON(): Record<string, unknown> {
    return {
      id: this.id,
      provider: this.provider,
      hook_id: this.hookId,
      url: this.url,
      event_type: this.eventType,
      created_at: this.createdAt,
      faults: this.faults,
      status: this.status,
      attempts: this.attempts.map(({ durationMs, ...attempt }) => ({
        ...attempt,
        duration_ms: durationMs,
      })),
    };
  }
}
