import { digestOf, type Identity } from '@signal-hooks/catalogue';
import type { IDataObject } from 'n8n-workflow';

/** Most contents that are remembered: they are rare, and each is forgotten after minutes. */
const MAX_REMEMBERED = 50;

/** When the same content was first seen, in milliseconds; `at` if it means a new event. */
export type FirstSeen = (key: string, windowMs: number, at: number) => number;

/** The same for every retry of one event, different for two: what Remove Duplicates compares. */
export const eventIdOf = (provider: string, identity: string): string =>
  `evt_${digestOf(`${provider}:${identity}`).slice(0, 24)}`;

/**
 * The id of an event that was received now. Some events tell nothing but their content (a
 * role that is renamed to and fro): equal content is a retry while the provider retries,
 * and a new event afterwards.
 */
export function identify(
  provider: string,
  { key, windowMs }: Identity,
  receivedAt: number,
  firstSeen: FirstSeen,
): string {
  if (windowMs === null) return eventIdOf(provider, key);
  return eventIdOf(provider, `${key}@${firstSeen(key, windowMs, receivedAt)}`);
}

/** Remembers first sights in a node's static data, which n8n keeps between requests. */
export const firstSeenIn =
  (staticData: IDataObject): FirstSeen =>
  (key, windowMs, at) => {
    const remembered = (staticData.firstSeen ?? {}) as Record<string, number>;
    const known = remembered[key];
    if (known !== undefined && at - known <= windowMs) return known;
    const others = Object.entries(remembered).filter(
      ([other, seenAt]) => other !== key && at - seenAt <= windowMs,
    );
    staticData.firstSeen = Object.fromEntries([...others, [key, at]].slice(-MAX_REMEMBERED));
    return at;
  };
