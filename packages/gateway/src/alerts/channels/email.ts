import { createRequire } from 'node:module';
import { networkWords } from '@signal-hooks/catalogue';
import type { AlertMessage } from '../message.ts';
import { tame } from '../text.ts';

/** The mail server, as the operator has set it up. */
export interface SmtpSettings {
  /** smtp://user:password@host:587, or smtps:// for TLS from the first byte. Never to be shown. */
  readonly url: string;
  /** The address that messages come from. */
  readonly from: string;
}

/** What is used of nodemailer. https://nodemailer.com/smtp */
interface Nodemailer {
  createTransport(options: Readonly<Record<string, unknown>>): {
    sendMail(message: Readonly<Record<string, unknown>>): Promise<unknown>;
    close(): void;
  };
}

/** For each step of the conversation. */
const TIMEOUT_MS = 10_000;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** One address, without a name; nothing in it can begin another header or recipient. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@,;:<>()[\]\\"\p{Cc}]+@[^\s@,;:<>()[\]\\"\p{Cc}]+$/u.test(text);

/**
 * Sends a message as plain text. The server is the operator's, like the database: the rule for internal
 * addresses is not for it. Without TLS no password is sent to another machine.
 * @returns why it was not taken, in words; null: it was
 */
export async function sendByMail(
  { url, from }: SmtpSettings,
  to: readonly string[],
  { subject, text }: AlertMessage,
): Promise<string | null> {
  const transport = load().createTransport(transportOptions(new URL(url)));
  try {
    await transport.sendMail({ from, to: [...to], subject, text });
    return null;
  } catch (error) {
    return whyNot(error);
  } finally {
    transport.close();
  }
}

/** Loaded when the first message is sent: few gateways send any. */
const load = (): Nodemailer => createRequire(import.meta.url)('nodemailer') as Nodemailer;

function transportOptions(url: URL): Readonly<Record<string, unknown>> {
  const secure = url.protocol === 'smtps:';
  const auth =
    url.username === ''
      ? {}
      : {
          auth: {
            user: decodeURIComponent(url.username),
            pass: decodeURIComponent(url.password),
          },
          requireTLS: !LOOPBACK.test(url.hostname),
        };
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    ...{ secure, ...auth },
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
    // What a message says is text, never a file or an address to be read.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

/** What the server says is its own text; nothing of the address is in it. */
function whyNot(error: unknown): string {
  const {
    code = '',
    response = '',
    message = '',
  } = error as Partial<Record<'code' | 'response' | 'message', string>>;
  if (code === 'ETLS') return 'The mail server offers no TLS, without which no password is sent.';
  if (response !== '') return `The mail server refused it: ${tame(response, 150)}`;
  // Its own code says only that the connection failed; the system's is in the message.
  const reason = /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? code;
  const words = networkWords({ code: reason }) ?? 'the connection failed';
  return `The mail server could not be reached: ${words}.`;
}
