import { UsageError } from './usage-error.ts';

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a point in time: ISO 8601, or how long ago, such as `30m`, `2h`, `7d`.
 * @param now milliseconds since 1970
 * @returns ISO 8601 in UTC
 * @throws {UsageError} if it is neither
 */
export function readSince(text: string, now: number = Date.now()): string {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ago = Number(count) * (UNITS_MS[unit] ?? Number.NaN);
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
  const at = Number.isNaN(ago) ? (isDate.test(text) ? Date.parse(text) : Number.NaN) : now - ago;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new UsageError(
    `"${text}" is no time. Write how long ago, such as 30m, 2h or 7d, or 2026-04-25T14:30:00Z.`,
  );
}

/** A time as tables show it. @param iso ISO 8601; null: never */
export const shortTime = (iso: string | null): string =>
  iso === null ? 'never' : iso.replace(/\.\d+Z$/, 'Z');
