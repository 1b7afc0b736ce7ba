import { type Backup, listBackups, startBackup } from '@signal-hooks/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Time } from '../../components/time.tsx';
import styles from './settings.module.css';
import { storageQuery } from './storage-panel.tsx';

const REFETCH_MS = 1000;

/** Copies of the data: one can be made here, but not downloaded, because it holds every secret. */
export function BackupsPanel() {
  const { settings: t } = useTexts();
  const { data: storage } = useQuery(storageQuery);
  if (storage?.database === 'postgresql') return <p>{t.backupByPgDump}</p>;
  return storage === undefined ? null : <Backups />;
}

function Backups() {
  const { settings: t } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['backups'],
    queryFn: async () => (await client(listBackups())).data,
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? REFETCH_MS : false),
  });
  const start = useMutation({
    mutationFn: () => client(startBackup()),
    onSettled: () => refetch(),
  });
  const running = data?.find(isRunning);
  const failed = data?.find(({ status }) => status === 'failed');
  const done = data?.filter(({ status }) => status === 'done') ?? [];
  const made = done.find(({ id }) => id === start.data?.id);
  const failure = error ?? start.error;
  return (
    <>
      <p className={styles.muted}>{t.backupHelp}</p>
      <div>
        <Button isBusy={start.isPending || running !== undefined} onClick={() => start.mutate()}>
          {t.backUp}
        </Button>
      </div>
      {failure !== null && <Failure error={failure} />}
      {running !== undefined && <Progress backup={running} />}
      {failed !== undefined && (
        <Notice tone="danger" title={t.backupFailed} isLive>
          <p lang="en">{failed.error}</p>
        </Notice>
      )}
      {made !== undefined && <Made backup={made} />}
      {done.length > 0 && <List backups={done} />}
    </>
  );
}

const isRunning = ({ status }: Backup): boolean => status === 'running';

function Progress({ backup: { bytes, total_bytes } }: { readonly backup: Backup }) {
  const { settings: t } = useTexts();
  const format = useFormat();
  // The log of what was written last is copied too, so it may be a little more.
  const total = Math.max(bytes, total_bytes ?? 0);
  return (
    <Notice tone="info" title={t.backingUp} isLive>
      <progress className={styles.progress} aria-label={t.backingUp} value={bytes} max={total} />
      <p>{t.copied(format.bytes(bytes), format.bytes(total))}</p>
    </Notice>
  );
}

function Made({ backup: { folder, bytes, with_key } }: { readonly backup: Backup }) {
  const { settings: t } = useTexts();
  const format = useFormat();
  return (
    <Notice tone="success" title={t.backedUp(format.bytes(bytes))} isLive>
      <p>{with_key ? t.keyInside : t.keyElsewhere}</p>
      <CopyField label={t.folder} value={folder} />
      <CopyField label={t.restoreCommand} value={`signal-hooks restore '${folder}'`} />
    </Notice>
  );
}

function List({ backups }: { readonly backups: readonly Backup[] }) {
  const { settings: t } = useTexts();
  const format = useFormat();
  return (
    <DataTable
      label={t.backups}
      rows={backups}
      keyOf={({ id }) => id}
      columns={[
        { title: t.madeAt, cell: ({ started_at }) => <Time at={started_at} /> },
        { title: t.size, cell: ({ bytes }) => format.bytes(bytes) },
        { title: t.folder, cell: ({ folder }) => <code>{folder}</code> },
      ]}
    />
  );
}
