import type { Source } from '@signal-hooks/client';
import { useEffect, useState } from 'react';
import { useTexts } from '../../app/texts.tsx';
import { Conditions } from '../../components/conditions.tsx';
import { TextField } from '../../components/field.tsx';
import { SelectField } from '../../components/select-field.tsx';
import styles from './events.module.css';
import { type EventSearch, PERIODS, STATES } from './search.ts';

/** Typing is over when nothing comes for that long. */
const TYPING_MS = 300;

interface FiltersProps {
  readonly search: EventSearch;
  readonly sources: readonly Source[];
  readonly onChange: (search: EventSearch) => void;
}

/** Which events are shown: a text, a few lists, and conditions on the record as chips. */
export function Filters({ search, sources, onChange }: FiltersProps) {
  const { events: t } = useTexts();
  const set = <Key extends keyof EventSearch>(key: Key, value: EventSearch[Key] | ''): void => {
    const { [key]: _old, ...rest } = search;
    onChange(value === '' || value === undefined ? rest : { ...rest, [key]: value });
  };
  return (
    <>
      <search className={styles.filters}>
        <SearchField text={search.q ?? ''} onChange={(q) => set('q', q)} />
        <SelectField
          label={t.source}
          value={search.source_id ?? ''}
          choices={[
            { value: '', label: t.allSources },
            ...sources.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(id) => set('source_id', id)}
        />
        <SelectField
          label={t.delivery}
          value={search.state ?? ''}
          choices={(['', ...STATES] as const).map((state) => ({
            value: state,
            label: state === '' ? t.allStates : t.states[state],
          }))}
          onChange={(state) => set('state', state)}
        />
        <SelectField
          label={t.received}
          value={search.period ?? ''}
          choices={(['', ...PERIODS] as const).map((period) => ({
            value: period,
            label: period === '' ? t.allTimes : t.periods[period],
          }))}
          onChange={(period) => set('period', period)}
        />
      </search>
      <Conditions
        conditions={search.filter ?? []}
        of={new Set(sources.map(({ provider }) => provider))}
        onChange={(filter) => set('filter', filter.length === 0 ? '' : filter)}
      />
    </>
  );
}

interface SearchFieldProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function SearchField({ text, onChange }: SearchFieldProps) {
  const { events: t } = useTexts();
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onChange]);
  return (
    <TextField label={t.search} type="search" maxLength={200} value={typed} onChange={setTyped} />
  );
}
