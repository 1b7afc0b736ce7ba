/** One try at a delivery. */
export const ATTEMPT = {
  deliveryId: { kind: 'id', shownAs: null },
  /** 1, 2, … */
  number: { kind: 'integer' },
  at: { kind: 'time' },
  durationMs: { kind: 'number' },
  /** HTTP status, or null if there was no answer. */
  httpStatus: { kind: 'integer', nullable: true },
  /** Closed set of reasons: see the delivery package; null on success. */
  error: { kind: 'text', nullable: true },
  /** First bytes of the answer, for the log; never of a redirect. */
  response: { kind: 'text', nullable: true },
} as const;
