import { TOKEN_PURPOSES } from '@signal-hooks/catalogue/browser';
import { createToken } from '@signal-hooks/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { client, gatewayAddress } from '../../api/client.ts';
import { meQuery } from '../../api/queries.ts';
import { PLATFORM_NAMES } from '../../app/platforms.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import styles from './subscription.module.css';

const TOKEN_DAYS = 365;

/** Three steps: a token, the connection, the trigger. The platform then subscribes by itself. */
export function PlatformSteps({ platform }: { readonly platform: 'zapier' | 'make' | 'n8n' }) {
  const t = useTexts();
  const queries = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { connect, trigger } = t.sendTo.platforms[platform];
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () =>
      client(
        createToken({
          name: PLATFORM_NAMES[platform],
          scopes: TOKEN_PURPOSES[platform],
          expires_in_days: TOKEN_DAYS,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <Panel title={t.sendTo.steps}>
      <ol className={styles.steps}>
        <li>
          <p>{t.sendTo.makeToken}</p>
          {data === undefined ? (
            <Button look="primary" icon={KeyRound} isBusy={isPending} onClick={() => mutate()}>
              {t.tokens.make}
            </Button>
          ) : (
            <>
              <CopyField label={t.tokens.token} value={data.token} />
              <Notice tone="warning" title={t.tokens.once} />
            </>
          )}
          {error !== null && <Failure error={error} />}
        </li>
        <li>
          <p>{connect}</p>
          {me !== undefined && (
            <CopyField label={t.sendTo.address} value={me.gateway.public_url ?? gatewayAddress} />
          )}
        </li>
        <li>
          <p>{trigger}</p>
          <p>{t.sendTo.appears}</p>
        </li>
      </ol>
    </Panel>
  );
}
