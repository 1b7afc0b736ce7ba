import type { Headers } from '../headers.ts';
import type { JsonObject } from '../json.ts';
import { asText } from '../payload.ts';
import type { Identity } from '../provider.ts';
import { compileCondition, compileExpression, type Read, type Test } from './compile.ts';
import type { Expression, IdentityRule } from './expression.ts';

interface CompiledRule {
  readonly holds: Test;
  readonly parts: readonly Read[];
  readonly windowMs: number | null;
}

/**
 * Compiles the rules that recognise a retry, once, into a function.
 * @param isOfItem whether several events come in one request
 * @throws {TypeError} if the last rule does not hold for every payload, or one does not tell the
 *   events of a request apart
 */
export function compileIdentity(
  rules: readonly IdentityRule[],
  isOfItem = false,
): (payload: JsonObject, headers: Headers) => Identity {
  const last = rules.at(-1);
  if (last === undefined || last.when !== undefined || !last.parts.every(isAlwaysThere)) {
    throw new TypeError('the last rule of an identity must hold for every payload: use a digest');
  }
  if (isOfItem && rules.some(({ parts }) => parts.every(isOfRequest))) {
    throw new TypeError('a rule of an identity must read something of the item: else all are one');
  }
  const compiled: readonly CompiledRule[] = rules.map((rule) => ({
    holds: rule.when === undefined ? () => true : compileCondition(rule.when),
    parts: rule.parts.map(compileExpression),
    windowMs: rule.windowMs ?? null,
  }));
  return (payload, headers) => {
    for (const { holds, parts, windowMs } of compiled) {
      const key = holds(payload, headers) ? keyOf(parts, payload, headers) : null;
      if (key !== null) return { key, windowMs };
    }
    throw new TypeError('the last rule of an identity did not hold');
  };
}

/** Null if a part gives nothing that can be in a key: no text and no number. */
function keyOf(parts: readonly Read[], payload: JsonObject, headers: Headers): string | null {
  let key = '';
  for (const read of parts) {
    const part = asText(read(payload, headers));
    if (part === '') return null;
    key = key === '' ? part : `${key}:${part}`;
  }
  return key;
}

const isAlwaysThere = (part: Expression): boolean =>
  typeof part === 'object' && ('digest' in part || 'digestWithout' in part || 'text' in part);

/** What is the same for every event of a request. */
const isOfRequest = (part: Expression): boolean =>
  typeof part === 'object' && ('header' in part || 'text' in part);
