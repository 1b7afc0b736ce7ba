import { PROVIDERS, type ProviderId } from '@signal-hooks/catalogue';
import type { CreateEmulatedProvider } from '../emulated-provider.ts';
import { emulateFromDefinition } from './any-provider.ts';
import { emulateSalesiq } from './salesiq.ts';
import { emulateSiggnal } from './siggnal.ts';
import { emulateSignalArk } from './signal-ark.ts';
import { emulateSignals } from './signals.ts';
import { emulateSigsentry } from './sigsentry.ts';

/** Those whose API or screen is played as it is. */
const OWN: Readonly<Partial<Record<ProviderId, CreateEmulatedProvider>>> = {
  siggnal: emulateSiggnal,
  'signal-ark': emulateSignalArk,
  signals: emulateSignals,
  sigsentry: emulateSigsentry,
  salesiq: emulateSalesiq,
};

/** How each provider is emulated. */
export const EMULATED_PROVIDERS: ReadonlyMap<ProviderId, CreateEmulatedProvider> = new Map(
  Object.values(PROVIDERS).map((provider) => [
    provider.id,
    OWN[provider.id] ?? emulateFromDefinition(provider),
  ]),
);
