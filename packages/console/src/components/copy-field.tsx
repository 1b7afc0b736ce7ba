import { useId } from 'react';
import { CopyButton } from './copy-button.tsx';
import styles from './copy-field.module.css';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
}

/** A value that is to be pasted elsewhere. Where the browser does not copy, it can be selected. */
export function CopyField({ label, value }: CopyFieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.row}>
        <input
          id={id}
          className={styles.value}
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={value} label={label} />
      </div>
    </div>
  );
}
