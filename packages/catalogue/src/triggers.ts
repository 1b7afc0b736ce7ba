import type { Provider, TriggerWording } from './provider.ts';
import { shortNameOf } from './wording.ts';

/** What starts a workflow on a platform that has a list of triggers. */
export interface ProviderTrigger {
  /** snake_case. Workflows name the trigger by it: a key that changes breaks them. */
  readonly key: string;
  /** What one event is called, singular and capitalised. */
  readonly noun: string;
  /** Title Case: "New Missed Chat". */
  readonly label: string;
  /** "Triggers when … ." */
  readonly description: string;
  readonly provider: Provider;
  /** The kind of events that start it; null: all of the provider's. */
  readonly kind: TriggerWording | null;
}

/** The triggers of a provider: that of all its events, then those of the kinds that its wording names. */
export function triggersOf(
  provider: Provider,
): readonly [all: ProviderTrigger, ...kinds: ProviderTrigger[]] {
  const { noun, startsWhen, triggers = [] } = provider.wording;
  const all: ProviderTrigger = {
    key: keyOf(provider, noun),
    noun,
    label: `New ${allOf(shortNameOf(provider), noun)}`,
    description: `Triggers when ${startsWhen}.`,
    provider,
    kind: null,
  };
  const kinds = triggers.map(
    (kind): ProviderTrigger => ({
      key: keyOf(provider, kind.name),
      noun: kind.noun,
      label: `New ${kind.name}`,
      description: `Triggers when ${kind.startsWhen}.`,
      provider,
      kind,
    }),
  );
  return [all, ...kinds];
}

const keyOf = ({ id }: Provider, name: string): string =>
  `${id}_${name}`.toLowerCase().replace(/[- ]/g, '_');

/** "Siggnal Signal"; and "Alert" of a provider that is called after its events. */
const allOf = (shortName: string, noun: string): string =>
  shortName === `${noun}s` ? noun : `${shortName} ${noun}`;
