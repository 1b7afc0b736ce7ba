import { fillUrl, readSetup } from '../../src/definition/setup.ts';

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
    byHand: ['Paste {url}.', 'Save.'],
  });
  const [, byHand = ''] = PAGE.split('give it here.');
  expect(readSetup(byHand).steps).toEqual(['Paste {url}.', 'Save.']);
});

test('line ends do not matter', () => {
  expect(readSetup(PAGE.replaceAll('\n', '\r\n'))).toEqual(readSetup(PAGE));
});

test('a text without lists has no steps', () => {
  expect(readSetup('')).toEqual({ steps: [], byHand: [] });
});

test('each surface says what it calls the address', () => {
  expect(fillUrl('Paste {url}.')).toBe('Paste the ingest URL.');
  expect(fillUrl('Paste {url}.', 'the webhook’s address')).toBe('Paste the webhook’s address.');
});
