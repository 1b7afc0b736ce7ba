import { createHash } from 'node:crypto';
import type { View } from '../views.ts';

/** What has changed of an object; null: there was none, or there is none any more. */
export interface Changes {
  readonly before: View | null;
  readonly after: View | null;
}

/** Longer values, such as a definition, are known by their digest. */
const MOST_CHARACTERS = 2000;

/** The fields of an object that have changed: all that it has, if it is new or gone. */
export function changesOf(before: View | null, after: View | null): Changes {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changed = [...keys].filter((key) => textOf(before?.[key]) !== textOf(after?.[key]));
  return { before: pick(before, changed), after: pick(after, changed) };
}

const textOf = (value: unknown): string => JSON.stringify(value ?? null);

function pick(view: View | null, keys: readonly string[]): View | null {
  if (view === null) return null;
  return Object.fromEntries(keys.map((key) => [key, bounded(key, view[key] ?? null)]));
}

/** An address may be a secret of its own: whoever knows it may send there. */
function bounded(key: string, value: unknown): unknown {
  if (key === 'target_url' && typeof value === 'string') {
    return `${URL.parse(value)?.origin ?? ''}/…`;
  }
  const text = JSON.stringify(value);
  if (text.length <= MOST_CHARACTERS) return value;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { characters: text.length, sha256 };
}
