import type { Blueprint } from '../types.ts';
import { BEHAVIOUR } from './behaviour.ts';
import { EXPRESSIONS } from './expressions.ts';
import type { Rule } from './rule.ts';
import { SHAPE } from './shape.ts';

/** Every rule. There is no public schema of blueprints; these are our own. */
export const RULES: readonly Rule[] = [...SHAPE, ...EXPRESSIONS, ...BEHAVIOUR];

/** What breaks a rule. */
export interface Finding {
  readonly rule: string;
  readonly what: string;
}

/** Checks a blueprint's structure; says nothing about what a live account makes of it. */
export const validate = (blueprint: Blueprint): Finding[] =>
  RULES.flatMap(({ id, findings }) => findings(blueprint).map((what) => ({ rule: id, what })));
