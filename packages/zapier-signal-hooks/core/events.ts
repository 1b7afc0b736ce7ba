import { type EventRecord, type EventSearch, latestEvents as latest } from '@signal-hooks/client';
import type { Gateway } from './gateway.ts';

/** Most pages that are read. */
const MAX_PAGES = 10;

/**
 * The records of the latest events, newest first.
 * @param conditionLabels what the form calls each condition
 */
export const latestEvents = (
  gateway: Gateway,
  { conditionLabels, ...search }: EventSearch & { readonly conditionLabels: readonly string[] },
): Promise<EventRecord[]> =>
  latest(
    search,
    (page) => gateway.pages(page, MAX_PAGES, conditionLabels),
    () => gateway.hasTime,
  );
