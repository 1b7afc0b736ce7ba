import { SESSION } from '../../entities/session.ts';
import { GatewayError } from '../../errors.ts';
import { channelView, ruleView } from '../alerts/views.ts';
import type { Services } from '../index.ts';
import {
  backupView,
  deliveryView,
  providerDetailView,
  replayView,
  shownOf,
  sourceView,
  subscriptionView,
  tokenView,
  type View,
} from '../views.ts';

/** How an object is looked at; what is looked at is what the API shows. */
type Look = (services: Services, id: string) => Promise<View | undefined>;

const without = (view: View, keys: readonly string[]): View =>
  Object.fromEntries(Object.entries(view).filter(([key]) => !keys.includes(key)));

const hasId =
  (id: string) =>
  (row: { readonly id: string }): boolean =>
    row.id === id;

/** What can be changed. */
export const AUDITED_KINDS = [
  'source',
  'subscription',
  'provider',
  'token',
  'session',
  'alert_rule',
  'alert_channel',
  'delivery',
  'replay',
  'erasure',
  'backup',
] as const;

/** A kind of what can be changed. */
export type AuditedKind = (typeof AUDITED_KINDS)[number];

/** Each without what changes by itself. */
const LOOKS: Readonly<Record<AuditedKind, Look>> = {
  source: async ({ sources }, id) => {
    const view = sourceView(await sources.get(id), null);
    return without(view, ['last_event_at', 'last_ping_at', 'ingest_url', 'problem']);
  },
  subscription: async ({ subscriptions }, id) =>
    without(subscriptionView(await subscriptions.get(id)), ['failing_since', 'problem']),
  provider: async ({ providers }, id) => {
    const { name, definition } = providerDetailView(await providers.get(id));
    return { id, name, definition };
  },
  token: async ({ tokens }, id) => {
    const row = (await tokens.list()).find(hasId(id));
    return row && without(tokenView(row), ['problem']);
  },
  session: async ({ sessions }, id) => {
    const row = (await sessions.list()).find(hasId(id));
    return row && without(shownOf(SESSION, row), ['last_seen_at']);
  },
  alert_rule: async ({ alerts }, id) => {
    const found = (await alerts.rules()).find(({ row }) => row.id === id);
    return found && ruleView(found);
  },
  alert_channel: async ({ alerts }, id) => {
    const found = (await alerts.channels()).find(hasId(id));
    return found && without(channelView(found), ['last_sent_at', 'last_error', 'failing_since']);
  },
  delivery: async ({ deliveries }, id) => {
    const { delivery } = await deliveries.get(id);
    return without(deliveryView(delivery), ['due_at']);
  },
  replay: async ({ replays }, id) => {
    const progress = ['events', 'deliveries', 'reached_at', 'pending'];
    return without(replayView(await replays.get(id)), progress);
  },
  erasure: async ({ erasures }, id) => {
    const { field, valueHash: value_hash } = (await erasures.get(id)).erasure;
    return { id, field, value_hash };
  },
  backup: async ({ backups }, id) => {
    const found = (await backups.list()).find(hasId(id));
    return found && without(backupView(found), ['status', 'bytes', 'total_bytes', 'error']);
  },
};

/** An object as it is now; null: there is none. @throws {GatewayError} `unavailable` */
export async function lookAt(
  services: Services,
  kind: AuditedKind,
  id: string | null,
): Promise<View | null> {
  if (id === null) return null;
  try {
    return (await LOOKS[kind](services, id)) ?? null;
  } catch (error) {
    if (error instanceof GatewayError && error.status === 404) return null;
    throw error;
  }
}
