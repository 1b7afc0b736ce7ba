import { eventNounsOf, shortNameOf } from '@signal-hooks/catalogue';

const wording = { startsWhen: 'something happens' };

test.each([
  ['Signal', 'signals'],
  ['Analysis', 'analyses'],
  ['Survey', 'surveys'],
  ['Reply', 'replies'],
  ['Fix', 'fixes'],
  ['Batch', 'batches'],
])('several of "%s" are %s', (noun, nouns) => {
  expect(eventNounsOf({ wording: { ...wording, noun } })).toBe(nouns);
});

test('a provider without a shorter name is called by its name', () => {
  const name = 'Acme Alerts';
  expect(shortNameOf({ name, wording: { ...wording, noun: 'Alert' } })).toBe(name);
  expect(shortNameOf({ name, wording: { ...wording, noun: 'Alert', shortName: 'Acme' } })).toBe(
    'Acme',
  );
});
