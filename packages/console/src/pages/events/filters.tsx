import type { Condition, Source } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { providersQuery } from '../../api/queries.ts';
import { type FilterField, filterFields, valueText } from '../../app/filter-fields.ts';
import { useTexts } from '../../app/texts.tsx';
import { IconButton } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { AddCondition } from './add-condition.tsx';
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
      <Chips
        conditions={search.filter ?? []}
        used={new Set(sources.map(({ provider }) => provider))}
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

interface ChipsProps {
  readonly conditions: readonly Condition[];
  readonly used: ReadonlySet<string>;
  readonly onChange: (conditions: readonly Condition[]) => void;
}

function Chips({ conditions, used, onChange }: ChipsProps) {
  const t = useTexts();
  const fields = filterFields(useQuery(providersQuery).data ?? [], used);
  return (
    <div className={styles.chips}>
      {conditions.map((condition, at) => {
        const words = wordsOf(condition, fields, t.filter.operators);
        return (
          <span
            key={`${condition.field} ${condition.op} ${valueText(condition)}`}
            className={styles.chip}
          >
            <Foreign text={words} most={100} />
            <IconButton
              className={styles.remove}
              label={t.filter.remove(words.slice(0, 100))}
              icon={X}
              onClick={() => onChange(conditions.toSpliced(at, 1))}
            />
          </span>
        );
      })}
      <AddCondition fields={fields} onAdd={(condition) => onChange([...conditions, condition])} />
    </div>
  );
}

/** A condition as people read it. */
function wordsOf(
  { field, op, value }: Condition,
  fields: readonly FilterField[],
  operators: Readonly<Record<Condition['op'], string>>,
): string {
  const label = fields.find(({ key }) => key === field)?.label ?? field;
  return `${label} ${operators[op] ?? op}${op === 'exists' && value === true ? '' : ` ${valueText({ value })}`}`;
}
