import { findProvider, PROVIDERS } from '@signal-hooks/catalogue';
import { describeProvider } from './provider-contract.ts';
import { makeRsaPair } from './support/keys.ts';

const pair = makeRsaPair();
const { publicPem: otherKey } = makeRsaPair();

for (const provider of Object.values(PROVIDERS)) describeProvider(provider, pair, otherKey);

test('there are five providers, each under its id', () => {
  expect(Object.keys(PROVIDERS)).toEqual([
    'siggnal',
    'signal-ark',
    'signals',
    'sigsentry',
    'salesiq',
  ]);
});

test('unknown and inherited names are no providers', () => {
  for (const name of ['', 'zoho', 'constructor', '__proto__', 'toString']) {
    expect(findProvider(name)).toBeUndefined();
  }
});
