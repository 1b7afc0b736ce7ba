import type { Alert, Millis } from '../domain.ts';
import { newId } from '../ids.ts';
import type { UnnumberedAlert } from '../store/alerts.ts';
import type { Finding, Found } from './rule.ts';
import { isWatched, type SetRule } from './settings.ts';
import { tame } from './text.ts';

/**
 * After an alert is over, the same one is not opened again within this time: something that comes and
 * goes causes two messages in it at most.
 */
export const QUIET_MS: Millis = 15 * 60_000;

/** What the looks of one round have found: by rule, null where a look has failed. */
export type FoundByRule = ReadonlyMap<string, Found | null>;

/** What is known before a round. */
export interface Before {
  /** Alerts that are not over. */
  readonly open: readonly Alert[];
  /** Alerts that were over within {@link QUIET_MS}. */
  readonly quiet: readonly Alert[];
}

/**
 * Compares what is wrong now with the alerts that are open.
 * @returns the alerts that are new, and those that are over now
 */
export function compare(
  rules: readonly SetRule[],
  found: FoundByRule,
  { open, quiet }: Before,
  now: Millis,
): UnnumberedAlert[] {
  const known = new Set([...open, ...quiet].map(({ rule, objectId }) => keyOf(rule, objectId)));
  const wrong = new Set<string>();
  const opened: UnnumberedAlert[] = [];
  for (const each of rules) {
    const { id, isOn } = each.row;
    const findings = isOn ? (found.get(id)?.findings ?? []) : [];
    for (const finding of findings.filter((one) => isWatched(each.row, one))) {
      const key = keyOf(id, finding.object.id);
      if (!known.has(key) && !wrong.has(key)) opened.push(newAlert(each, finding, now));
      wrong.add(key);
    }
  }
  const isOn = new Map(rules.map(({ row }) => [row.id, row.isOn]));
  const closed = open
    .filter(({ rule, objectId }) => {
      // Nobody looks any more: switched off, or another version's.
      if (isOn.get(rule) !== true) return true;
      const look = found.get(rule) ?? null;
      if (look === null || look.unsure?.includes(objectId)) return false;
      return !wrong.has(keyOf(rule, objectId));
    })
    .map((alert) => ({ ...alert, closedAt: now }));
  return [...opened, ...closed];
}

const keyOf = (rule: string, objectId: string): string => `${rule} ${objectId}`;

/** An alert that begins. Names and answers in it come from others. */
export function newAlert({ rule, row }: SetRule, finding: Finding, now: Millis): UnnumberedAlert {
  const { object, since, explanation, action, command } = finding;
  return {
    id: newId('alr', now),
    rule: row.id,
    objectKind: object.kind,
    objectId: object.id,
    objectName: tame(object.name, 80) || object.id,
    title: rule.title,
    explanation: tame(explanation, 600),
    action,
    command,
    since: Math.min(since, now),
    openedAt: now,
    closedAt: null,
    eventsStored: 0,
  };
}
