import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { useTexts } from './texts.tsx';

/** For an address that no page has. */
export function NotFound() {
  const t = useTexts();
  return (
    <Page title={t.errors.notFoundTitle}>
      <EmptyState
        icon={Compass}
        title={t.errors.notFound}
        actions={<Link to="/">{t.errors.toHome}</Link>}
      />
    </Page>
  );
}
