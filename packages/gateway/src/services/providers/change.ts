import { isDeepStrictEqual } from 'node:util';
import type { Provider, ProviderDefinition } from '@signal-hooks/catalogue';
import type { Subscription } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { OwnProvider } from '../../providers.ts';
import { invalid } from '../invalid.ts';
import { checkedDefinition } from './definition.ts';
import type { ProviderDeps } from './deps.ts';
import { ownProvider } from './own.ts';

/** A changed provider, and what that means to whoever uses it. */
interface ChangedProvider {
  readonly own: OwnProvider;
  /** Sentences for people; none if nobody will notice. */
  readonly notes: readonly string[];
}

/**
 * Gives a provider of the user's own another definition. Events that were stored before are mapped
 * by it from now on.
 * @param definition anything
 * @param preset what it starts from; absent: nothing
 * @throws {GatewayError} `provider_not_found`, `invalid_request`, or `conflict` with the reason
 */
export async function changeProvider(
  deps: ProviderDeps,
  id: string,
  definition: unknown,
  preset?: string,
): Promise<ChangedProvider> {
  const { store, directory, now } = deps;
  const before = await ownProvider(deps, id);
  const next = checkedDefinition(definition, preset);
  if (next.provider.id !== id) {
    const message = `A provider keeps its id: write "${id}".`;
    throw invalid([{ path: 'definition.id', message }]);
  }
  const old = 'provider' in before ? before.provider : null;
  if (old !== null) checkUses(deps, old, next.provider);
  const changed = await store.providers.change(id, (stored) =>
    stored.definition === next.text ? null : { ...stored, definition: next.text, updatedAt: now() },
  );
  await directory.refresh();
  if (changed === null) throw new GatewayError('provider_not_found');
  const own = await ownProvider(deps, id);
  if ('problem' in own) throw new GatewayError('conflict', own.problem);
  return { own, notes: old === null ? [] : notesOn(old, next.provider) };
}

interface FieldChange {
  readonly key: string;
  /** What is wrong with what relied on it, as the end of a sentence. */
  readonly what: string;
}

function fieldChanges(before: Provider, after: Provider): FieldChange[] {
  const types = new Map(after.fields.map(({ key, type }) => [key, type]));
  return before.fields.flatMap(({ key, type }) => {
    const now = types.get(key);
    if (now === type) return [];
    const what = now === undefined ? 'is gone' : `is of type ${now} and no longer ${type}`;
    return [{ key, what }];
  });
}

/** @throws {GatewayError} `conflict` */
function checkUses(deps: ProviderDeps, before: Provider, after: Provider): void {
  if (before.signature.isSymmetric !== after.signature.isSymmetric) {
    const source = sourcesOf(deps, before.id)[0];
    if (source !== undefined) {
      throw new GatewayError(
        'conflict',
        `${source} holds what the old signature is checked with (${before.signature.credential}). Give this definition another id, and add a source of it.`,
      );
    }
  }
  for (const { key, what } of fieldChanges(before, after)) {
    const user = liveSubscriptions(deps, before.id).find(({ conditions }) =>
      conditions.some(({ field }) => field === key),
    );
    if (user === undefined) continue;
    throw new GatewayError(
      'conflict',
      `The field "${key}" ${what}, but the filter of ${user.id} asks for it. Keep the field, or change that filter first.`,
    );
  }
}

function notesOn(before: Provider, after: Provider): string[] {
  const fields = fieldChanges(before, after).map(
    ({ key, what }) =>
      `The field "${key}" ${what}: what was built on it elsewhere, such as a column, may need a change.`,
  );
  const isOther = (...parts: readonly (keyof ProviderDefinition)[]): boolean =>
    parts.some((part) => !isDeepStrictEqual(before.definition[part], after.definition[part]));
  return [
    ...fields,
    ...(isOther('eventType', 'ping') ? [TYPES_STAY] : []),
    ...(isOther('identity') ? [OTHER_IDENTITY] : []),
  ];
}

const TYPES_STAY = 'Events that are stored already keep the type that they were stored with.';
const OTHER_IDENTITY =
  'Events are recognised again by another rule: one that came before and is sent once more counts as new.';

/** The ids of all sources of a provider. */
export const sourcesOf = ({ directory }: ProviderDeps, provider: string): string[] =>
  [...directory.sources(), ...directory.unusableSources()]
    .filter(({ source }) => source.provider === provider)
    .map(({ source }) => source.id);

/** The subscriptions, not ended, that a provider's events can go to. */
function liveSubscriptions(deps: ProviderDeps, provider: string): Subscription[] {
  const sources = new Set(sourcesOf(deps, provider));
  const { directory } = deps;
  return [...directory.subscriptions(), ...directory.unusableSubscriptions()]
    .map(({ subscription }) => subscription)
    .filter(
      ({ status, sourceId, provider: wanted }) =>
        status !== 'ended' &&
        (wanted === null || wanted === provider) &&
        (sourceId === null || sources.has(sourceId)),
    );
}

/** Those of them that ask for this provider's events alone. */
export const subscriptionsTo = (deps: ProviderDeps, provider: string): string[] =>
  liveSubscriptions(deps, provider)
    .filter((each) => each.provider === provider)
    .map(({ id }) => id);
