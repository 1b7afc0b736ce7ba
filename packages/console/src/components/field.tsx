import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import styles from './field.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'ref'> {
  readonly label: string;
  readonly help?: ReactNode;
  /** What is wrong with the value, as the gateway or the form says it. */
  readonly problem?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One line of text with its label, help and problem. */
export function TextField({ label, help, problem, value, onChange, ...rest }: TextFieldProps) {
  return (
    <BaseField.Root className={styles.field} invalid={problem !== undefined}>
      <BaseField.Label className={styles.label}>{label}</BaseField.Label>
      <BaseField.Control
        {...rest}
        className={styles.control}
        value={value}
        onValueChange={(text) => onChange(String(text))}
      />
      {help !== undefined && (
        <BaseField.Description className={styles.help}>{help}</BaseField.Description>
      )}
      {problem !== undefined && (
        <BaseField.Error className={styles.problem} match>
          {problem}
        </BaseField.Error>
      )}
    </BaseField.Root>
  );
}
