import type { Advisory } from './ask.ts';

/** An advisory that somebody has read, and why it is no danger here. */
export interface Allowed {
  readonly advisory: string;
  readonly package: string;
  readonly why: string;
  /** As 2026-12-31: the last day on which nobody needs to look again. */
  readonly until: string;
}

/** What keeps the check from passing, a line each. */
export function faultsOf(
  advisories: readonly Advisory[],
  allowed: readonly Allowed[],
  today: string,
): string[] {
  const isAllowed = (one: Advisory): boolean =>
    allowed.some((entry) => entry.advisory === one.id && entry.package === one.package);
  const isReported = (entry: Allowed): boolean =>
    advisories.some((one) => one.id === entry.advisory && one.package === entry.package);
  return [
    ...advisories.filter((one) => !isAllowed(one)).map(describe),
    ...allowed.flatMap((entry) => {
      const name = `${entry.advisory} of ${entry.package}`;
      if (!isReported(entry)) return [`${name} is allowed, but not reported any more: remove it`];
      if (entry.why.trim() === '') return [`${name} is allowed without a reason`];
      if (!/^\d{4}-\d\d-\d\d$/.test(entry.until)) return [`${name} is allowed until no date`];
      if (entry.until < today) return [`${name} was allowed until ${entry.until}: look again`];
      return [];
    }),
  ];
}

const describe = (one: Advisory): string =>
  `${one.id}, ${one.severity}: ${one.title}, in ${one.package}, ` +
  `${one.isInstalled ? 'installed with our packages' : 'a tool, or bundled'}: ${one.url}`;
