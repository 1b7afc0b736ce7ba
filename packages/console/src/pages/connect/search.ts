import type { Provider } from '@signal-hooks/client';

/** The providers that fit what was typed: every word must be in name, description or keywords. */
export function searchProviders(providers: readonly Provider[], text: string): Provider[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return providers.filter((provider) => {
    const { id, name, description, keywords } = provider;
    const all = [id, name, description, ...keywords].join(' ').toLocaleLowerCase();
    return words.every((word) => all.includes(word));
  });
}
