import type { Blueprint } from '../../../src/blueprint/types.ts';
import { type Listener, listen } from '../../support/listener.ts';
import { type Outcome, run, withSecret } from './run.ts';

/** A scenario that is switched on, at its webhook's address. */
export interface Webhook extends Listener {
  /** What became of each request. */
  readonly outcomes: readonly Outcome[];
  /** The user pastes the secret. */
  paste(secret: string): void;
}

/** Puts a scenario behind an address on loopback: what its first answer says is the answer. */
export async function openWebhook(blueprint: Blueprint): Promise<Webhook> {
  const outcomes: Outcome[] = [];
  const store = new Set<string>();
  let scenario = blueprint;
  const listener = await listen(({ body, headers }) => {
    const named = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const request = { body, headers: Object.fromEntries(named) };
    const outcome = run(scenario, request, { store, now: new Date() });
    outcomes.push(outcome);
    return outcome.answers[0] ?? 200;
  });
  const paste = (secret: string): void => {
    scenario = withSecret(blueprint, secret);
  };
  return { ...listener, outcomes, paste };
}
