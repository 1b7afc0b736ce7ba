import { createTranslate } from '../src/app/translate.ts';

const translate = createTranslate({
  'It waits.': 'Оно ждёт.',
  'It has waited for {}.': 'Оно ждёт уже {}.',
  '{} h {} min': '{} ч {} мин',
  'Most with {}: {}': 'Чаще всего {}: {}',
});

test('a phrase, and one with places', () => {
  expect(translate('It waits.')).toBe('Оно ждёт.');
  expect(translate(' It waits. ')).toBe('Оно ждёт.');
  expect(translate('It has waited for ever.')).toBe('Оно ждёт уже ever.');
});

test('what stands in a place is translated too', () => {
  expect(translate('It has waited for 2 h 5 min.')).toBe('Оно ждёт уже 2 ч 5 мин.');
  expect(translate('Most with a: It waits. It has waited for 1 h 2 min.')).toBe(
    'Чаще всего a: Оно ждёт. Оно ждёт уже 1 ч 2 мин.',
  );
});

test('several sentences, if all of them are known', () => {
  expect(translate('It waits. It has waited for ever.')).toBe('Оно ждёт. Оно ждёт уже ever.');
  expect(translate('It waits. Nobody knows why.')).toBeNull();
});

test.each(['', 'it waits.', 'It waits', 'constructor', '__proto__', 'It has waited for .x'])(
  'is not known: %j',
  (text) => {
    expect(translate(text)).toBeNull();
  },
);

test('what others write in a place stays as it is, and takes no time', () => {
  const long = 'Most with '.repeat(100_000);
  expect(translate(`It has waited for $& $1 {}.`)).toBe('Оно ждёт уже $& $1 {}.');
  expect(translate(`Most with a${long}: b`)?.endsWith(': b')).toBe(true);
});
