/** A REST hook: which events go where, and how. */
export const SUBSCRIPTION = {
  id: { kind: 'id' },
  name: {
    kind: 'text',
    default: '',
    input: { when: 'always', minLength: 0, maxLength: 100 },
  },
  targetUrl: { kind: 'text' },
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
  /** Empty: every type. */
  eventTypes: {
    kind: 'texts',
    default: [],
    input: {
      when: 'always',
      description: 'Empty: every type.',
      maxItems: 100,
      maxItemLength: 100,
    },
  },
  /** All must hold. The API's `filter`. */
  conditions: {
    kind: 'conditions',
    shownAs: 'filter',
    default: [],
    input: { when: 'always', description: 'Conditions on the record; all must hold.' },
  },
  /** How a delivery's body looks. */
  format: {
    kind: 'text',
    values: ['standard', 'flat', 'raw', 'slack'],
    description:
      'standard: {type, timestamp, data: record}. flat: the record itself. raw: the provider’s bytes and headers. slack: a message, for an incoming webhook of Slack.',
    default: 'standard',
    input: { when: 'always' },
  },
  /** Most deliveries under way at once. */
  maxConcurrency: {
    kind: 'integer',
    default: 10,
    input: {
      when: 'always',
      description:
        'Most deliveries under way at once. 1: one after the other in strict order; one that fails holds back the later ones until it is delivered or given up.',
      minimum: 1,
      maximum: 100,
    },
  },
  /** Most attempts per second; null: no limit. */
  maxPerSecond: {
    kind: 'number',
    nullable: true,
    input: {
      when: 'always',
      description: 'Most attempts per second; null: no limit.',
      exclusiveMinimum: 0,
      maximum: 1000,
    },
  },
  /** Subscriptions of one group share one rate; null: it has its own. */
  rateGroup: {
    kind: 'text',
    nullable: true,
    input: {
      when: 'new',
      description:
        'Subscriptions with the same text here share one rate. Where their max_per_second differ, each attempt takes its part of a second by its own.',
      maxLength: 100,
    },
  },
  /** The subscriber cannot learn another secret: it is never rotated. */
  fixedSecret: {
    kind: 'boolean',
    default: false,
    input: {
      when: 'new',
      description: 'The subscriber cannot learn another secret: rotating it is refused.',
    },
  },
  /** Whether the record in `standard` and `flat` deliveries has the provider's payload as `raw`. */
  includeRaw: {
    kind: 'boolean',
    default: false,
    input: {
      when: 'always',
      description:
        'Whether the record of standard and flat deliveries has the whole payload of the provider as raw, which makes them several times as large; false if absent. GET /v1/events/{id} has it at any time.',
    },
  },
  /** `ended`: unsubscribed or answered 410. `disabled`: failed for too long; its deliveries are kept. */
  status: {
    kind: 'text',
    values: ['active', 'paused', 'disabled', 'ended'],
    default: 'active',
  },
  /** Why and since when it is not active; null when it is. */
  statusReason: { kind: 'text', nullable: true },
  /** Since when every attempt has failed; null after a success. */
  failingSince: { kind: 'time', nullable: true },
  createdAt: { kind: 'time' },
  /** Sealed JSON of `SubscriptionSecrets`. */
  sealed: { kind: 'bytes' },
} as const;
