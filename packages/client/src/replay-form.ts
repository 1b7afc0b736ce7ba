import { listOf } from '@signal-hooks/catalogue';
import type { StartReplayBody } from './generated/operations.ts';

type State = NonNullable<StartReplayBody['states']>[number];

/** What can have become of an event, in the words of a form for a replay. */
export const REPLAY_STATES: Readonly<Record<State, string>> = {
  failed: 'Failed',
  never_sent: 'Never Sent to It',
  delivered: 'Delivered Already',
};

const isState = (name: string): name is State => Object.hasOwn(REPLAY_STATES, name);

/** The states that a form has chosen; none: what a subscriber has missed. */
export function readReplayStates(typed: unknown): readonly State[] {
  const chosen = listOf(typed).filter(isState);
  return chosen.length > 0 ? chosen : ['failed', 'never_sent'];
}
