import type { Condition, Provider } from '@signal-hooks/client';

/** A field that conditions can be about. */
export type FilterField = Pick<Provider['fields'][number], 'key' | 'label' | 'ops'> & {
  readonly type: string;
};

/**
 * The fields that conditions can name, each once, by label.
 * @param used ids of the providers that there are sources of; of the others only common fields matter
 */
export function filterFields(
  providers: readonly Provider[],
  used: ReadonlySet<string>,
): readonly FilterField[] {
  const shown = providers.filter(({ id }) => used.has(id));
  const fields = new Map<string, FilterField>();
  for (const { fields: own } of shown.length > 0 ? shown : providers.slice(0, 1)) {
    for (const field of own) if (!fields.has(field.key)) fields.set(field.key, field);
  }
  return [...fields.values()].filter(({ ops }) => ops.length > 0);
}

/** A condition's value as people write it; `in` with commas. */
export function valueText({ value }: Pick<Condition, 'value'>): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}
