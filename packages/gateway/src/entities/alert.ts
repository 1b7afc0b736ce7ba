/** What a rule has found to be wrong with one object, from when it was noticed until it is over. */
export const ALERT = {
  id: { kind: 'id' },
  /** A key of the table of rules; another version may have known more. */
  rule: { kind: 'text' },
  objectKind: {
    kind: 'text',
    values: ['subscription', 'source', 'token', 'gateway'],
    description: 'What it is about.',
  },
  /** A gateway has no id of its own: it is its public URL there. */
  objectId: { kind: 'text', description: 'Its id; of a gateway its address.' },
  objectName: { kind: 'text' },
  title: { kind: 'text' },
  explanation: { kind: 'text', description: 'What happened.' },
  action: { kind: 'text', description: 'What to do.' },
  command: {
    kind: 'text',
    nullable: true,
    description: 'The command that does it or shows more; null: there is none.',
  },
  /** Since when it is so, which may be long before it was noticed. */
  since: { kind: 'time' },
  openedAt: { kind: 'time', description: 'When it was noticed.' },
  closedAt: { kind: 'time', nullable: true, description: 'When it was over; null: it is not.' },
  /** Of its two events, opened and closed, how many are stored. */
  eventsStored: { kind: 'count', shownAs: null },
  /** The number of its last change, counted over all alerts: channels remember how far they have sent. */
  change: { kind: 'integer', shownAs: null },
} as const;
