import { type Provider, shortNameOf } from '@signal-hooks/catalogue';

/** How Zapier shows a trigger, and whose events it brings. */
export interface TriggerDescription {
  /** Zaps name the trigger by it: a key that changes breaks them. */
  readonly key: string;
  readonly noun: string;
  readonly label: string;
  /** "Triggers when … ." */
  readonly description: string;
  /** Whose events; null: of every provider, with what all have in common. */
  readonly provider: Provider | null;
}

/** The trigger of one provider, from the wording of its definition. */
export function providerTrigger(provider: Provider): TriggerDescription {
  const { noun, startsWhen } = provider.wording;
  return {
    key: `${provider.id}_${noun}`.toLowerCase().replace(/[- ]/g, '_'),
    noun,
    label: `New ${shortNameOf(provider)} ${noun}`,
    description: `Triggers when ${startsWhen}.`,
    provider,
  };
}
