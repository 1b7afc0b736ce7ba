/** Whether addresses are of webhooks of one node: they differ in the last part of their paths. */
export const isSameNode = (one: string, other: string): boolean =>
  new URL('.', one).href === new URL('.', other).href;
