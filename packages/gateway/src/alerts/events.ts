import { ALERTS_ID, type AlertEvent, encodeRequest, requestHeaders } from '@signal-hooks/catalogue';
import type { Directory } from '../directory.ts';
import type { Alert, Millis } from '../domain.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { ReadySource } from '../ready.ts';
import type { Services } from '../services/index.ts';
import type { AlertStore } from '../store/alerts.ts';
import { alertPayload } from './payload.ts';

/** What {@link storeEvents} works with. */
export interface AlertEventDeps {
  readonly store: { readonly alerts: Pick<AlertStore, 'live' | 'noteEvents'> };
  readonly directory: Pick<Directory, 'sources' | 'refresh'>;
  readonly sources: Pick<Services['sources'], 'add'>;
  readonly ingest: Pick<Ingest, 'receive'>;
  readonly publicUrl: string | null;
  readonly now: () => Millis;
}

/** Where more is to be read about an alert; null: the gateway does not know its address. */
export const alertUrl = (publicUrl: string | null, { id }: Pick<Alert, 'id'>): string | null =>
  publicUrl === null ? null : `${publicUrl}/v1/alerts/${id}`;

/**
 * Stores the events of alerts that are not stored yet, with their deliveries. They come in like a
 * provider's, signed with the secret of the built-in source; one that was stored before is recognised.
 */
export async function storeEvents(deps: AlertEventDeps): Promise<void> {
  const { store } = deps;
  for (const alert of await store.alerts.live()) {
    if (alert.eventsStored === 0) {
      await storeEvent(deps, 'alert.opened', alert);
      await store.alerts.noteEvents(alert.id, 1);
    }
    if (alert.closedAt === null) continue;
    await storeEvent(deps, 'alert.closed', alert);
    await store.alerts.noteEvents(alert.id, 2);
  }
}

async function storeEvent(deps: AlertEventDeps, type: AlertEvent, alert: Alert): Promise<void> {
  const ready = await sourceOfAlerts(deps);
  const { provider, secrets } = ready;
  const payload = alertPayload(type, alert, alertUrl(deps.publicUrl, alert));
  const body = encodeRequest(provider, payload);
  const event = { type, deliveryId: alert.id, payload, at: new Date(deps.now()) };
  const [secret = ''] = secrets.secrets;
  const headers = requestHeaders(provider, event, body, { secret });
  const result = await deps.ingest.receive(ready, { body, headers });
  if (result.outcome === 'stored' || result.outcome === 'duplicate') return;
  throw new Error(`the event of an alert was not stored: ${result.outcome}`);
}

/** The built-in source; made when there is something to say for the first time. */
async function sourceOfAlerts(deps: AlertEventDeps): Promise<ReadySource> {
  const { directory, sources } = deps;
  await directory.refresh();
  const found = directory.sources().find(({ source }) => source.provider === ALERTS_ID);
  return found ?? (await sources.add({ provider: ALERTS_ID, name: 'Alerts' })).ready;
}
