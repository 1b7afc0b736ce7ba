import {
  type Condition,
  createSubscription,
  type Subscription,
  testSubscription,
} from '@signal-hooks/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { sourcesQuery } from '../../api/queries.ts';
import { useProblems } from '../../app/problems.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Selection } from './selection.tsx';
import styles from './subscription.module.css';
import { nameOfTarget } from './targets.ts';
import { TestResult } from './test-result.tsx';

/** Those whose problems are shown at their fields. */
const PATHS = ['target_url'];

interface NewSubscriptionProps {
  readonly target: 'slack' | 'url';
}

/** Subscribes an address, then tries it. */
export function NewSubscription({ target }: NewSubscriptionProps) {
  const t = useTexts();
  const queries = useQueryClient();
  const { data: sources } = useQuery(sourcesQuery);
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const [source, setSource] = useState('');
  const [types, setTypes] = useState<readonly string[]>([]);
  const [filter, setFilter] = useState<readonly Condition[]>([]);
  const create = useMutation({
    mutationFn: () =>
      client(
        createSubscription({
          target_url: address.trim(),
          name: name.trim() || nameOfTarget(target, t),
          source_id: source === '' ? null : source,
          event_types: types,
          filter,
          // Slack takes a message a second of each webhook.
          ...(target === 'slack' && { format: 'slack', max_per_second: 1 }),
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['subscriptions'] }),
  });
  const problemAt = useProblems(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  if (create.data !== undefined) {
    const { secret, ...subscription } = create.data;
    return <Made subscription={subscription} secret={target === 'url' ? secret : null} />;
  }
  return (
    <Panel title={t.sendTo.where}>
      <form className={styles.form} onSubmit={submit}>
        {target === 'slack' && <p>{t.sendTo.slackHelp}</p>}
        <TextField
          label={target === 'slack' ? t.sendTo.webhook : t.subscriptions.address}
          placeholder={
            target === 'slack' ? 'https://hooks.slack.com/services/…' : 'https://example.com/hook'
          }
          type="url"
          value={address}
          onChange={setAddress}
          problem={problemAt('target_url')}
          required
        />
        <TextField label={t.subscriptions.name} value={name} onChange={setName} maxLength={100} />
        <SelectField
          label={t.sendTo.from}
          value={source}
          onChange={(id) => {
            setSource(id);
            setTypes([]);
            // Another source may not have these fields.
            setFilter([]);
          }}
          choices={[
            { value: '', label: t.sendTo.allSources },
            ...(sources ?? []).map((each) => ({ value: each.id, label: each.name })),
          ]}
        />
        <Selection
          of={{ source_id: source === '' ? null : source, provider: null }}
          types={types}
          filter={filter}
          onTypes={setTypes}
          onFilter={setFilter}
        />
        {create.error !== null && <Failure error={create.error} shownElsewhere={PATHS} />}
        <div>
          <Button look="primary" type="submit" isBusy={create.isPending}>
            {t.sendTo.send}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface MadeProps {
  readonly subscription: Pick<Subscription, 'id'>;
  /** Shown once; null where nobody checks signatures. */
  readonly secret: string | null;
}

function Made({ subscription: { id }, secret }: MadeProps) {
  const t = useTexts();
  const test = useMutation({ mutationFn: () => client(testSubscription(id)) });
  return (
    <>
      <Notice tone="success" title={t.sendTo.made} isLive>
        <p>{t.sendTo.madeHelp}</p>
      </Notice>
      {secret !== null && (
        <Panel title={t.sendTo.secret}>
          <p>{t.sendTo.secretHelp}</p>
          <CopyField label={t.sendTo.secret} value={secret} />
        </Panel>
      )}
      <Panel title={t.subscriptions.test}>
        <p>{t.sendTo.testHelp}</p>
        <div className={styles.buttons}>
          <Button look="primary" isBusy={test.isPending} onClick={() => test.mutate()}>
            {t.subscriptions.test}
          </Button>
          <Link to="/subscriptions/$id" params={{ id }}>
            {t.sendTo.open}
          </Link>
        </div>
        {test.error !== null && <Failure error={test.error} />}
        {test.data !== undefined && <TestResult result={test.data} />}
      </Panel>
    </>
  );
}
