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
} as const;
