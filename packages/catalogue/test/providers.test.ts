import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProvider, PROVIDERS } from '@signal-hooks/catalogue';
import { describeProvider } from './provider-contract.ts';
import { makeRsaPair } from './support/keys.ts';

const pair = makeRsaPair();
const { publicPem: otherKey } = makeRsaPair();

describe.each(Object.values(PROVIDERS))('$name', (provider) => {
  describeProvider(provider, pair, otherKey);
});

test('the folders are the providers, each under its id', () => {
  const folders = readdirSync(join(__dirname, '../src/providers'), { withFileTypes: true });
  const ids = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(Object.keys(PROVIDERS).sort()).toEqual(ids.sort());
  for (const [id, provider] of Object.entries(PROVIDERS)) expect(provider.id).toBe(id);
});

test('these are in use, and none of them may go', () => {
  const published = ['siggnal', 'signal-ark', 'signals', 'sigsentry', 'salesiq'];
  expect(Object.keys(PROVIDERS).filter((id) => published.includes(id))).toEqual(published);
});

test('unknown and inherited names are no providers', () => {
  for (const name of ['', 'zoho', 'constructor', '__proto__', 'toString']) {
    expect(findProvider(name)).toBeUndefined();
  }
});
