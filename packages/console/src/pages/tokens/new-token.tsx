import { TOKEN_PURPOSES, type TokenPurpose } from '@signal-hooks/catalogue/browser';
import { type CreateTokenBody, createToken } from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { client } from '../../api/client.ts';
import { PLATFORM_NAMES } from '../../app/platforms.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { SelectField } from '../../components/select-field.tsx';
import type { Texts } from '../../texts/en.ts';
import styles from './new-token.module.css';
import { tokensQuery } from './tokens.tsx';

const PURPOSES = Object.keys(TOKEN_PURPOSES) as TokenPurpose[];
/** In days; `never` is not offered where somebody only clicks. */
const TERMS = ['30', '90', '365'] as const;
type Term = (typeof TERMS)[number];

interface NewTokenProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes a token for a platform, and shows it once. */
export function NewToken({ isOpen, onClose }: NewTokenProps) {
  const t = useTexts();
  const form = useId();
  const queries = useQueryClient();
  const [purpose, setPurpose] = useState<TokenPurpose>('zapier');
  const [name, setName] = useState('');
  const [days, setDays] = useState<Term>('365');
  const make = useMutation({
    mutationFn: (body: CreateTokenBody) => client(createToken(body)),
    onSuccess: () => queries.invalidateQueries(tokensQuery),
  });
  const close = () => {
    make.reset();
    setName('');
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({
      name: name.trim() || nameOf(purpose, t),
      scopes: TOKEN_PURPOSES[purpose],
      expires_in_days: Number(days),
    });
  };
  if (make.data !== undefined) {
    return (
      <Dialog
        title={make.data.name}
        isOpen={isOpen}
        onClose={close}
        actions={<Button onClick={close}>{t.tokens.done}</Button>}
      >
        <Notice tone="warning" title={t.tokens.once}>
          <p>{t.tokens.onceHelp}</p>
        </Notice>
        <CopyField label={t.tokens.token} value={make.data.token} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t.tokens.make}
      isOpen={isOpen}
      onClose={close}
      actions={
        <Button look="primary" type="submit" form={form} isBusy={make.isPending}>
          {t.tokens.make}
        </Button>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <SelectField
          label={t.tokens.purpose}
          help={t.tokens.may(
            TOKEN_PURPOSES[purpose].map((scope) => t.tokens.scopeNames[scope]).join(', '),
          )}
          value={purpose}
          onChange={setPurpose}
          choices={PURPOSES.map((value) => ({ value, label: nameOf(value, t) }))}
        />
        <TextField
          label={t.tokens.name}
          help={t.tokens.nameHelp}
          value={name}
          onChange={setName}
          maxLength={100}
        />
        <SelectField
          label={t.tokens.term}
          value={days}
          onChange={setDays}
          choices={TERMS.map((value) => ({ value, label: t.tokens.days(Number(value)) }))}
        />
      </form>
      {make.error !== null && <Failure error={make.error} />}
    </Dialog>
  );
}

const nameOf = (purpose: TokenPurpose, { tokens }: Texts): string =>
  purpose === 'metrics' || purpose === 'console'
    ? tokens.purposes[purpose]
    : PLATFORM_NAMES[purpose];
