import { deleteSource, registerSource, type Source, updateSource } from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { sourcesQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CheckboxField } from '../../components/checkbox-field.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { useToast } from '../../components/toast.tsx';
import styles from './sources.module.css';

/** What can be changed of a source: its name, its registration; and removing it. */
export function ManageSource({ source }: { readonly source: Source }) {
  const t = useTexts();
  const toast = useToast();
  const queries = useQueryClient();
  const [name, setName] = useState(source.name);
  const [isRemoving, setRemoving] = useState(false);
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['source', source.id] });
    await queries.invalidateQueries(sourcesQuery);
  };
  const rename = useMutation({
    mutationFn: () => client(updateSource(source.id, { name })),
    onSuccess: async () => {
      toast(t.sources.renamed);
      await refresh();
    },
  });
  const register = useMutation({
    mutationFn: () => client(registerSource(source.id)),
    onSuccess: async () => {
      toast(t.sources.registeredAgain);
      await refresh();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <Panel title={t.sources.manage}>
      <form className={styles.secret} onSubmit={submit}>
        <TextField label={t.sources.name} value={name} onChange={setName} required />
        {rename.error !== null && <Failure error={rename.error} />}
        <div className={styles.actions}>
          <Button type="submit" isBusy={rename.isPending}>
            {t.sources.rename}
          </Button>
          {source.registration.id !== null && (
            <Button isBusy={register.isPending} onClick={() => register.mutate()}>
              {t.sources.registerAgain}
            </Button>
          )}
          <Button look="danger" onClick={() => setRemoving(true)}>
            {t.sources.remove}
          </Button>
        </div>
        {register.error !== null && <Failure error={register.error} />}
      </form>
      <RemoveSource source={source} isOpen={isRemoving} onClose={() => setRemoving(false)} />
    </Panel>
  );
}

interface RemoveSourceProps {
  readonly source: Source;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function RemoveSource({ source, isOpen, onClose }: RemoveSourceProps) {
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isForced, setForced] = useState(false);
  const remove = useMutation({
    mutationFn: () => client(deleteSource(source.id, { force: isForced })),
    onSuccess: async () => {
      await navigate({ to: '/sources' });
      await queries.invalidateQueries(sourcesQuery);
    },
  });
  return (
    <ConfirmDialog
      title={t.sources.removeTitle(source.name)}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t.sources.remove}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      <p>{t.sources.removeHelp}</p>
      {source.registration.id !== null && (
        <CheckboxField label={t.sources.force} isChecked={isForced} onChange={setForced} />
      )}
    </ConfirmDialog>
  );
}
