import type { Dispatcher as HttpClient } from 'undici';
import type { AlertChannel } from '../../domain.ts';
import type { Vault } from '../../vault.ts';
import type { AlertMessage } from '../message.ts';
import { sendToSlack } from './slack.ts';

/** What a channel holds sealed: where its messages go. */
export interface AlertChannelSecrets {
  readonly url: string;
}

/** Sends one message to a channel. @returns why it was not taken, in words; null: it was */
export type SendMessage = (channel: AlertChannel, message: AlertMessage) => Promise<string | null>;

/** What messages are sent with. */
export interface SenderDeps {
  readonly vault: Pick<Vault, 'open'>;
  /** Make it with `createSafeAgent`. */
  readonly client: HttpClient;
}

/** Makes what sends messages to channels of every kind. It never throws. */
export const createSender =
  ({ vault, client }: SenderDeps): SendMessage =>
  async (channel, message) => {
    const secrets = openChannel(vault, channel);
    if (secrets === null) return NOT_OPENED;
    return sendToSlack(client, secrets.url, message);
  };

const NOT_OPENED = 'Its address cannot be opened: remove the channel, and add it anew.';

/** Null if the key is another one. */
export function openChannel(
  vault: Pick<Vault, 'open'>,
  { sealed, id }: AlertChannel,
): AlertChannelSecrets | null {
  try {
    return vault.open<AlertChannelSecrets>(sealed, id);
  } catch {
    return null;
  }
}
