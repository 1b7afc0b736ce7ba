import { PROVIDERS } from '@signal-hooks/catalogue';
import type { RequestHandler } from 'express';
import { generateSigningPair, type SigningPair } from '../delivery/signing-pair.ts';
import type { EmulatorContext } from '../emulated-provider.ts';
import { param } from '../http.ts';
import type { SalesiqWebhook } from './salesiq.ts';
import { answer, refuse } from './salesiq-answer.ts';

/** A key pair of a webhook; only its public half is ever shown. */
export interface SalesiqKey {
  readonly id: string;
  /** The public key as the API returns it. */
  readonly key: string;
  readonly pair: SigningPair;
  readonly createdAt: number;
}

const MAX_KEYS = 2;

/** A key as the API shows it. */
export const viewKey = ({ id, key, createdAt }: SalesiqKey): Record<string, string> => ({
  id,
  key,
  creator: '40526000000002001',
  created_time: String(createdAt),
});

/** Makes a pair; the answer lists the public keys of all. The oldest stays in use. */
export function generateKey({ clock, salesiqKeyFormat }: EmulatorContext): RequestHandler {
  return async (request, response) => {
    const webhook = response.locals.webhook as SalesiqWebhook;
    const { keys } = webhook;
    if (keys.length >= MAX_KEYS) return refuse(response, 1017);
    const pair = await generateSigningPair(PROVIDERS.salesiq);
    // Another request may have filled the second place meanwhile.
    if (keys.length >= MAX_KEYS) return refuse(response, 1017);
    webhook.keysMade += 1;
    keys.push({
      id: String(BigInt(webhook.id) * 1000n + BigInt(webhook.keysMade)),
      key: salesiqKeyFormat === 'pem' ? pair.publicPem : pair.publicKey,
      pair,
      createdAt: clock.now(),
    });
    answer(request, response, 'webhook', { public_keys: keys.map(viewKey) });
  };
}

/** Deletes a key; the next oldest comes into use. */
export const deleteKey: RequestHandler = (request, response) => {
  const { keys } = response.locals.webhook as SalesiqWebhook;
  const at = keys.findIndex(({ id }) => id === param(request, 'key'));
  if (at === -1) return refuse(response, 1019);
  keys.splice(at, 1);
  answer(request, response, 'webhook', { public_keys: keys.map(viewKey) });
};
