import { createHmac } from 'node:crypto';
import { SECRET } from './leaks.ts';

/** A delivery of the gateway, and what a test does to it. */
export interface Sent {
  /** The body as it goes out. */
  readonly content: string;
  readonly id?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly secret?: string;
  /** Milliseconds since 1970, for a delivery that somebody asked for once more. */
  readonly replayedAt?: number;
  /** An invented event, made to try the subscriber. */
  readonly test?: boolean;
  /** Changes headers after signing; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/**
 * What Zapier hands over of a delivery: names in Title Case with `Http-` in front, but for
 * the content's own two. Signed by Standard Webhooks without any code of ours.
 */
export function rawRequest(sent: Sent): Record<string, unknown> {
  const { content, id = 'evt_01ka', secret = SECRET, replayedAt } = sent;
  const timestamp = String(sent.timestamp ?? Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const sign = (text: string): string =>
    `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${text}`, 'utf8').digest('base64')}`;
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(content)),
    'Http-Host': 'hooks.zapier.com',
    'Http-User-Agent': 'Signal-Hooks/0.1.0',
    'Http-Webhook-Id': id,
    'Http-Webhook-Timestamp': timestamp,
    'Http-Webhook-Signature': sign(content),
    'Http-Signal-Hooks-Delivery': 'dlv_01ka',
    'Http-Signal-Hooks-Attempt': '1',
    ...(replayedAt !== undefined && {
      'Http-Signal-Hooks-Replayed-At': String(replayedAt),
      'Http-Signal-Hooks-Replay-Signature': sign(`replayed-at:${replayedAt}`),
    }),
    ...(sent.test && {
      'Http-Signal-Hooks-Test': 'true',
      'Http-Signal-Hooks-Test-Signature': sign('test'),
    }),
    ...sent.headers,
  };
  const kept = Object.entries(headers).filter(([, value]) => value !== null);
  return { method: 'POST', querystring: '', headers: Object.fromEntries(kept), content };
}
