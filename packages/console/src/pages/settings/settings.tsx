import { useQuery } from '@tanstack/react-query';
import { gatewayAddress } from '../../api/client.ts';
import { meQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { AddressCheck } from './address-check.tsx';
import { BackupsPanel } from './backups-panel.tsx';
import { Sessions } from './sessions.tsx';
import styles from './settings.module.css';
import { StoragePanel } from './storage-panel.tsx';

/** The gateway itself: where it is, what it keeps, who is signed in. */
export function Settings() {
  const t = useTexts();
  return (
    <Page title={t.settings.title}>
      <div className={styles.parts}>
        <Panel title={t.settings.gateway}>
          <Gateway />
        </Panel>
        <Panel title={t.settings.storage}>
          <StoragePanel />
        </Panel>
        <Panel title={t.settings.backups}>
          <BackupsPanel />
        </Panel>
        <Panel title={t.settings.sessions}>
          <Sessions />
        </Panel>
      </div>
    </Page>
  );
}

function Gateway() {
  const t = useTexts();
  const { data, error, refetch } = useQuery(meQuery);
  if (error !== null) return <Failure error={error} onRetry={refetch} />;
  if (data === undefined) return null;
  const { public_url, version } = data.gateway;
  return (
    <>
      <p>{t.settings.version(version)}</p>
      {public_url === null ? (
        <Notice tone="warning" title={t.settings.noAddress}>
          <p>{t.settings.noAddressHelp}</p>
        </Notice>
      ) : (
        <>
          <CopyField label={t.settings.address} value={public_url} />
          <AddressCheck />
        </>
      )}
      {public_url !== null && public_url !== gatewayAddress && (
        <p>{t.settings.elsewhere(gatewayAddress)}</p>
      )}
    </>
  );
}
