import { type Condition, countFitting, type Subscription } from '@signal-hooks/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { providersQuery, sourcesQuery } from '../../api/queries.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { CheckboxField } from '../../components/checkbox-field.tsx';
import { Conditions } from '../../components/conditions.tsx';
import { Failure } from '../../components/failure.tsx';
import styles from './subscription.module.css';

interface SelectionProps {
  /** Whose events they are; null: everybody's. */
  readonly of: Pick<Subscription, 'source_id' | 'provider'>;
  readonly types: readonly string[];
  readonly filter: readonly Condition[];
  readonly onTypes: (types: readonly string[]) => void;
  readonly onFilter: (filter: readonly Condition[]) => void;
}

/** Which events go there: their types, conditions on their records, and how many would have gone. */
export function Selection({ of, types, filter, onTypes, onFilter }: SelectionProps) {
  const { subscriptions: t } = useTexts();
  const sources = useQuery(sourcesQuery).data ?? [];
  const only = sources.find(({ id }) => id === of.source_id)?.provider ?? of.provider;
  const providers = new Set(only === null ? sources.map(({ provider }) => provider) : [only]);
  return (
    <>
      <EventTypes of={providers} chosen={types} onChange={onTypes} />
      <fieldset className={styles.types}>
        <legend>{t.conditions}</legend>
        <p>{t.conditionsHelp}</p>
        <Conditions conditions={filter} of={providers} onChange={onFilter} />
        <Preview of={of} types={types} filter={filter} />
      </fieldset>
    </>
  );
}

interface EventTypesProps {
  /** Ids of providers. */
  readonly of: ReadonlySet<string>;
  readonly chosen: readonly string[];
  readonly onChange: (types: readonly string[]) => void;
}

/** The types of these providers, and whatever is chosen. None chosen: every type. */
function EventTypes({ of, chosen, onChange }: EventTypesProps) {
  const { subscriptions: t } = useTexts();
  const said = useSaid();
  const providers = (useQuery(providersQuery).data ?? []).filter(({ id }) => of.has(id));
  const known = new Map(chosen.map((type) => [type, type]));
  for (const { name, event_types } of providers) {
    for (const { type, label } of event_types) {
      known.set(type, providers.length === 1 ? said(label) : `${said(name)}: ${said(label)}`);
    }
  }
  if (known.size < 2 && chosen.length === 0) return null;
  return (
    <fieldset className={styles.types}>
      <legend>{t.types}</legend>
      <p>{t.typesHelp}</p>
      {[...known].map(([type, label]) => (
        <CheckboxField
          key={type}
          label={label}
          isChecked={chosen.includes(type)}
          onChange={(isChecked) =>
            onChange(isChecked ? [...chosen, type] : chosen.filter((each) => each !== type))
          }
        />
      ))}
    </fieldset>
  );
}

/** How many of the latest events would go there. */
function Preview({ of, types, filter }: Pick<SelectionProps, 'of' | 'types' | 'filter'>) {
  const { subscriptions: t } = useTexts();
  const { data, error } = useQuery({
    queryKey: ['fitting', of.source_id, of.provider, types, filter],
    queryFn: () =>
      client(
        countFitting({
          source_id: of.source_id ?? undefined,
          provider: of.provider ?? undefined,
          event_type: types,
          filter: JSON.stringify(filter),
        }),
      ),
    placeholderData: keepPreviousData,
  });
  if (error !== null) return <Failure error={error} />;
  return <p aria-live="polite">{data && t.fitting(data.fitting, data.events)}</p>;
}
