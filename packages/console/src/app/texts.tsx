import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Texts } from '../texts/en.ts';
import type { Language } from '../texts/languages.ts';
import { usePreferences } from './preferences.tsx';

/** Only the language that is read is loaded. */
const LOAD: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => (await import('../texts/en.ts')).en,
  ru: async () => (await import('../texts/ru.ts')).ru,
};

const Context = createContext<Texts | null>(null);

/** The texts in the viewer's language. @throws {Error} outside of {@link TextsProvider} */
export function useTexts(): Texts {
  const texts = useContext(Context);
  if (texts === null) throw new Error('there is no TextsProvider');
  return texts;
}

/** Shows nothing until the first texts are there, and keeps the old ones while others come. */
export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const { language } = usePreferences();
  const [texts, setTexts] = useState<Texts | null>(null);
  useEffect(() => {
    let isWanted = true;
    LOAD[language]().then((loaded) => {
      if (isWanted) setTexts(loaded);
    });
    return () => {
      isWanted = false;
    };
  }, [language]);
  return texts === null ? null : <Context value={texts}>{children}</Context>;
}
