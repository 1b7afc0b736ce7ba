/** A refused request to a source. */
export const REJECTION = {
  id: { kind: 'id' },
  sourceId: { kind: 'id' },
  at: { kind: 'time' },
  /** A verify, payload or request code. */
  code: { kind: 'text' },
  explanation: { kind: 'text' },
  httpStatus: { kind: 'integer' },
  bodyBytes: { kind: 'count' },
  /** What was sent, sealed: it may hold a secret. Null where it was not kept, and in lists. */
  request: { kind: 'bytes', nullable: true },
} as const;
