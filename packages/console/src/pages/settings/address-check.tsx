import { checkPublicAddress } from '@signal-hooks/client';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Said } from '../../components/said.tsx';

const TONES = {
  answers: 'success',
  not_https: 'warning',
  internal: 'warning',
  other_server: 'danger',
  unreachable: 'danger',
} as const;

/** Whether the gateway answers at its public address, and what to do where it does not. */
export function AddressCheck() {
  const { settings: t } = useTexts();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => client(checkPublicAddress()),
  });
  return (
    <>
      <div>
        <Button isBusy={isPending} onClick={() => mutate()}>
          {t.checkAddress}
        </Button>
      </div>
      {error !== null && <Failure error={error} />}
      {data !== undefined && (
        <Notice tone={TONES[data.outcome]} title={t.addressOutcomes[data.outcome].title} isLive>
          <p>{t.addressOutcomes[data.outcome].help}</p>
          {data.reason !== null && (
            <p>
              <Said text={data.reason} />
            </p>
          )}
          {data.outcome === 'other_server' && <p>HTTP {data.http_status}</p>}
        </Notice>
      )}
    </>
  );
}
