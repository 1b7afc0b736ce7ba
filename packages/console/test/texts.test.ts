import { en } from '../src/texts/en.ts';
import { ru } from '../src/texts/ru.ts';

/** Every text of a language, by its path; a function is called with what it may get. */
function textsOf(value: unknown, path: string): readonly (readonly [path: string, text: string])[] {
  if (value === null) return [];
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return textsOf(value(2, 2, 2), path);
  return Object.entries(value as object).flatMap(([key, each]) => textsOf(each, `${path}.${key}`));
}

const TEXTS = { en: textsOf(en, 'en'), ru: textsOf(ru, 'ru') };

test.each(['en', 'ru'] as const)('no text of %s is empty, or has something missing', (language) => {
  const faulty = TEXTS[language].filter(
    ([, text]) => text.trim() === '' || /undefined|NaN|\[object/.test(text),
  );
  expect(faulty).toEqual([]);
  expect(TEXTS[language].length).toBeGreaterThan(40);
});

test('Russian texts are Russian', () => {
  const allowed = /^ru\.(?:common|format)\.units/;
  const foreign = TEXTS.ru.filter(([path, text]) => !allowed.test(path) && !/[а-яё]/i.test(text));
  expect(foreign).toEqual([]);
});
