import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { LANGUAGES, type Language } from '../texts/languages.ts';

/** The themes, in the order of the menu; `auto` follows the system. */
export const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** What this viewer chose, kept in this browser. */
interface Preferences {
  readonly theme: Theme;
  readonly language: Language;
  readonly setTheme: (theme: Theme) => void;
  readonly setLanguage: (language: Language) => void;
}

const Context = createContext<Preferences | null>(null);

/** @throws {Error} outside of {@link PreferencesProvider} */
export function usePreferences(): Preferences {
  const preferences = useContext(Context);
  if (preferences === null) throw new Error('there is no PreferencesProvider');
  return preferences;
}

export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useStored('theme', THEMES, 'auto');
  const [language, setLanguage] = useStored('language', LANGUAGES, browserLanguage());
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({ theme, language, setTheme, setLanguage }),
    [theme, language, setTheme, setLanguage],
  );
  return <Context value={value}>{children}</Context>;
}

/** The first language of the browser that there are texts in. */
function browserLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  const found = wanted.find((tag) => LANGUAGES.some((language) => language === tag));
  return (found as Language | undefined) ?? 'en';
}

function useStored<Value extends string>(
  name: string,
  allowed: readonly Value[],
  otherwise: Value,
): [Value, (value: Value) => void] {
  const key = `signal-hooks.${name}`;
  const [value, setValue] = useState<Value>(
    () => allowed.find((each) => each === readStorage(key)) ?? otherwise,
  );
  const set = useMemo(
    () => (next: Value) => {
      setValue(next);
      writeStorage(key, next);
    },
    [key],
  );
  return [value, set];
}

/** Browsers may forbid the storage altogether: the choice then lasts as long as the page. */
function readStorage(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeStorage(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // See readStorage.
  }
}
