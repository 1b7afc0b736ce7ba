import {
  type ProviderWithDefinition,
  rotateSourceSecret,
  type Source,
  updateSource,
} from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemsIn } from '../../app/problems.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { useToast } from '../../components/toast.tsx';
import styles from './sources.module.css';

interface GiveSecretProps {
  readonly source: Source;
  readonly provider: ProviderWithDefinition;
  /** A secret was made here, and can be shown once. */
  readonly onMade: (secret: string) => void;
}

/** Takes the secret or key that the provider shows, or makes a new one for it. */
export function GiveSecret({ source, provider, onMade }: GiveSecretProps) {
  const t = useTexts();
  const said = useSaid();
  const toast = useToast();
  const queries = useQueryClient();
  const id = useId();
  const [text, setText] = useState('');
  const isKey = ['rsa', 'ecdsa', 'ed25519'].includes(provider.signature ?? '');
  const isOurs = provider.registration.secret_from === 'user';
  const change = useMutation({
    mutationFn: async (given: string | null) => {
      if (isKey) return client(updateSource(source.id, { public_keys: [given ?? ''] }));
      return client(rotateSourceSecret(source.id, given === null ? {} : { secret: given }));
    },
    onSuccess: async (changed) => {
      setText('');
      if ('secret' in changed && typeof changed.secret === 'string') onMade(changed.secret);
      toast(t.sources.secretStored);
      await queries.invalidateQueries({ queryKey: ['source', source.id] });
    },
  });
  const [problem] = problemsIn(change.error);
  const label = isKey
    ? t.sources.publicKeyOf(provider.name)
    : t.sources.secretOf(said(provider.registration.secret_label), provider.name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate(text.trim());
  };
  return (
    <form className={styles.secret} onSubmit={submit} aria-labelledby={id}>
      <h3 id={id}>{isOurs ? t.sources.ownSecret : t.sources.giveSecret}</h3>
      <TextField
        label={label}
        help={source.state === 'ready' ? t.sources.replaces : t.sources.refusesUntil}
        type={isKey ? 'text' : 'password'}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={setText}
        problem={problem && said(problem.message)}
        required
      />
      {change.error !== null && problem === undefined && <Failure error={change.error} />}
      <div className={styles.actions}>
        <Button
          type="submit"
          look={source.state === 'ready' ? 'secondary' : 'primary'}
          isBusy={change.isPending}
        >
          {t.sources.storeSecret}
        </Button>
        {isOurs && !isKey && (
          <Button look="quiet" isBusy={change.isPending} onClick={() => change.mutate(null)}>
            {t.sources.newSecret}
          </Button>
        )}
      </div>
    </form>
  );
}
