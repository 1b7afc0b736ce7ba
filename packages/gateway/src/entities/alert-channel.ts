/** Where messages for people go. What programs get are events: those are subscriptions. */
export const ALERT_CHANNEL = {
  id: { kind: 'id' },
  kind: { kind: 'text', values: ['slack', 'email'] },
  name: { kind: 'text', default: '' },
  createdAt: { kind: 'time' },
  /** The last change of an alert that was sent to it; see `ALERT.change`. */
  sentThrough: { kind: 'integer', shownAs: null },
  lastSentAt: { kind: 'time', nullable: true, description: 'When a message was last taken.' },
  lastError: {
    kind: 'text',
    nullable: true,
    description: 'Why the last message could not be sent; null: it was.',
  },
  failingSince: { kind: 'time', nullable: true },
  /** In a row. */
  failures: { kind: 'count', default: 0, shownAs: null },
  /** Not before then is it tried again. */
  retryAt: { kind: 'time', nullable: true, shownAs: null },
  /** Sealed JSON of `AlertChannelSecrets`. */
  sealed: { kind: 'bytes' },
} as const;
