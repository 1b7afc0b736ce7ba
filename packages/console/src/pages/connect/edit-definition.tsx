import { checkDefinition } from '@signal-hooks/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import styles from './connect.module.css';
import type { Example } from './connect-custom.tsx';

/** A field as the table edits it. */
interface FieldRow {
  readonly key: string;
  readonly label: string;
  readonly type: string;
  readonly from: unknown;
}

/** A definition as it was proposed; the table edits its fields. */
export type Definition = {
  readonly fields?: readonly FieldRow[];
  readonly [part: string]: unknown;
};

const TYPES = [
  ...['string', 'id', 'url', 'email', 'phone', 'integer', 'number', 'boolean', 'datetime'],
  'priority',
];

interface EditDefinitionProps {
  readonly proposed: Definition;
  readonly example: Example;
  readonly isSaving: boolean;
  readonly error: unknown;
  readonly onSave: (definition: Definition) => void;
}

/** The fields of a definition in a table, and the record that the example becomes, as one types. */
export function EditDefinition({
  proposed,
  example,
  isSaving,
  error,
  onSave,
}: EditDefinitionProps) {
  const t = useTexts();
  const [fields, setFields] = useState(proposed.fields ?? []);
  const definition = { ...proposed, fields };
  const checked = useDeferredValue(JSON.stringify(definition));
  const { data } = useQuery({
    queryKey: ['definition check', checked, example],
    queryFn: () => client(checkDefinition({ definition: JSON.parse(checked), ...example })),
    placeholderData: keepPreviousData,
  });
  const change = (at: number, part: Partial<FieldRow>): void =>
    setFields(fields.map((field, index) => (index === at ? { ...field, ...part } : field)));
  const cell = (at: number, part: 'key' | 'label' | 'from') => {
    const value = fields[at]?.[part];
    // An expression that is more than a path stays as it is.
    if (typeof value !== 'string') return <code>{JSON.stringify(value)}</code>;
    return (
      <input
        className={styles.cell}
        aria-label={`${t.connect.columns[part]} ${at + 1}`}
        value={value}
        onChange={(event) => change(at, { [part]: event.target.value })}
      />
    );
  };
  const rows = fields.map((field, at) => ({ field, at }));
  return (
    <>
      <Panel title={t.connect.fields}>
        <DataTable
          label={t.connect.fields}
          rows={rows}
          keyOf={({ at }) => String(at)}
          columns={[
            { title: t.connect.columns.key, cell: ({ at }) => cell(at, 'key') },
            { title: t.connect.columns.label, cell: ({ at }) => cell(at, 'label') },
            {
              title: t.connect.columns.type,
              cell: ({ field, at }) =>
                TYPES.includes(field.type) ? (
                  <select
                    className={styles.cell}
                    aria-label={`${t.connect.columns.type} ${at + 1}`}
                    value={field.type}
                    onChange={(event) => change(at, { type: event.target.value })}
                  >
                    {TYPES.map((type) => (
                      <option key={type}>{type}</option>
                    ))}
                  </select>
                ) : (
                  <code>{field.type}</code>
                ),
            },
            { title: t.connect.columns.from, cell: ({ at }) => cell(at, 'from') },
            {
              title: t.connect.columns.remove,
              cell: ({ at }) => (
                <Button
                  look="quiet"
                  aria-label={`${t.connect.columns.remove} ${at + 1}`}
                  onClick={() => setFields(fields.filter((_, index) => index !== at))}
                >
                  {t.connect.columns.remove}
                </Button>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title={t.connect.preview}>
        {data?.problems.map(({ path, message }) => (
          <Notice key={`${path} ${message}`} tone="danger" title={`${path}: ${message}`} />
        ))}
        {data?.records.map((record) => (
          <RecordList key={JSON.stringify(record)} record={record} />
        ))}
        {error !== null && <Failure error={error} />}
        <div className={styles.actions}>
          <Button
            look="primary"
            isBusy={isSaving}
            disabled={data?.ok !== true}
            onClick={() => onSave(definition)}
          >
            {t.connect.save}
          </Button>
        </div>
      </Panel>
    </>
  );
}

/** What of a record holds something, beside the payload it was made of. */
function RecordList({ record }: { readonly record: Readonly<Record<string, unknown>> }) {
  const t = useTexts();
  const { raw, ...cells } = record;
  const filled = Object.entries(cells).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return (
    <div className={styles.beside}>
      <dl className={styles.record} aria-label={t.connect.record}>
        {filled.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.payload} tabIndex={0}>
        {JSON.stringify(raw, null, 2)}
      </pre>
    </div>
  );
}
