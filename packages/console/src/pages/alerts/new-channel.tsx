import { type CreateAlertChannelBody, createAlertChannel } from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { SelectField } from '../../components/select-field.tsx';
import styles from './alerts.module.css';
import { channelsQuery } from './channels.tsx';

type Kind = CreateAlertChannelBody['kind'];
const KINDS: readonly Kind[] = ['slack', 'email', 'hook'];

interface NewChannelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Adds a channel: Slack, e-mail, or a signed request. */
export function NewChannel({ isOpen, onClose }: NewChannelProps) {
  const t = useTexts();
  const form = useId();
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>('slack');
  const [to, setTo] = useState('');
  const [name, setName] = useState('');
  const { mutate, reset, data, error, isPending } = useMutation({
    mutationFn: (body: CreateAlertChannelBody) => client(createAlertChannel(body)),
    onSuccess: async ({ secret }) => {
      await queries.invalidateQueries(channelsQuery);
      if (secret === null) close();
    },
  });
  const close = () => {
    reset();
    setTo('');
    setName('');
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = to.trim();
    mutate({
      kind,
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(kind === 'email' ? { to: target.split(/[\s,;]+/) } : { url: target }),
    });
  };
  if (data !== undefined && data.secret !== null) {
    return (
      <Dialog
        title={t.alerts.secret}
        isOpen={isOpen}
        onClose={close}
        actions={<Button onClick={close}>{t.alerts.done}</Button>}
      >
        <p>{t.alerts.secretHelp}</p>
        <CopyField label={t.alerts.secret} value={data.secret} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t.alerts.add}
      isOpen={isOpen}
      onClose={close}
      actions={
        <Button look="primary" type="submit" form={form} isBusy={isPending}>
          {t.alerts.add}
        </Button>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <SelectField
          label={t.alerts.how}
          value={kind}
          onChange={setKind}
          choices={KINDS.map((value) => ({ value, label: t.alerts.kinds[value] }))}
        />
        <TextField
          label={t.alerts.targets[kind]}
          value={to}
          onChange={setTo}
          type={kind === 'email' ? 'text' : 'url'}
          required
        />
        <TextField label={t.alerts.name} value={name} onChange={setName} maxLength={100} />
      </form>
      {error !== null && <Failure error={error} />}
    </Dialog>
  );
}
