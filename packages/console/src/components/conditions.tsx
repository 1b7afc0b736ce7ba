import type { Condition } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { providersQuery } from '../api/queries.ts';
import { type FilterField, filterFields, valueText } from '../app/filter-fields.ts';
import { useSaid } from '../app/said.ts';
import { useTexts } from '../app/texts.tsx';
import { Button, IconButton } from './button.tsx';
import { ConditionPopover } from './condition-form.tsx';
import styles from './conditions.module.css';
import { Foreign } from './foreign.tsx';

interface ConditionsProps {
  readonly conditions: readonly Condition[];
  /** Ids of the providers whose fields can be asked for. */
  readonly of: ReadonlySet<string>;
  readonly onChange: (conditions: readonly Condition[]) => void;
}

/** Conditions on records as chips: a click changes one, a cross takes it away. */
export function Conditions({ conditions, of, onChange }: ConditionsProps) {
  const { filter: t } = useTexts();
  const words = useWords();
  const fields = filterFields(useQuery(providersQuery).data ?? [], of);
  if (fields.length === 0) return null;
  return (
    <div className={styles.chips}>
      {conditions.map((condition, at) => {
        const text = words(condition, fields);
        return (
          <span
            // The same after a change, so that the focus stays.
            key={`${condition.field} ${countBefore(conditions, at)}`}
            className={styles.chip}
          >
            <ConditionPopover
              title={t.changeOne}
              trigger={
                <button type="button" className={styles.words}>
                  <Foreign text={text} most={100} />
                </button>
              }
              fields={fields}
              condition={condition}
              onDone={(changed) => onChange(conditions.with(at, changed))}
            />
            <IconButton
              className={styles.remove}
              label={t.remove(text.slice(0, 100))}
              icon={X}
              onClick={() => onChange(conditions.toSpliced(at, 1))}
            />
          </span>
        );
      })}
      <ConditionPopover
        title={t.add}
        trigger={<Button icon={Plus}>{t.add}</Button>}
        fields={fields}
        onDone={(condition) => onChange([...conditions, condition])}
      />
    </div>
  );
}

/** How many conditions before one are on the same field. */
const countBefore = (conditions: readonly Condition[], at: number): number =>
  conditions.slice(0, at).filter(({ field }) => field === conditions[at]?.field).length;

/** A condition as people read it. */
function useWords(): (condition: Condition, fields: readonly FilterField[]) => string {
  const { filter: t } = useTexts();
  const said = useSaid();
  return ({ field, op, value }, fields) => {
    const label = fields.find(({ key }) => key === field)?.label ?? field;
    const rest = op === 'exists' && value === true ? '' : ` ${valueText({ value })}`;
    return `${said(label)} ${t.operators[op] ?? op}${rest}`;
  };
}
