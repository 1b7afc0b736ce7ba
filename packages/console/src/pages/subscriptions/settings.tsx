import { type Subscription, updateSubscription } from '@signal-hooks/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { providersQuery, sourcesQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CheckboxField } from '../../components/checkbox-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useToast } from '../../components/toast.tsx';
import styles from './subscription.module.css';
import { What } from './subscriptions.tsx';

const FORMATS = ['standard', 'flat', 'raw', 'slack'] as const;

/** What can be changed of a subscription; each field is checked by the gateway. */
export function Settings({ subscription }: { readonly subscription: Subscription }) {
  const t = useTexts();
  const toast = useToast();
  const queries = useQueryClient();
  const [name, setName] = useState(subscription.name);
  const [target, setTarget] = useState(subscription.target_url);
  const [format, setFormat] = useState(subscription.format);
  const [types, setTypes] = useState(subscription.event_types);
  const [rate, setRate] = useState(subscription.max_per_second?.toString() ?? '');
  const [isOrdered, setOrdered] = useState(subscription.max_concurrency === 1);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      client(
        updateSubscription(subscription.id, {
          ...{ name: name.trim(), target_url: target.trim(), format, event_types: types },
          max_per_second: rate.trim() === '' ? null : Number(rate),
          ...(isOrdered !== (subscription.max_concurrency === 1) && {
            max_concurrency: isOrdered ? 1 : 10,
          }),
        }),
      ),
    onSuccess: () => {
      toast(t.subscriptions.saved);
      return queries.invalidateQueries({ queryKey: ['subscriptions'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>
        <What subscription={subscription} />
      </p>
      <TextField label={t.subscriptions.name} value={name} onChange={setName} maxLength={100} />
      <TextField
        label={t.subscriptions.address}
        type="url"
        value={target}
        onChange={setTarget}
        required
      />
      <SelectField
        label={t.subscriptions.format}
        value={format}
        onChange={setFormat}
        choices={FORMATS.map((value) => ({ value, label: t.subscriptions.formats[value] }))}
      />
      <EventTypes subscription={subscription} chosen={types} onChange={setTypes} />
      <TextField
        label={t.subscriptions.rate}
        help={t.subscriptions.rateHelp}
        inputMode="decimal"
        value={rate}
        onChange={setRate}
      />
      <CheckboxField label={t.subscriptions.ordered} isChecked={isOrdered} onChange={setOrdered} />
      {error !== null && <Failure error={error} />}
      <div>
        <Button look="primary" type="submit" isBusy={isPending}>
          {t.subscriptions.save}
        </Button>
      </div>
    </form>
  );
}

interface EventTypesProps {
  readonly subscription: Pick<Subscription, 'source_id' | 'provider'>;
  readonly chosen: readonly string[];
  readonly onChange: (types: readonly string[]) => void;
}

/** Only where one provider is meant: its types. None: every type. */
export function EventTypes({ subscription, chosen, onChange }: EventTypesProps) {
  const t = useTexts();
  const { data: sources } = useQuery(sourcesQuery);
  const { data: providers } = useQuery(providersQuery);
  const { source_id, provider } = subscription;
  const id = sources?.find((source) => source.id === source_id)?.provider ?? provider;
  const types = providers?.find((each) => each.id === id)?.event_types ?? [];
  if (types.length < 2) return null;
  return (
    <fieldset className={styles.types}>
      <legend>{t.subscriptions.types}</legend>
      <p>{t.subscriptions.typesHelp}</p>
      {types.map(({ type, label }) => (
        <CheckboxField
          key={type}
          label={label}
          isChecked={chosen.includes(type)}
          onChange={(isChecked) =>
            onChange(isChecked ? [...chosen, type] : chosen.filter((each) => each !== type))
          }
        />
      ))}
    </fieldset>
  );
}
