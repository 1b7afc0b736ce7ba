import type { Provider } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Wand } from 'lucide-react';
import { useState } from 'react';
import { providersQuery } from '../../api/queries.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { Failure } from '../../components/failure.tsx';
import { TextField } from '../../components/field.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import styles from './connect.module.css';
import { ProviderIcon } from './provider-icon.tsx';
import { searchProviders } from './search.ts';

/** Whose events are to come: ours, the presets, the user's own, or something new. */
export function Connect() {
  const t = useTexts();
  const [text, setText] = useState('');
  const { data, error, refetch } = useQuery(providersQuery);
  const found = searchProviders(data ?? [], text).filter(({ problem }) => problem === null);
  const groups = (['built-in', 'custom', 'preset'] as const).map((kind) => ({
    kind,
    // The gateway's own source of alerts cannot be connected.
    list: found.filter((each) => each.kind === kind && each.id !== 'alerts' && each.id !== 'hmac'),
  }));
  return (
    <Page title={t.connect.title} description={t.connect.description}>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {data !== undefined && (
        <>
          <TextField
            label={t.connect.search}
            type="search"
            value={text}
            onChange={setText}
            autoComplete="off"
          />
          {groups.map(({ kind, list }) => (
            <Group key={kind} title={t.connect.kinds[kind]} list={list} />
          ))}
          <Panel title={t.connect.other}>
            <Link to="/connect/custom" className={styles.tile}>
              <Wand aria-hidden className={styles.wand} />
              <Words name={t.connect.custom} description={t.connect.customHelp} />
            </Link>
          </Panel>
        </>
      )}
    </Page>
  );
}

function Group({ title, list }: { readonly title: string; readonly list: readonly Provider[] }) {
  const said = useSaid();
  if (list.length === 0) return null;
  return (
    <Panel title={title}>
      <ul className={styles.tiles}>
        {list.map((provider) => (
          <li key={provider.id}>
            <Link
              to="/connect/$provider"
              params={{ provider: provider.id }}
              className={styles.tile}
            >
              <ProviderIcon icon={provider.icon} name={provider.name} />
              <Words name={provider.name} description={said(provider.description)} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const Words = ({ name, description }: { readonly name: string; readonly description: string }) => (
  <span className={styles.words}>
    <span className={styles.name}>{name}</span>
    <span className={styles.help}>{description}</span>
  </span>
);
