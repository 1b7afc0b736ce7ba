/** The data of a person, deleted: an order that is worked off in pieces, and afterwards the receipt. */
export const ERASURE = {
  id: { kind: 'id' },
  field: {
    kind: 'text',
    input: {
      when: 'new',
      description:
        'A field of the record, such as contact_email, or the last part of its name: email is contact_email, the email of each of the contacts, and every other field that is called so.',
      maxLength: 100,
    },
  },
  valueHash: {
    kind: 'text',
    description:
      'HMAC-SHA256 of the value, in lower case, with a key that is derived from the gateway’s: the value itself is not kept. A dry run with the same value says the same.',
  },
  /** What is looked for, until it is done; then empty. */
  sealed: { kind: 'bytes' },
  status: {
    kind: 'text',
    values: ['running', 'done'],
    description: 'done: nothing of it is left in the database.',
  },
  events: { kind: 'count', default: 0, description: 'Events looked at so far.' },
  erasedEvents: {
    kind: 'count',
    default: 0,
    description:
      'Events that have lost their payload. Each stays until its time is over, without content, so that it is recognised if the provider sends it again.',
  },
  erasedDeliveries: { kind: 'count', default: 0, description: 'Their deliveries, deleted.' },
  erasedAttempts: {
    kind: 'count',
    default: 0,
    description: 'Attempts of these, with what subscribers answered, deleted.',
  },
  erasedRejections: {
    kind: 'count',
    default: 0,
    description: 'Refused requests that had the value anywhere, deleted.',
  },
  recipients: {
    kind: 'texts',
    default: [],
    description:
      'Subscriptions to which some of these events were sent: who runs them may still have the data.',
  },
  reachedAt: {
    kind: 'time',
    nullable: true,
    description: 'When the event was received that was looked at last; it begins with the oldest.',
  },
  /** Cursor of the list of events, the oldest first; null at the beginning. */
  position: { kind: 'text', nullable: true, shownAs: null },
  createdAt: {
    kind: 'time',
    description: 'Events that were received until then are looked at.',
  },
  finishedAt: { kind: 'time', nullable: true },
  /** Until when it belongs to the gateway that works on it. */
  leaseUntil: { kind: 'time', shownAs: null, default: 0 },
} as const;
