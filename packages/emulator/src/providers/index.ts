import type { ProviderId } from '@signal-hooks/catalogue';
import type { CreateEmulatedProvider } from '../emulated-provider.ts';
import { emulateSalesiq } from './salesiq.ts';
import { emulateSiggnal } from './siggnal.ts';
import { emulateSignalArk } from './signal-ark.ts';
import { emulateSignals } from './signals.ts';
import { emulateSigsentry } from './sigsentry.ts';

/** How each provider is emulated. */
export const EMULATED_PROVIDERS: Readonly<Record<ProviderId, CreateEmulatedProvider>> = {
  siggnal: emulateSiggnal,
  'signal-ark': emulateSignalArk,
  signals: emulateSignals,
  sigsentry: emulateSigsentry,
  salesiq: emulateSalesiq,
};
