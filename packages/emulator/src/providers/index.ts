import type { ProviderId } from '@signal-hooks/catalogue';
import type { MakePlayer } from '../player.ts';
import { playSalesiq } from './salesiq.ts';
import { playSiggnal } from './siggnal.ts';
import { playSignalArk } from './signal-ark.ts';
import { playSignals } from './signals.ts';
import { playSigsentry } from './sigsentry.ts';

/** Who plays which provider. */
export const PLAYERS: Readonly<Record<ProviderId, MakePlayer>> = {
  siggnal: playSiggnal,
  'signal-ark': playSignalArk,
  signals: playSignals,
  sigsentry: playSigsentry,
  salesiq: playSalesiq,
};
