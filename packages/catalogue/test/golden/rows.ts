import { SALESIQ_ROWS } from './salesiq.ts';
import { SIGGNAL_ROWS } from './siggnal.ts';
import { SIGNAL_ARK_ROWS } from './signal-ark.ts';
import { SIGNALS_ROWS } from './signals.ts';
import { SIGSENTRY_ROWS } from './sigsentry.ts';

export const ROWS = [
  ...SIGGNAL_ROWS,
  ...SIGNAL_ARK_ROWS,
  ...SIGNALS_ROWS,
  ...SIGSENTRY_ROWS,
  ...SALESIQ_ROWS,
];
