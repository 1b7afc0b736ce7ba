import { ApiError } from '@signal-hooks/client';
import { useTexts } from '../../app/texts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';

/** Why one was not let in: a wrong token and a used link need other words than a lapsed session. */
export function SignInFailure({ error }: { readonly error: Error }) {
  const t = useTexts();
  if (!(error instanceof ApiError) || error.status !== 401) return <Failure error={error} />;
  return (
    <Notice tone="danger" title={t.signIn.refused} isLive>
      <p>{t.signIn.refusedHelp}</p>
    </Notice>
  );
}
