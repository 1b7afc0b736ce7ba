import { type AlertRule, listAlertRules, updateAlertRule } from '@signal-hooks/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CheckboxField } from '../../components/checkbox-field.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { useToast } from '../../components/toast.tsx';
import styles from './alerts.module.css';

const rulesQuery = queryOptions({
  queryKey: ['alert-rules'],
  queryFn: async () => (await client(listAlertRules())).data,
});

/** What is watched: each can be switched off, and may fire sooner or later. */
export function Rules() {
  const t = useTexts();
  const toast = useToast();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(rulesQuery);
  /** What was just clicked counts before the gateway has answered. */
  const [clicked, setClicked] = useState<Readonly<Record<string, boolean>>>({});
  const change = useMutation({
    mutationFn: ({ id, ...body }: Pick<AlertRule, 'id'> & Partial<AlertRule>) =>
      client(updateAlertRule(id, body)),
    onSuccess: () => {
      toast(t.alerts.saved);
      return queries.invalidateQueries(rulesQuery);
    },
    onSettled: (_data, _error, { id }) => setClicked(({ [id]: _answered, ...others }) => others),
  });
  const nameOf = ({ id, title }: AlertRule): string =>
    (t.alerts.ruleNames as Readonly<Record<string, string>>)[id] ?? title;
  return (
    <>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {change.error !== null && <Failure error={change.error} />}
      {data !== undefined && (
        <DataTable
          label={t.alerts.rules}
          rows={data}
          keyOf={({ id }) => id}
          columns={[
            {
              title: t.alerts.rule,
              cell: (rule) => (
                <CheckboxField
                  label={nameOf(rule)}
                  isChecked={clicked[rule.id] ?? rule.is_on}
                  onChange={(is_on) => {
                    setClicked({ ...clicked, [rule.id]: is_on });
                    change.mutate({ id: rule.id, is_on });
                  }}
                />
              ),
            },
            {
              title: t.alerts.when,
              cell: (rule) =>
                rule.unit !== null && (
                  <Threshold
                    key={String(rule.threshold)}
                    rule={rule}
                    name={nameOf(rule)}
                    onSave={(threshold) => change.mutate({ id: rule.id, threshold })}
                  />
                ),
            },
          ]}
        />
      )}
    </>
  );
}

interface ThresholdProps {
  readonly rule: AlertRule;
  readonly name: string;
  readonly onSave: (threshold: number | null) => void;
}

function Threshold({ rule, name, onSave }: ThresholdProps) {
  const t = useTexts();
  const { threshold, default_threshold, unit } = rule;
  const before = threshold?.toString() ?? '';
  const [text, setText] = useState(before);
  return (
    <div className={styles.buttons}>
      <input
        className={styles.threshold}
        aria-label={t.alerts.thresholdOf(name)}
        inputMode="decimal"
        placeholder={default_threshold?.toString() ?? t.alerts.learned}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {t.alerts.units[unit as keyof typeof t.alerts.units] ?? unit}
      {text.trim() !== before && (
        <Button onClick={() => onSave(text.trim() === '' ? null : Number(text))}>
          {t.alerts.save}
        </Button>
      )}
    </div>
  );
}
