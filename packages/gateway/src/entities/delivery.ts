/** Bringing one event to one subscription. */
export const DELIVERY = {
  id: { kind: 'id' },
  eventId: { kind: 'id' },
  subscriptionId: { kind: 'id' },
  /**
   * `pending` is due or will be; `failed` has used up its retries; `cancelled` when its subscription
   * ended; `expired` when its event was deleted, because its time was over, before it was delivered.
   */
  status: {
    kind: 'text',
    values: ['pending', 'delivered', 'failed', 'cancelled', 'expired'],
    description:
      'failed: its retries are used up. cancelled: its subscription ended, or its bulk replay was cancelled. expired: its event was deleted, because its time was over, before it was delivered.',
  },
  /** Attempts made so far. */
  attempts: { kind: 'count', shownAs: 'attempt_count' },
  /** When it is next due, while pending. */
  dueAt: { kind: 'time' },
  createdAt: { kind: 'time' },
  finishedAt: { kind: 'time', nullable: true },
  /** When somebody last asked for it to be made once more; null: never. */
  replayedAt: { kind: 'time', nullable: true, shownAs: null },
  /** Of the last attempt; null: there was none, or no answer. */
  lastHttpStatus: {
    kind: 'integer',
    nullable: true,
    description: 'Of the last attempt; null: there was none, or no answer.',
  },
  lastError: {
    kind: 'text',
    nullable: true,
    description: 'Of the last attempt; null: there was none, or it succeeded.',
  },
  replayId: {
    kind: 'id',
    nullable: true,
    description: 'The bulk replay that made it, if one did.',
  },
} as const;
