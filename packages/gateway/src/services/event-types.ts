import { didYouMean, type Provider } from '@signal-hooks/catalogue';

/** The event types that none of the providers has, each with what was probably meant. */
export function unknownTypes(
  types: readonly string[],
  providers: readonly Provider[],
): { readonly at: number; readonly type: string; readonly message: string }[] {
  const known = [...new Set(providers.flatMap(({ events }) => Object.keys(events)))];
  const who = providers.length === 1 ? providers[0]?.name : 'No provider';
  return types.flatMap((type, at) => {
    if (known.includes(type)) return [];
    const has =
      providers.length === 1 ? `${who} has no event "${type}".` : `${who} has an event "${type}".`;
    return [{ at, type, message: `${has}${didYouMean(type, known)}` }];
  });
}
