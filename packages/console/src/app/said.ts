import type { Texts } from '../texts/en.ts';
import { useTexts } from './texts.tsx';
import { createTranslate, type Phrases } from './translate.ts';

const translators = new WeakMap<Phrases, ReturnType<typeof createTranslate>>();

/**
 * What the gateway or a definition says in English, in the language of these texts.
 * @returns null where nobody has written it in that language
 */
export function translated(text: string, { phrases }: Pick<Texts, 'phrases'>): string | null {
  if (phrases === null) return text;
  const translate = translators.get(phrases) ?? createTranslate(phrases);
  translators.set(phrases, translate);
  return translate(text);
}

/** The same in the viewer's language, and the English words where there are no others. */
export function useSaid(): (text: string) => string {
  const texts = useTexts();
  return (text) => translated(text, texts) ?? text;
}
