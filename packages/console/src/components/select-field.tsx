import { Field as BaseField } from '@base-ui/react/field';
import type { ReactNode } from 'react';
import styles from './field.module.css';

/** Something that can be chosen. */
interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly help?: ReactNode;
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of several; the browser's own list, which every phone and keyboard knows. */
export function SelectField<Value extends string>({
  label,
  help,
  value,
  choices,
  onChange,
}: SelectFieldProps<Value>) {
  return (
    <BaseField.Root className={styles.field}>
      <BaseField.Label className={styles.label}>{label}</BaseField.Label>
      <BaseField.Control
        value={value}
        onValueChange={(chosen) => onChange(String(chosen) as Value)}
        render={
          <select className={styles.control}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
        }
      />
      {help !== undefined && (
        <BaseField.Description className={styles.help}>{help}</BaseField.Description>
      )}
    </BaseField.Root>
  );
}
