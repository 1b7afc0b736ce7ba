import type { Provider } from '../provider.ts';
import type { Field } from './field.ts';
import { ADDED_KEYS, type CommonField } from './record.ts';
import { recordFields } from './schema.ts';

/**
 * The fields that events of a provider can have something in, in the order of the record: what it
 * never fills would make empty columns, and a filter by it would hold back everything.
 * @param provider null: what all providers have in common
 */
export function filledFields(provider: Provider | null): readonly (CommonField | Field)[] {
  const fields = recordFields(provider);
  if (provider === null) return fields;
  const filled = new Set<string>([
    ...ADDED_KEYS,
    ...Object.keys(provider.common),
    ...provider.fields.map(({ key }) => key),
  ]);
  // A name may be one that can be split.
  if (filled.has('contact_name')) filled.add('contact_first_name').add('contact_last_name');
  return fields.flatMap((field) => {
    if (field.key !== 'contacts' || field.type !== 'list') {
      // A list of contacts fills the fields of the first contact too.
      const isContact = filled.has('contacts') && field.key.startsWith('contact_');
      return filled.has(field.key) || isContact ? [field] : [];
    }
    // Without a list, the fields of the first contact make its only row.
    const items = filled.has('contacts')
      ? field.items
      : field.items.filter(({ key }) => filled.has(`contact_${key}`));
    return items.length > 0 ? [{ ...field, items }] : [];
  });
}

/** What a provider's events can be used for: it follows from the fields that they fill. */
export interface Capabilities {
  /** They name people by an e-mail address. */
  readonly people: boolean;
  /** They name companies. */
  readonly companies: boolean;
  /** The people or companies belong into a CRM: they are not the product's own users. */
  readonly prospects: boolean;
  /** They say how urgent they are, on the common scale. */
  readonly priority: boolean;
  /** They have a score, on a scale of the provider's own. */
  readonly score: boolean;
}

/** @param provider null: all of them together */
export function capabilities(provider: Provider | null): Capabilities {
  const filled = new Set(filledFields(provider).map(({ key }) => key));
  const people = filled.has('contact_email');
  const companies = filled.has('company_name') || filled.has('company_domain');
  return {
    people,
    companies,
    prospects: (people || companies) && provider?.people !== 'colleagues',
    priority: filled.has('priority'),
    score: filled.has('score'),
  };
}
