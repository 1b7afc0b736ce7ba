import { type Subscription, updateSubscription } from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { useProblems } from '../../app/problems.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CheckboxField } from '../../components/checkbox-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useToast } from '../../components/toast.tsx';
import { changesOf, type Draft, draftOf, readRate } from './draft.ts';
import { Selection } from './selection.tsx';
import styles from './subscription.module.css';
import { What } from './subscriptions.tsx';

const FORMATS = ['standard', 'flat', 'raw', 'slack'] as const;
/** Those whose problems are shown at their fields. */
const PATHS = ['name', 'target_url', 'max_per_second'];

/** What can be changed of a subscription; each field is checked by the gateway. */
export function Settings({ subscription }: { readonly subscription: Subscription }) {
  const t = useTexts();
  const toast = useToast();
  const queries = useQueryClient();
  const [edits, setEdits] = useState<Partial<Draft>>({});
  const save = useMutation({
    mutationFn: () => client(updateSubscription(subscription.id, changesOf(edits))),
    onSuccess: async (saved) => {
      toast(t.subscriptions.saved);
      queries.setQueryData(['subscriptions', subscription.id], saved);
      setEdits({});
      await queries.invalidateQueries({ queryKey: ['subscriptions'] });
    },
  });
  const problemAt = useProblems(save.error);
  const draft: Draft = { ...draftOf(subscription), ...edits };
  const edit = (change: Partial<Draft>): void => setEdits({ ...edits, ...change });
  const isEdited = Object.keys(edits).length > 0;
  const hasRate = readRate(draft.rate) !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isEdited && hasRate) save.mutate();
  };
  const cancel = (): void => {
    setEdits({});
    save.reset();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>
        <What subscription={subscription} />
      </p>
      <TextField
        label={t.subscriptions.name}
        value={draft.name}
        onChange={(name) => edit({ name })}
        problem={problemAt('name')}
        maxLength={100}
      />
      <TextField
        label={t.subscriptions.address}
        type="url"
        value={draft.target}
        onChange={(target) => edit({ target })}
        problem={problemAt('target_url')}
        required
      />
      <SelectField
        label={t.subscriptions.format}
        value={draft.format}
        onChange={(format) => edit({ format })}
        choices={FORMATS.map((value) => ({ value, label: t.subscriptions.formats[value] }))}
      />
      {(draft.format === 'standard' || draft.format === 'flat') && (
        <CheckboxField
          label={t.subscriptions.includesRaw}
          isChecked={draft.includesRaw}
          onChange={(includesRaw) => edit({ includesRaw })}
        />
      )}
      <Selection
        of={subscription}
        types={draft.types}
        filter={draft.filter}
        onTypes={(types) => edit({ types })}
        onFilter={(filter) => edit({ filter })}
      />
      <TextField
        label={t.subscriptions.rate}
        help={t.subscriptions.rateHelp}
        inputMode="decimal"
        value={draft.rate}
        onChange={(rate) => edit({ rate })}
        problem={hasRate ? problemAt('max_per_second') : t.subscriptions.rateProblem}
      />
      <CheckboxField
        label={t.subscriptions.ordered}
        isChecked={draft.isOrdered}
        onChange={(isOrdered) => edit({ isOrdered })}
      />
      {save.error !== null && <Failure error={save.error} shownElsewhere={PATHS} />}
      <div className={styles.buttons}>
        <Button look="primary" type="submit" isBusy={save.isPending} disabled={!isEdited}>
          {t.subscriptions.save}
        </Button>
        {isEdited && <Button onClick={cancel}>{t.common.cancel}</Button>}
      </div>
    </form>
  );
}
