import type { App } from '../app.ts';
import { COMMUNICATION } from './communication.ts';
import { EXPRESSIONS } from './expressions.ts';
import { FORM_RULES } from './forms.ts';
import { MANIFEST } from './manifest.ts';
import type { Rule } from './rule.ts';
import { SAMPLES } from './samples.ts';

/** Every rule. Make has schemas of its files; what they do not say is said here. */
export const RULES: readonly Rule[] = [
  ...MANIFEST,
  ...FORM_RULES,
  ...COMMUNICATION,
  ...EXPRESSIONS,
  ...SAMPLES,
];

/** What of an app breaks which rule. */
export const validate = (app: App): string[] =>
  RULES.flatMap(({ id, findings }) => findings(app).map((what) => `${id}: ${what}`));
