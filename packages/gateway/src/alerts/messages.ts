import type { AlertChannel, Millis } from '../domain.ts';
import type { AlertStore } from '../store/alerts.ts';
import type { SendMessage } from './channels/sender.ts';
import { writeMessage } from './message.ts';

/** What {@link sendMessages} works with. */
export interface MessageDeps {
  readonly store: { readonly alerts: AlertStore };
  readonly send: SendMessage;
  readonly publicUrl: string | null;
  readonly now: () => Millis;
}

/** What changes within a minute of a message waits, and goes together. */
const GAP_MS: Millis = 60_000;
/** Most alerts that one message is about. */
const MOST = 200;
/** The wait after the first failure; it doubles with each further one. */
const FIRST_WAIT_MS: Millis = 30_000;
const LONGEST_WAIT_MS: Millis = 3600_000;

/** Sends every channel what has changed since its last message, in one message each; what came of it is written down. */
export async function sendMessages(deps: MessageDeps): Promise<void> {
  const channels = await deps.store.alerts.channels();
  await Promise.all(channels.map((channel) => tell(deps, channel)));
}

async function tell(deps: MessageDeps, channel: AlertChannel): Promise<void> {
  const { store, send, publicUrl } = deps;
  const now = deps.now();
  if (isWaiting(channel, now)) return;
  const changed = await store.alerts.changedAfter(channel.sentThrough, MOST);
  const last = changed.at(-1);
  if (last === undefined) return;
  const error = await send(channel, writeMessage(changed, publicUrl));
  const { sentThrough, lastSentAt, failingSince, failures } = channel;
  await store.alerts.noteSending(
    channel.id,
    error === null
      ? {
          ...{ sentThrough: last.change, lastSentAt: now, lastError: null },
          ...{ failingSince: null, failures: 0, retryAt: null },
        }
      : {
          ...{ sentThrough, lastSentAt, lastError: error },
          failingSince: failingSince ?? now,
          failures: failures + 1,
          retryAt: now + Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS),
        },
  );
}

/** What lies further ahead than any wait was written by a wrong clock. */
function isWaiting({ lastSentAt, retryAt }: AlertChannel, now: Millis): boolean {
  const isIn = (until: Millis, most: Millis): boolean => now < until && until - now <= most;
  if (retryAt !== null) return isIn(retryAt, LONGEST_WAIT_MS);
  return lastSentAt !== null && isIn(lastSentAt + GAP_MS, GAP_MS);
}
