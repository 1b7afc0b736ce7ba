import { hash } from 'node:crypto';
import type { JsonValue } from './json.ts';

/**
 * SHA-256 of a text or of a value's JSON, in hex: a short, stable identity.
 * The order of keys counts.
 */
export function digestOf(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return hash('sha256', text);
}
