import type { DeliveryPolicy, ProviderDefinition } from '../provider.ts';
import type { Field, ListField, ScalarField } from '../record/field.ts';

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
  | 'common';

/** A scalar field as a user gives it: it needs no sample. */
export type ScalarFieldInput = Omit<ScalarField, 'sample'> & Partial<Pick<ScalarField, 'sample'>>;

/** A field as a user gives it. */
export type FieldInput =
  | ScalarFieldInput
  | (Omit<ListField, 'items'> & { readonly items: readonly ScalarFieldInput[] });

/** A definition as a user gives it, and a preset is written: its id, its name, and how it signs. */
export type DefinitionInput = Omit<ProviderDefinition, Optional | 'fields'> &
  Partial<Pick<ProviderDefinition, Optional>> & { readonly fields?: readonly FieldInput[] };

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
  const { id, name } = input;
  return {
    description: `Webhooks of ${name}.`,
    docs: '',
    wording: { noun: 'Event', startsWhen: `${name} sends an event` },
    registration: { kind: 'by-hand', secretFrom: 'provider' },
    policy: USUAL_POLICY,
    // A name may have letters that no header can hold.
    wire: { userAgent: id, encoding: 'compact' },
    events: {},
    // Nothing is known of it: what has no type is "unknown", and an event is its whole content.
    eventType: [],
    identity: [{ parts: [{ digestWithout: [] }] }],
    common: {},
    ...input,
    fields: (input.fields ?? []).map(completeField),
  };
}

const completeField = (field: FieldInput): Field =>
  field.type === 'list'
    ? { ...field, items: field.items.map(completeScalar) }
    : completeScalar(field);

const completeScalar = (field: ScalarFieldInput): ScalarField => ({ sample: null, ...field });
