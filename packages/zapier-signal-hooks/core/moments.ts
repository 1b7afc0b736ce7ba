import { textOf } from '@signal-hooks/catalogue';
import type { ZObject } from 'zapier-platform-core';

/**
 * A date and time out of a form, in UTC.
 * @param label what the form calls the field
 * @returns undefined where it is empty
 * @throws a Zapier error that says what to enter
 */
export const momentOf = (z: ZObject, typed: unknown, label: string): string | undefined =>
  textOf(typed) === '' ? undefined : neededMomentOf(z, typed, label);

/** As {@link momentOf}, of a field that must not be empty. */
export function neededMomentOf(z: ZObject, typed: unknown, label: string): string {
  const at = new Date(textOf(typed));
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new z.errors.Error(
    `${label} must be a date and time, such as 2026-04-25T14:30:00Z.`,
    'InvalidTime',
    400,
  );
}
