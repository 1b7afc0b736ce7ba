import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { SECRET } from '../sample.ts';

/** Checks Siggnal's signature over the raw body, as one does by hand. */
export function isGenuine({ body, headers }: Request): boolean {
  const expected = createHmac('sha256', SECRET).update(body).digest();
  const claimed = Buffer.from(String(headers['x-siggnal-signature']), 'hex');
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}
