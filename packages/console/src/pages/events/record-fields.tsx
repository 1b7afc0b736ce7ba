import type { EventRecord, Provider } from '@signal-hooks/client';
import { useState } from 'react';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { CheckboxField } from '../../components/checkbox-field.tsx';
import { LongText } from '../../components/long-text.tsx';
import { isWebAddress, SafeLink } from '../../components/safe-link.tsx';
import { Time } from '../../components/time.tsx';
import styles from './event.module.css';

interface RecordFieldsProps {
  readonly record: EventRecord;
  readonly fields: Provider['fields'];
}

/** The record's cells with their labels; empty ones only if they are asked for. */
export function RecordFields({ record, fields }: RecordFieldsProps) {
  const { event: t } = useTexts();
  const said = useSaid();
  const [showsEmpty, setShowsEmpty] = useState(false);
  const known = new Map(fields.map((field) => [field.key, field]));
  // The whole payload has a tab of its own.
  const cells = Object.entries(record).filter(
    ([key, value]) => key !== 'raw' && (showsEmpty || !isEmpty(value)),
  );
  return (
    <>
      <CheckboxField label={t.showEmpty} isChecked={showsEmpty} onChange={setShowsEmpty} />
      <dl className={styles.cells}>
        {cells.map(([key, value]) => (
          <div key={key} className={styles.cell}>
            <dt>
              {said(known.get(key)?.label ?? key)} <code className={styles.key}>{key}</code>
            </dt>
            <dd>
              <Cell value={value} type={known.get(key)?.type} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

function Cell({ value, type }: { readonly value: unknown; readonly type: string | undefined }) {
  if (isEmpty(value)) return <span className={styles.muted}>–</span>;
  if (typeof value !== 'string') {
    return (
      <LongText text={typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)} />
    );
  }
  if (type === 'datetime' && !Number.isNaN(Date.parse(value))) return <Time at={value} />;
  const isLink = value.length < 2000 && isWebAddress(value);
  return isLink ? <SafeLink href={value}>{value}</SafeLink> : <LongText text={value} />;
}
