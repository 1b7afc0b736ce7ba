import { readRules, type SetRule } from '../../alerts/settings.ts';
import { ALERT_RULE } from '../../entities/alert-rule.ts';
import type { InputOf } from '../../entities/columns.ts';
import { checkBounds, givenOf } from '../../entities/input.ts';
import { type FieldProblem, GatewayError } from '../../errors.ts';
import { invalid } from '../invalid.ts';
import type { AlertDeps } from './deps.ts';

/** What can be said about a rule; what is absent stays as it is. */
type RuleInput = InputOf<typeof ALERT_RULE, 'always'>;

/** All rules, set or not. */
export const listRules = ({ store }: AlertDeps): Promise<readonly SetRule[]> =>
  readRules(store.alerts);

/**
 * Changes the settings of a rule; they count from the next round on.
 * @throws {GatewayError} `alert_rule_not_found` or `invalid_request`
 */
export async function changeRule(deps: AlertDeps, id: string, input: RuleInput): Promise<SetRule> {
  const { store, directory } = deps;
  const found = (await listRules(deps)).find(({ row }) => row.id === id);
  if (found === undefined) throw new GatewayError('alert_rule_not_found');
  await directory.refresh();
  const problems = [...checkBounds(ALERT_RULE, input), ...checkFit(deps, found, input)];
  if (problems.length > 0) throw invalid(problems);
  const row = { ...found.row, ...givenOf(ALERT_RULE, input, 'always') };
  await store.alerts.putRule(row);
  return { ...found, row };
}

/** What would never have an effect is more likely a mistake. */
function checkFit({ directory }: AlertDeps, { rule }: SetRule, input: RuleInput): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (rule.unit === null && (input.threshold ?? null) !== null) {
    problems.push({ path: 'threshold', message: 'This rule has none. Leave it out.' });
  }
  const { sourceIds = [], subscriptionIds = [] } = input;
  const ids = { source: sourceIds, subscription: subscriptionIds };
  for (const kind of ['source', 'subscription'] as const) {
    const path = `${kind}_ids`;
    if (ids[kind].length === 0) continue;
    if (rule.about !== kind) {
      problems.push({ path, message: `This rule is about ${rule.about}s. Leave it out.` });
      continue;
    }
    const known = kind === 'source' ? knownSources(directory) : knownSubscriptions(directory);
    for (const [at, id] of ids[kind].entries()) {
      if (known.has(id)) continue;
      problems.push({ path: `${path}.${at}`, message: `There is no such ${kind}.` });
    }
  }
  return problems;
}

const knownSources = (directory: AlertDeps['directory']): ReadonlySet<string> =>
  new Set([...directory.sources(), ...directory.unusableSources()].map(({ source }) => source.id));

const knownSubscriptions = (directory: AlertDeps['directory']): ReadonlySet<string> =>
  new Set(
    [...directory.subscriptions(), ...directory.unusableSubscriptions()].map(
      ({ subscription }) => subscription.id,
    ),
  );
