import type { Client } from '@signal-hooks/client';

/** What is shown once, when something is made. */
export interface Shown {
  readonly id: string;
  readonly ingest_url?: string | null;
  readonly secret?: string | null;
  readonly token?: string;
}

/** The ids of what is there, by its name in the file. */
export interface Ids {
  readonly sources: Map<string, string>;
  readonly subscriptions: Map<string, string>;
}

/** One difference between a file and a gateway, and how it is made up for. */
export interface Step {
  readonly action: 'add' | 'change' | 'remove';
  readonly what: 'provider' | 'source' | 'subscription' | 'token' | 'alert rule' | 'alert channel';
  readonly name: string;
  /** What changes, in words; nothing secret. */
  readonly details: readonly string[];
  /** Its place in the file; null: it is not in the file. */
  readonly path: string | null;
  /** @param ids gets that of what is made */
  readonly run: (api: Client, ids: Ids) => Promise<Shown | null>;
}

/** A value in words. */
export function words(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(words).join(', ');
  if (typeof value !== 'object') return String(value);
  const { field, op, value: given } = value as Record<string, unknown>;
  return field === undefined ? JSON.stringify(value) : `${field} ${op} ${words(given)}`;
}

/** A change of a value in words. */
export const changed = (key: string, from: unknown, to: unknown): string =>
  `${key}: ${words(from)} → ${words(to)}`;

/** Whether two values say the same; a list of texts is a set. */
export function isSame(one: unknown, other: unknown): boolean {
  if (!isTexts(one) || !isTexts(other)) return JSON.stringify(one) === JSON.stringify(other);
  return JSON.stringify([...new Set(one)].sort()) === JSON.stringify([...new Set(other)].sort());
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
