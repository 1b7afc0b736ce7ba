import type { DeliveryPolicy, ProviderDefinition } from '../provider.ts';

/** What of a definition may be left out: what then holds is {@link completeDefinition}'s. */
type Optional =
  | 'description'
  | 'docs'
  | 'wording'
  | 'registration'
  | 'policy'
  | 'wire'
  | 'events'
  | 'eventType'
  | 'identity'
  | 'common'
  | 'fields';

/** A definition as a user gives it, and a preset is written: its id, its name, and how it signs. */
export type DefinitionInput = Omit<ProviderDefinition, Optional> &
  Partial<Pick<ProviderDefinition, Optional>>;

/** What most senders do. */
const USUAL_POLICY: DeliveryPolicy = {
  timeoutMs: 10_000,
  success: '2xx',
  retryOn: 'every-failure',
  retryWaitsMs: [60_000, 300_000, 1_800_000],
  disableAfter: null,
  notes: [],
};

/** Fills in what a definition leaves out. */
export function completeDefinition(input: DefinitionInput): ProviderDefinition {
  const { name } = input;
  return {
    description: `Webhooks of ${name}.`,
    docs: '',
    wording: { noun: 'Event', startsWhen: `${name} sends an event` },
    registration: { kind: 'by-hand', secretFrom: 'provider' },
    policy: USUAL_POLICY,
    wire: { userAgent: name, encoding: 'compact' },
    events: {},
    // Nothing is known of it: what has no type is "unknown", and an event is its whole content.
    eventType: [],
    identity: [{ parts: [{ digestWithout: [] }] }],
    common: {},
    fields: [],
    ...input,
  };
}
