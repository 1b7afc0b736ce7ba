import { createSource, getProvider, type ProviderWithDefinition } from '@signal-hooks/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { sourcesQuery } from '../../api/queries.ts';
import { useProblems } from '../../app/problems.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { rememberSecret } from '../sources/fresh-secret.ts';
import { Steps } from '../sources/steps.tsx';
import styles from './connect.module.css';

/** Makes a source of one provider: by its API where it has one, else by hand. */
export function ConnectProvider() {
  const { provider: id } = useParams({ from: '/shell/connect/$provider' });
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['provider', id],
    queryFn: () => client(getProvider(id)),
  });
  return (
    <Page title={data === undefined ? t.connect.title : t.connect.titleOf(data.name)}>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {data !== undefined && <NewSource provider={data} />}
    </Page>
  );
}

function NewSource({ provider }: { readonly provider: ProviderWithDefinition }) {
  const t = useTexts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { registration, kind, setup } = provider;
  const hasApi = registration.kind === 'api';
  const [byApi, setByApi] = useState(hasApi);
  const [name, setName] = useState(provider.name);
  const [settings, setSettings] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(registration.settings.map((field) => [field.key, field.default ?? ''])),
  );
  const create = useMutation({
    mutationFn: () =>
      client(
        createSource({
          ...(kind === 'preset'
            ? { provider: 'custom', preset: provider.id }
            : { provider: provider.id }),
          name,
          ...(byApi && {
            settings: Object.fromEntries(
              Object.entries(settings).filter(([, value]) => value !== ''),
            ),
            register: true,
          }),
        }),
      ),
    onSuccess: async ({ id, secret }) => {
      if (secret !== null) rememberSecret(id, secret);
      await queries.invalidateQueries(sourcesQuery);
      await navigate({ to: '/sources/$id', params: { id } });
    },
  });
  const said = useSaid();
  const problemOf = useProblems(create.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <>
      {byApi && (
        <Panel title={t.connect.before(provider.name)}>
          <Steps setup={setup} way="by_api" />
        </Panel>
      )}
      <Panel title={byApi ? t.connect.register : t.connect.newSource}>
        <form className={styles.form} onSubmit={submit}>
          <TextField
            label={t.connect.name}
            help={t.connect.nameHelp}
            value={name}
            onChange={setName}
            problem={problemOf('name')}
            required
          />
          {byApi &&
            registration.settings.map((field) => {
              const value = settings[field.key] ?? '';
              const change = (text: string): void =>
                setSettings({ ...settings, [field.key]: text });
              if (field.options !== null) {
                return (
                  <SelectField
                    key={field.key}
                    label={said(field.label)}
                    help={said(field.help)}
                    value={value}
                    choices={field.options.map((option) => ({ value: option, label: option }))}
                    onChange={change}
                  />
                );
              }
              return (
                <TextField
                  key={field.key}
                  label={said(field.label)}
                  help={said(field.help)}
                  type={field.secret ? 'password' : 'text'}
                  autoComplete="off"
                  spellCheck={false}
                  value={value}
                  onChange={change}
                  problem={problemOf(`settings.${field.key}`)}
                  required={field.required}
                />
              );
            })}
          {create.error !== null && <Failure error={create.error} />}
          <div className={styles.actions}>
            <Button type="submit" look="primary" isBusy={create.isPending}>
              {byApi ? t.connect.doRegister : t.connect.create}
            </Button>
            {hasApi && setup.en.by_hand.length > 0 && (
              <Button look="quiet" onClick={() => setByApi(!byApi)}>
                {byApi ? t.connect.byHandInstead : t.connect.byApiInstead}
              </Button>
            )}
          </div>
        </form>
      </Panel>
    </>
  );
}
