import type { Storage } from '@signal-hooks/client';
import { useState } from 'react';
import { useTexts } from '../../app/texts.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { TextField } from '../../components/field.tsx';
import { SelectField } from '../../components/select-field.tsx';
import styles from './settings.module.css';

const GB = 1_000_000_000;

/** What decides how much is kept: a variable of the gateway each. */
const LIMITS = {
  kept: { variable: 'SIGNAL_HOOKS_RETENTION_DAYS', unit: 1, now: 'retention_days', usual: 90 },
  payloadsKept: { variable: 'SIGNAL_HOOKS_PAYLOAD_DAYS', unit: 1, now: 'payload_days', usual: 30 },
  most: {
    variable: 'SIGNAL_HOOKS_RETENTION_BYTES',
    unit: GB,
    now: 'retention_bytes',
    usual: 10 * GB,
  },
} as const;

type Limit = keyof typeof LIMITS;
const NAMES = Object.keys(LIMITS) as readonly Limit[];

/** Makes the line that sets how much is kept, for whoever starts the gateway: it cannot be set here. */
export function Retention({ storage }: { readonly storage: Storage }) {
  const { settings: t } = useTexts();
  const [limit, setLimit] = useState<Limit>('kept');
  const [typed, setTyped] = useState<string | null>(null);
  const { variable, unit, now, usual } = LIMITS[limit];
  const text = typed ?? String((storage[now] ?? usual) / unit);
  const amount = Math.round(Number(text) * unit);
  const isAmount = amount >= 1;
  return (
    <>
      <p className={styles.muted}>{t.retentionHelp}</p>
      <div className={styles.facts}>
        <SelectField
          label={t.limit}
          value={limit}
          onChange={(chosen) => {
            setLimit(chosen);
            setTyped(null);
          }}
          choices={NAMES.map((value) => ({ value, label: t[value] }))}
        />
        <TextField
          label={limit === 'most' ? t.gigabytes : t.numberOfDays}
          inputMode="decimal"
          value={text}
          onChange={setTyped}
          problem={isAmount ? undefined : t.noAmount}
        />
      </div>
      {isAmount && <CopyField label={t.variable} value={`${variable}=${amount}`} />}
    </>
  );
}
