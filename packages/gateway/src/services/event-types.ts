import { didYouMean, PROVIDERS, type Provider } from '@signal-hooks/catalogue';

/**
 * The event types that none of the providers has, each with what was probably meant. Of presets and
 * of the user's own only some types are known: where one of them is among the providers, any type
 * may come.
 */
export function unknownTypes(
  types: readonly string[],
  providers: readonly Provider[],
): { readonly at: number; readonly type: string; readonly message: string }[] {
  if (providers.some(({ id }) => !Object.hasOwn(PROVIDERS, id))) return [];
  const known = [...new Set(providers.flatMap(({ events }) => Object.keys(events)))];
  const who = providers.length === 1 ? providers[0]?.name : 'No provider';
  return types.flatMap((type, at) => {
    if (known.includes(type)) return [];
    const has =
      providers.length === 1 ? `${who} has no event "${type}".` : `${who} has an event "${type}".`;
    return [{ at, type, message: `${has}${didYouMean(type, known)}` }];
  });
}
