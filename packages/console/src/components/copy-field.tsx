import { Check, Copy } from 'lucide-react';
import { useId, useState } from 'react';
import { useTexts } from '../app/texts.tsx';
import { Button } from './button.tsx';
import styles from './copy-field.module.css';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
}

/** A value that is to be pasted elsewhere. Where the browser does not copy, it can be selected. */
export function CopyField({ label, value }: CopyFieldProps) {
  const t = useTexts();
  const id = useId();
  const [copied, setCopied] = useState<string | null>(null);
  const isCopied = copied === value;
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(value);
  };
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
        {navigator.clipboard !== undefined && (
          <Button
            icon={isCopied ? Check : Copy}
            aria-label={`${isCopied ? t.common.copied : t.common.copy}: ${label}`}
            onClick={copy}
          >
            {isCopied ? t.common.copied : t.common.copy}
          </Button>
        )}
      </div>
    </div>
  );
}
