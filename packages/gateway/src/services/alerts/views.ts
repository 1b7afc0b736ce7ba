import { alertUrl } from '../../alerts/events.ts';
import type { SetRule } from '../../alerts/settings.ts';
import type { Alert } from '../../domain.ts';
import { ALERT } from '../../entities/alert.ts';
import { ALERT_RULE } from '../../entities/alert-rule.ts';
import { iso, shownOf, type View } from '../views.ts';
import type { KnownChannel } from './channel.ts';

export const alertView = (alert: Alert, publicUrl: string | null): View => ({
  ...shownOf(ALERT, alert),
  state: alert.closedAt === null ? 'open' : 'closed',
  url: alertUrl(publicUrl, alert),
});

export const ruleView = ({ rule, row }: SetRule): View => ({
  ...shownOf(ALERT_RULE, row),
  title: rule.title,
  description: rule.description,
  about: rule.about,
  unit: rule.unit,
  default_threshold: rule.threshold,
});

export const channelView = (channel: KnownChannel): View => ({
  id: channel.id,
  kind: channel.kind,
  name: channel.name,
  target: channel.target,
  created_at: iso(channel.createdAt),
  last_sent_at: channel.lastSentAt === null ? null : iso(channel.lastSentAt),
  last_error: channel.lastError,
  failing_since: channel.failingSince === null ? null : iso(channel.failingSince),
});
