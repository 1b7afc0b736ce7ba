import type { Provider } from '@signal-hooks/client';
import { idOf } from '../src/pages/connect/product-id.ts';
import { searchProviders } from '../src/pages/connect/search.ts';
import { readBody } from '../src/pages/sources/bytes.ts';

test.each([
  ['Acme', 'acme'],
  ['  Acme & Söhne GmbH ', 'acme-sohne-gmbh'],
  ['1C: Fresh', 'c-fresh'],
  ['Сигнал', null],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('the id of %p', (name, id) => expect(idOf(name)).toBe(id));

test('every word of a search is in the name, the description or the keywords', () => {
  const provider = (id: string, description: string, keywords: string[]): Provider =>
    ({ id, name: id, description, keywords }) as unknown as Provider;
  const all = [
    provider('meta', 'WhatsApp messages.', ['Message']),
    provider('stripe', 'Payments.', ['Event']),
  ];
  const found = (text: string) => searchProviders(all, text).map(({ id }) => id);
  expect(found('')).toEqual(['meta', 'stripe']);
  expect(found(' whatsapp MESSAGE')).toEqual(['meta']);
  expect(found('whatsapp payments')).toEqual([]);
});

test('bytes are shown as text where they are UTF-8, else as hex', () => {
  expect(readBody(btoa('{"a":1}'))).toBe('{"a":1}');
  expect(readBody('77u/eA==')).toBe('\ufeffx');
  expect(readBody('AP8=')).toBe('00 ff');
});
