import {
  changeProvider,
  createSource,
  type LearnedDefinition,
  learnDefinition,
  rotateSourceSecret,
  type Source,
} from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { sourcesQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { CatchRequest } from './catch-request.tsx';
import styles from './connect.module.css';
import { type Definition, EditDefinition } from './edit-definition.tsx';
import { PasteRequest } from './paste-request.tsx';
import type { PastedRequest } from './pasted.ts';
import { idOf } from './product-id.ts';

/** What a definition is learned from. */
export type Example =
  | { readonly requests: readonly PastedRequest[] }
  | { readonly rejection_ids: readonly string[] };

/** Connects a product that nobody described: from one request to a definition to a source. */
export function ConnectCustom() {
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [secret, setSecret] = useState('');
  const [example, setExample] = useState<Example | null>(null);
  const [caughtBy, setCaughtBy] = useState<Source | null>(null);
  const [proposal, setProposal] = useState<LearnedDefinition | null>(null);
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const id = idOf(name);
  const learn = useMutation({
    mutationFn: (given: Readonly<Record<string, string>>) =>
      client(
        learnDefinition({
          ...(example ?? {}),
          ...(name !== '' && { name }),
          ...(id !== null && { id }),
          ...(secret !== '' && { secret }),
          answers: given,
        }),
      ),
    onSuccess: setProposal,
  });
  const save = useMutation({
    mutationFn: async (definition: Definition) => {
      const secrets = secret === '' ? {} : { secrets: [secret] };
      if (caughtBy === null) {
        return client(createSource({ provider: 'custom', definition, ...secrets }));
      }
      const own = { ...definition, id: caughtBy.provider };
      await client(changeProvider(caughtBy.provider, { definition: own }));
      if (secret !== '') await client(rotateSourceSecret(caughtBy.id, { secret }));
      return caughtBy;
    },
    onSuccess: async (source) => {
      await queries.invalidateQueries(sourcesQuery);
      await queries.invalidateQueries({ queryKey: ['provider'] });
      await navigate({ to: '/sources/$id', params: { id: source.id } });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    learn.mutate(answers);
  };
  const answer = (about: string, chosen: string): void => {
    const next = { ...answers, [about]: chosen };
    setAnswers(next);
    learn.mutate(next);
  };
  return (
    <Page title={t.connect.custom} description={t.connect.customHelp}>
      <Panel title={t.connect.theRequest}>
        <form className={styles.form} onSubmit={submit}>
          <TextField label={t.connect.product} value={name} onChange={setName} required />
          <TextField
            label={t.connect.productSecret}
            help={t.connect.productSecretHelp}
            type="password"
            autoComplete="off"
            value={secret}
            onChange={setSecret}
          />
          {caughtBy === null && (
            <PasteRequest onRead={(request) => setExample(request && { requests: [request] })} />
          )}
          <CatchRequest
            name={name}
            id={id}
            source={caughtBy}
            onSource={setCaughtBy}
            onCaught={(rejection) => setExample({ rejection_ids: [rejection] })}
          />
          {learn.error !== null && <Failure error={learn.error} />}
          <div className={styles.actions}>
            <Button
              type="submit"
              look={proposal === null ? 'primary' : 'secondary'}
              isBusy={learn.isPending}
              disabled={example === null}
            >
              {t.connect.propose}
            </Button>
          </div>
        </form>
      </Panel>
      {proposal !== null && example !== null && (
        <>
          <Guesses proposal={proposal} onAnswer={answer} />
          <EditDefinition
            key={JSON.stringify(proposal.definition)}
            proposed={proposal.definition as Definition}
            example={example}
            isSaving={save.isPending}
            error={save.error}
            onSave={save.mutate}
          />
        </>
      )}
    </Page>
  );
}

interface GuessesProps {
  readonly proposal: LearnedDefinition;
  readonly onAnswer: (about: string, answer: string) => void;
}

/** What the proposal is not sure of. */
function Guesses({ proposal: { questions, notes }, onAnswer }: GuessesProps) {
  const t = useTexts();
  if (questions.length + notes.length === 0) return null;
  return (
    <Panel title={t.connect.guesses}>
      <div lang="en" className={styles.form}>
        {questions.map(({ about, question, options, chosen }) => (
          <SelectField
            key={about}
            label={question}
            value={chosen}
            choices={options.map(({ answer, example }) => ({
              value: answer,
              label: example === undefined ? answer : `${answer} (${example})`,
            }))}
            onChange={(chosenNow) => onAnswer(about, chosenNow)}
          />
        ))}
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
