import { createHmac } from 'node:crypto';
import { type Reply, send } from './http.ts';

/** A delivery that the test makes itself. */
export interface MadeDelivery {
  readonly eventId: string;
  readonly body: string;
  /** `whsec_…` */
  readonly secret: string;
  /** Seconds before now. */
  readonly age?: number;
}

/** Its headers, by the text of https://www.standardwebhooks.com: HMAC over `id.timestamp.body`. */
function signedHeaders({ eventId, body, secret, age = 0 }: MadeDelivery): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000) - age);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${eventId}.${timestamp}.${body}`);
  return {
    'content-type': 'application/json',
    'webhook-id': eventId,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac.digest('base64')}`,
  };
}

/** Posts it to a Zap's URL, which accepts whatever comes. */
export const postDelivery = (url: string, delivery: MadeDelivery): Promise<Reply> =>
  send(url, { headers: signedHeaders(delivery), body: delivery.body });
