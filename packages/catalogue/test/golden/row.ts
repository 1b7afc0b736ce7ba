import type { Identity, ProviderId } from '@signal-hooks/catalogue';

/** A payload and the record expected of it, written by hand and never generated. */
export interface GoldenRow {
  readonly provider: ProviderId;
  readonly what: string;
  /** The body as it comes. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Everything but event_id, provider, received_at and raw, in order. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly identity: Identity;
}
