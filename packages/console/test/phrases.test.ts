/** What the catalogue and the gateway say is there in Russian. */
import { readFileSync } from 'node:fs';
import {
  ALERTS,
  COMMON_FIELDS,
  explainFailure,
  PRESETS,
  PROVIDERS,
  type Provider,
  recordFields,
} from '@signal-hooks/catalogue';
import { translated } from '../src/app/said.ts';
import { ru } from '../src/texts/ru.ts';

const missing = (texts: Iterable<string>): readonly string[] =>
  [...new Set(texts)].filter((text) => text !== '' && translated(text, ru) === null);

/** What the page shows of each definition. */
const shownOf = (provider: Provider): readonly string[] => [
  provider.description,
  provider.registration.secretLabel,
];

test.each([...Object.values<Provider>(PROVIDERS), ALERTS])(
  'everything that is shown of $name',
  (provider) => {
    const { registration, events } = provider;
    const texts = [
      ...shownOf(provider),
      ...recordFields(provider).map(({ label }) => label),
      ...Object.values(events).map(({ label }) => label),
      ...registration.settings.flatMap(({ label, help }) => [label, help]),
    ];
    expect(missing(texts)).toEqual([]);
  },
);

test('the common fields, and what a preset is', () => {
  expect(missing(COMMON_FIELDS.map(({ label }) => label))).toEqual([]);
  const presets = Object.values<Provider>(PRESETS).filter(({ id }) => id !== 'hmac');
  expect(missing(presets.flatMap(shownOf))).toEqual([]);
});

test('every error of the gateway', () => {
  const page = readFileSync('docs/reference/errors.md', 'utf8').replace(/## Of requests.*/s, '');
  const titles = [...page.matchAll(/\| \d{3} \| (.+) \|$/gm)].map(([, title = '']) => title);
  expect(titles.length).toBeGreaterThan(40);
  expect(missing(titles)).toEqual([]);
});

test.each([
  ...['credential_missing', 'signature_missing', 'signature_malformed', 'signature_mismatch'],
  ...['authorization_missing', 'authorization_mismatch', 'timestamp_missing'],
  ...['timestamp_malformed', 'timestamp_out_of_tolerance', 'url_missing'],
] as const)('why a request of any sender is refused: %s', (code) => {
  const request = { method: 'POST', headers: {}, body: Buffer.from('{}') };
  const senders = [...Object.values<Provider>(PROVIDERS), ...Object.values<Provider>(PRESETS)];
  const texts = senders.map((provider) => explainFailure(provider, request, {}, code).explanation);
  expect(missing(texts)).toEqual([]);
});
