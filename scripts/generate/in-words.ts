import type { Condition, Expression, Step } from '@signal-hooks/catalogue';
import { code } from '@signal-hooks/recipes';

/** Expressions and conditions of definitions as people read them, in Markdown. */

/** Where a value comes from: of several the first that holds something. */
export function expressionText(expression: Expression): string {
  if (typeof expression === 'string') return code(expression);
  if (isList(expression)) {
    const separator = expression.every((each) => typeof each === 'string') ? ', ' : '; ';
    return expression.map(expressionText).join(separator);
  }
  if ('text' in expression) return `“${expression.text}”`;
  if ('header' in expression) {
    const { header, believe } = expression;
    const values = believe === undefined ? '' : `, if it is ${listOf(believe.map(code), 'or')}`;
    return `the header ${code(header)}${values}`;
  }
  if ('steps' in expression) {
    const of = expressionText(expression.of);
    return expression.steps.reduce((text: string, step: Step) => stepText(step, text), of);
  }
  if ('join' in expression) {
    const by = expression.with === ' ' ? 'a blank' : code(expression.with);
    return `${listOf(expression.join.map(expressionText), 'and')}, joined by ${by}`;
  }
  if ('each' in expression) {
    return `${expressionText(expression.read)} of every item of ${listOf(expression.each.map(code), 'and')}`;
  }
  if ('when' in expression) {
    return `${expressionText(expression.use)} if ${conditionText(expression.when)}`;
  }
  if ('digest' in expression) return `the digest of ${code(expression.digest)}`;
  const left = expression.digestWithout.map(code);
  return left.length === 0
    ? 'the digest of the whole content'
    : `the digest of the content without ${listOf(left, 'and')}`;
}

/** Arrays narrow only this way where they are readonly. */
const isList = (expression: Expression): expression is readonly Expression[] =>
  Array.isArray(expression);

function stepText(step: Step, text: string): string {
  if (step === 'trim') return `${text}, without white space at its ends`;
  if (step === 'lower') return `${text} in lower case`;
  if (step === 'host') return `the host of ${text}`;
  if (step === 'utc') return `${text}, in UTC`;
  if ('firstWord' in step) return `${text} up to the first ${code(step.firstWord)}`;
  return `${text} from the last ${code(step.lastWord)} on`;
}

/** What has to hold, after "if". */
export function conditionText(condition: Condition): string {
  if ('all' in condition) return condition.all.map(conditionText).join(' and ');
  if ('any' in condition) return condition.any.map(conditionText).join(' or ');
  if ('exists' in condition) return `there is ${eitherText(condition.exists)}`;
  const value = expressionText(condition.value);
  if ('oneOf' in condition) return `${value} is ${listOf(condition.oneOf.map(code), 'or')}`;
  if (condition.is === null) return `there is no ${value}`;
  return `${value} is ${code(JSON.stringify(condition.is))}`;
}

const eitherText = (expression: Expression): string =>
  isList(expression) ? listOf(expression.map(expressionText), 'or') : expressionText(expression);

/** @param word before the last */
function listOf(items: readonly string[], word: 'and' | 'or'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}
