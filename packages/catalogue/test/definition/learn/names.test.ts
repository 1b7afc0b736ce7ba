import { kebabCase, plainText, snakeCase, titleCase } from '../../../src/definition/learn/names.ts';

test.each([
  ['createdAt', 'created_at', 'Created At'],
  ['HTTPServerURL', 'http_server_url', 'HTTP Server URL'],
  ['Full Name', 'full_name', 'Full Name'],
  ['user-id', 'user_id', 'User ID'],
  ['__private__', 'private', 'Private'],
  ['line2', 'line2', 'Line2'],
  ['Größe', 'grosse', 'Grosse'],
  ['ÉTÉ', 'ete', 'Ete'],
  ['Łódź', 'lodz', 'Lodz'],
  ['Цена', '', ''],
  ['$', '', ''],
])('%s is %s, "%s"', (name, key, label) => {
  expect(snakeCase(name)).toBe(key);
  expect(titleCase(key)).toBe(label);
});

test.each([
  ['Acme Alerts!', 'acme-alerts'],
  ['3 Wishes', 'wishes'],
  ['WooCommerce', 'woocommerce'],
  ['Ромашка', ''],
  [`${'long '.repeat(30)}`, 'long-long-long-long-long-long-long-long'],
])('the id of %j is %j', (name, id) => {
  expect(kebabCase(name)).toBe(id);
});

test('a text of the sender cannot move the cursor, be endless or end in half a character', () => {
  expect(plainText(' a\u001b[31m\nb\u0000\ud800 ', 60)).toBe('a [31m b');
  expect(plainText('😀'.repeat(50), 10)).toBe(`${'😀'.repeat(9)}…`);
});
