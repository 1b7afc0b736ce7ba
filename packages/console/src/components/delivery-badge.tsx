import type { Delivery } from '@signal-hooks/client';
import { useTexts } from '../app/texts.tsx';
import { Badge } from './badge.tsx';

const TONES = {
  delivered: 'success',
  failed: 'danger',
  pending: 'warning',
  cancelled: 'neutral',
  expired: 'neutral',
} as const;

/** What has become of a delivery. */
export function DeliveryBadge({ status }: Pick<Delivery, 'status'>) {
  const { deliveryStatuses } = useTexts().common;
  return <Badge tone={TONES[status]}>{deliveryStatuses[status]}</Badge>;
}
