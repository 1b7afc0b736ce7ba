import { fillPlaces, readSetup } from '../../src/definition/setup.ts';

const PAGE = `Acme needs the plan “Plant”.

## By its API

1. Create a key
   and give it here.
2. Save.

## By hand

Without a key:

1. Paste {url}.
10. Save.

## Good to know

1. This is no step.
`;

test('the steps are the numbered lists; by its API, where there is one', () => {
  expect(readSetup(PAGE)).toEqual({
    steps: ['Create a key and give it here.', 'Save.'],
    byApi: ['Create a key and give it here.', 'Save.'],
    about: 'Acme needs the plan “Plant”.',
    byHand: ['Paste {url}.', 'Save.'],
  });
  const [, byHand = ''] = PAGE.split('give it here.');
  expect(readSetup(byHand).steps).toEqual(['Paste {url}.', 'Save.']);
});

test('line ends do not matter', () => {
  expect(readSetup(PAGE.replaceAll('\n', '\r\n'))).toEqual(readSetup(PAGE));
});

test('a text without lists has no steps', () => {
  expect(readSetup('')).toEqual({ steps: [], byApi: [], byHand: [], about: '' });
});

test('the lists may be in Russian', () => {
  const page = 'Нужен\nтариф.\n\nИ ещё.\n\n## Через API\n\n1. Ключ.\n\n## Вручную\n\n1. Адрес.\n';
  expect(readSetup(page)).toEqual({
    about: 'Нужен тариф.\n\nИ ещё.',
    steps: ['Ключ.'],
    byApi: ['Ключ.'],
    byHand: ['Адрес.'],
  });
});

test('each surface says what it calls the address and the secret, or which they are', () => {
  const step = 'Paste {url}, enter {secret}.';
  expect(fillPlaces(step)).toBe('Paste the ingest URL, enter the secret.');
  expect(fillPlaces(step, { url: 'the webhook’s address' })).toBe(
    'Paste the webhook’s address, enter the secret.',
  );
  // A secret is any text: "$&" is none of a pattern's.
  expect(fillPlaces(step, { url: 'https://a.example/in', secret: '$&1' })).toBe(
    'Paste https://a.example/in, enter $&1.',
  );
});
