import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Failure } from '../components/failure.tsx';
import { Page } from '../components/page.tsx';
import { useTexts } from './texts.tsx';

/** In place of a page that failed; the navigation stays usable. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const t = useTexts();
  const router = useRouter();
  const retry = async (): Promise<void> => {
    await router.invalidate();
    reset();
  };
  return (
    <Page title={t.errors.pageTitle}>
      <Failure error={error} onRetry={retry} />
    </Page>
  );
}
