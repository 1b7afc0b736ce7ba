/** An accepted message, as stored: the provider's own bytes; the record is mapped when read. */
export const EVENT = {
  id: { kind: 'id' },
  sourceId: { kind: 'id' },
  type: { kind: 'text', shownAs: 'event_type' },
  receivedAt: { kind: 'time' },
  headers: { kind: 'headers' },
  body: { kind: 'bytes' },
} as const;
