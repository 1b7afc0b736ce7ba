import type { AlertRuleRow } from '../domain.ts';
import { ALERT_RULE } from '../entities/alert-rule.ts';
import { defaultsOf } from '../entities/columns.ts';
import type { AlertStore } from '../store/alerts.ts';
import type { AlertRule, Finding } from './rule.ts';
import { ALERT_RULES } from './rules/index.ts';

/** A rule with what was set for it. */
export interface SetRule {
  readonly rule: AlertRule;
  readonly row: AlertRuleRow;
}

/** A rule as it comes. */
const unsetRow = (id: string): AlertRuleRow => ({ ...defaultsOf(ALERT_RULE), id });

/** All rules of this version, in the order of their table. */
export async function readRules(store: Pick<AlertStore, 'rules'>): Promise<readonly SetRule[]> {
  const rows = new Map((await store.rules()).map((row) => [row.id, row]));
  return Object.entries(ALERT_RULES).map(([id, rule]) => ({
    rule,
    row: rows.get(id) ?? unsetRow(id),
  }));
}

/** Whether a rule is to look at an object. */
export function isWatched(
  { sourceIds, subscriptionIds }: AlertRuleRow,
  { object }: Finding,
): boolean {
  const { kind, id } = object;
  if (kind === 'source') return sourceIds.length === 0 || sourceIds.includes(id);
  if (kind === 'subscription') return subscriptionIds.length === 0 || subscriptionIds.includes(id);
  return true;
}
