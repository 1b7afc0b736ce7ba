import { didYouMean, PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import { UsageError } from '../usage-error.ts';

/**
 * Of presets and of definitions of one's own only some types are known: with one of them any type will do.
 * @throws {UsageError} if none of these providers sends an event of that type: nothing would ever arrive
 */
export function checkEventTypes(types: readonly string[], providers: readonly Provider[]): void {
  if (providers.some(({ id }) => !Object.hasOwn(PROVIDERS, id))) return;
  const known = providers.flatMap(({ events }) => Object.keys(events));
  for (const type of types) {
    if (known.includes(type)) continue;
    const who = providers.map(({ name }) => name).join(', ');
    // The list of all providers fills a screen.
    const hint = didYouMean(type, known) || ` There are ${known.join(', ')}.`;
    throw new UsageError(`"${type}" is no event type of ${who}.${hint}`);
  }
}
