/** What was set for a rule; a rule without a row is as it comes. */
export const ALERT_RULE = {
  /** A key of the table of rules. */
  id: { kind: 'text' },
  isOn: { kind: 'boolean', default: true, input: { when: 'always' } },
  /** In the unit of the rule. */
  threshold: {
    kind: 'number',
    nullable: true,
    description: 'In the rule’s unit; null: the default.',
    input: { when: 'always', exclusiveMinimum: 0, maximum: 1_000_000 },
  },
  sourceIds: {
    kind: 'texts',
    default: [],
    description: 'Only these sources; empty: all.',
    input: { when: 'always', maxItems: 1000, maxItemLength: 64 },
  },
  subscriptionIds: {
    kind: 'texts',
    default: [],
    description: 'Only these subscriptions; empty: all.',
    input: { when: 'always', maxItems: 1000, maxItemLength: 64 },
  },
} as const;
