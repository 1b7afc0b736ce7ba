import type { Dispatcher as HttpClient } from 'undici';
import type { AlertChannel } from '../../domain.ts';
import type { Vault } from '../../vault.ts';
import type { AlertMessage } from '../message.ts';
import { type SmtpSettings, sendByMail } from './email.ts';
import { sendToSlack } from './slack.ts';

/** What a channel holds sealed: where its messages go. */
export interface AlertChannelSecrets {
  /** Of an incoming webhook. */
  readonly url?: string;
  /** Addresses of e-mail. */
  readonly to?: readonly string[];
}

/** Sends one message to a channel. @returns why it was not taken, in words; null: it was */
export type SendMessage = (channel: AlertChannel, message: AlertMessage) => Promise<string | null>;

/** What messages are sent with. */
export interface SenderDeps {
  readonly vault: Pick<Vault, 'open'>;
  /** Make it with `createSafeAgent`. */
  readonly client: HttpClient;
  /** Null: no e-mail is sent. */
  readonly smtp: SmtpSettings | null;
}

/** Makes what sends messages to channels of every kind. It never throws. */
export const createSender =
  ({ vault, client, smtp }: SenderDeps): SendMessage =>
  async (channel, message) => {
    const secrets = openChannel(vault, channel);
    if (secrets === null) return NOT_OPENED;
    const { url, to } = secrets;
    if (url !== undefined) return sendToSlack(client, url, message);
    if (to === undefined) return NOT_OPENED;
    return smtp === null ? NO_SMTP : sendByMail(smtp, to, message);
  };

/** Also what whoever adds such a channel is answered. */
export const NO_SMTP =
  'This gateway has no mail server: set SIGNAL_HOOKS_SMTP_URL, such as smtp://user:password@mail.example.com:587';

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
