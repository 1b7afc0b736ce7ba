import type { Subscription } from '@signal-hooks/client';
import { useTexts } from '../../app/texts.tsx';
import { Badge } from '../../components/badge.tsx';

/** How a subscription fares. */
export function StatusBadge({ subscription }: { readonly subscription: Subscription }) {
  const { statuses } = useTexts().subscriptions;
  const { status, failing_since, problem } = subscription;
  if (status === 'disabled') return <Badge tone="danger">{statuses.disabled}</Badge>;
  if (status !== 'active') return <Badge tone="neutral">{statuses[status]}</Badge>;
  if (problem !== null) return <Badge tone="danger">{statuses.unusable}</Badge>;
  if (failing_since !== null) return <Badge tone="warning">{statuses.failing}</Badge>;
  return <Badge tone="success">{statuses.active}</Badge>;
}
