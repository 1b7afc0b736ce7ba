/** What a bulk replay can be asked for, of the deliveries of an event. */
export const REPLAY_STATES = ['failed', 'delivered', 'never_sent'] as const;

/** Events of the past, delivered again or for the first time: an order that is worked off in pieces. */
export const REPLAY = {
  id: { kind: 'id' },
  subscriptionId: {
    kind: 'id',
    nullable: true,
    input: { when: 'new', description: 'Only to this subscription; absent: to all.' },
  },
  sourceId: {
    kind: 'id',
    nullable: true,
    input: { when: 'new', description: 'Only events of this source.' },
  },
  provider: {
    kind: 'provider',
    nullable: true,
    input: { when: 'new', description: 'Only events of this provider.' },
  },
  eventTypes: {
    kind: 'texts',
    default: [],
    input: { when: 'new', description: 'Empty: every type.', maxItems: 100, maxItemLength: 100 },
  },
  /** All must hold. The API's `filter`. */
  conditions: {
    kind: 'conditions',
    shownAs: 'filter',
    default: [],
    input: { when: 'new', description: 'Conditions on the record; all must hold.' },
  },
  /** Only events received since then; null: all that are kept. */
  since: { kind: 'time', nullable: true },
  /** Only events received before then. */
  until: { kind: 'time' },
  /** Of {@link REPLAY_STATES}. */
  states: { kind: 'texts' },
  maxPerSecond: {
    kind: 'number',
    nullable: true,
    input: {
      when: 'new',
      description: 'Most deliveries that become due per second; null: no limit.',
      exclusiveMinimum: 0,
      maximum: 1000,
    },
  },
  status: {
    kind: 'text',
    values: ['running', 'done', 'cancelled'],
    description: 'done: all its deliveries are made; each is attempted as any other.',
  },
  /** Why it was cancelled. */
  statusReason: { kind: 'text', nullable: true },
  events: { kind: 'count', description: 'Events looked at so far.' },
  deliveries: { kind: 'count', description: 'Deliveries made so far.' },
  withoutPayload: {
    kind: 'count',
    default: 0,
    description: 'Events passed over so far because their payload is not kept any more.',
  },
  reachedAt: {
    kind: 'time',
    nullable: true,
    description: 'When the event was received that was looked at last; it begins with the oldest.',
  },
  /** Cursor of the list of events, the oldest first; null at the beginning. */
  position: { kind: 'text', nullable: true, shownAs: null },
  createdAt: { kind: 'time' },
  finishedAt: { kind: 'time', nullable: true },
  /** Until when it belongs to the gateway that works on it. */
  leaseUntil: { kind: 'time', shownAs: null, default: 0 },
} as const;
