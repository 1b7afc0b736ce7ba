import type { AlertEvent, AlertPayload } from '@signal-hooks/catalogue';
import type { Alert } from '../domain.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** The payload of one of an alert's events. */
export function alertPayload(
  event: AlertEvent,
  alert: Omit<Alert, 'change'>,
  url: string | null,
): AlertPayload {
  const closedAt = event === 'alert.closed' ? alert.closedAt : null;
  return {
    event,
    occurred_at: iso(closedAt ?? alert.openedAt),
    priority: event === 'alert.opened' ? 'high' : 'info',
    alert: {
      id: alert.id,
      rule: alert.rule,
      state: event === 'alert.opened' ? 'open' : 'closed',
      title: alert.title,
      explanation: alert.explanation,
      action: alert.action,
      command: alert.command,
      url,
      since: iso(alert.since),
      closed_at: closedAt === null ? null : iso(closedAt),
    },
    object: { kind: alert.objectKind, id: alert.objectId, name: alert.objectName },
  };
}
