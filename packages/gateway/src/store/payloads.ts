import type { Millis } from '../domain.ts';

/** An event, as far as the expiry of payloads needs it. */
export interface PayloadPlace {
  readonly seq: number;
  readonly receivedAt: Millis;
  readonly bytes: number;
  /** Whether its payload is gone already. */
  readonly isGone: boolean;
}

/** Payloads of events: bodies and headers, which may go before the event does. See {@link Store}. */
export interface PayloadStore {
  /** The events after a number, in order of arrival, without reading their bodies. */
  look(after: number, limit: number): Promise<readonly PayloadPlace[]>;
  /**
   * Drops the payloads of some events, in one transaction. The events stay, so that a retry by
   * the provider is recognised. One that has a pending delivery keeps its payload.
   * @returns how many lost theirs
   */
  expire(seqs: readonly number[]): Promise<number>;
}
