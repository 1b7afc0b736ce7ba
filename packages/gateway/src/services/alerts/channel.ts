import { ALERTS_ID } from '@signal-hooks/catalogue';
import { openChannel } from '../../alerts/channels/sender.ts';
import { hostOf } from '../../alerts/rule.ts';
import type { AlertChannel, Delivery, Millis, Subscription } from '../../domain.ts';
import { EVERY_DELIVERY } from '../../store/store.ts';
import type { AlertDeps } from './deps.ts';

/** How alerts can be sent. */
export const CHANNEL_KINDS = ['hook', 'slack', 'email'] as const;

/** Where alerts go, whatever its kind. */
export interface KnownChannel {
  readonly id: string;
  readonly kind: (typeof CHANNEL_KINDS)[number];
  readonly name: string;
  /** As much of the address as may be shown. */
  readonly target: string;
  readonly createdAt: Millis;
  readonly lastSentAt: Millis | null;
  /** Why the last message was not taken; null: it was, or there was none. */
  readonly lastError: string | null;
  readonly failingSince: Millis | null;
}

/** A channel for people. */
export function channelOf({ vault }: AlertDeps, channel: AlertChannel): KnownChannel {
  const { id, kind, name, createdAt, lastSentAt, lastError, failingSince } = channel;
  const { url = '', to = [] } = openChannel(vault, channel) ?? {};
  const target = kind === 'email' ? to.join(', ') : (URL.parse(url)?.host ?? '');
  return { id, kind, name, target, createdAt, lastSentAt, lastError, failingSince };
}

/** Subscriptions to alerts, as channels: how sending goes is in their deliveries. */
export async function hookChannels(deps: AlertDeps): Promise<readonly KnownChannel[]> {
  const hooks = [
    ...deps.directory.subscriptions(),
    ...deps.directory.unusableSubscriptions(),
  ].filter(
    ({ subscription: { provider, status } }) => provider === ALERTS_ID && status !== 'ended',
  );
  return Promise.all(hooks.map(({ subscription }) => hookChannel(deps, subscription)));
}

/** A subscription to alerts, as a channel. */
export async function hookChannel(deps: AlertDeps, hook: Subscription): Promise<KnownChannel> {
  const { id, name, createdAt, failingSince, status } = hook;
  const { deliveries } = deps.store;
  const latest = { cursor: null, limit: 1 };
  const ofHook = { ...EVERY_DELIVERY, subscriptionId: id };
  const delivered = await deliveries.list({ ...ofHook, status: 'delivered' }, latest);
  const [last] = (await deliveries.list(ofHook, latest)).items;
  return {
    ...{ id, kind: 'hook', name, target: hostOf(hook), createdAt, failingSince },
    lastSentAt: delivered.items[0]?.finishedAt ?? null,
    lastError: status === 'active' ? errorOf(last) : `It is ${status}.`,
  };
}

function errorOf(last: Delivery | undefined): string | null {
  if (last === undefined || last.lastError === null) return null;
  return last.lastHttpStatus === null
    ? `It could not be reached: ${last.lastError}.`
    : `It answered HTTP ${last.lastHttpStatus}.`;
}
