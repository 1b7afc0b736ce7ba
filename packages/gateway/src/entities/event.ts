/** What an event can be asked for by: it has a delivery in this state, or (`never_sent`) none at all. */
export const EVENT_STATES = ['pending', 'delivered', 'failed', 'never_sent'] as const;

/** An accepted message, as stored: the provider's own bytes; the record is mapped when read. */
export const EVENT = {
  id: { kind: 'id' },
  sourceId: { kind: 'id' },
  type: { kind: 'text', shownAs: 'event_type' },
  receivedAt: { kind: 'time' },
  headers: { kind: 'headers' },
  body: { kind: 'bytes' },
  payloadGone: {
    kind: 'text',
    nullable: true,
    values: ['expired', 'erased'],
    description:
      'Why its payload is not kept any more: the record then has only what is known without it, and the event cannot be delivered. null: it is kept.',
  },
} as const;
