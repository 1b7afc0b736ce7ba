import { guessType } from '../../../src/definition/learn/value-type.ts';

// By hand: what a person would say of such a field.
test.each<[key: string, value: string | number | boolean, type: string]>([
  ['paid', true, 'boolean'],
  ['is_enabled', 'False', 'boolean'],
  ['count', 3, 'integer'],
  ['ratio', 0.5, 'number'],
  ['total_price', '199.00', 'number'],
  ['amount', 200, 'number'],
  ['amount', '200', 'number'],
  ['quantity', '2', 'integer'],
  ['note', '200', 'string'],
  ['version', '1.20', 'string'],
  ['zip', '10115', 'string'],
  ['id', 42, 'id'],
  ['userId', '42', 'id'],
  ['order_number', '0000451200', 'id'],
  ['app', '40526000000002040', 'id'],
  ['customer', 'cus_Q0abcdEFGH1234', 'id'],
  ['thing', '7b0e1f0e-5f9c-4d59-9b39-3f0bb1c33fd0', 'id'],
  ['created', 1777127410, 'datetime'],
  ['created', '1777127410', 'datetime'],
  ['updatedAt', 1777127410123, 'datetime'],
  ['ts', '1777127410.000200', 'datetime'],
  ['start', '2026-04-25T14:30:00+02:00', 'datetime'],
  ['start', '20260425T143000Z', 'datetime'],
  ['start', '2026-04-25', 'string'],
  ['start', '2026-04-25 14:30:00', 'string'],
  ['created_by', 7, 'integer'],
  ['email', 'jane@acme.example', 'email'],
  ['from', 'jane@acme.example', 'email'],
  ['from', 'Jane <jane@acme.example>', 'string'],
  ['link', 'HTTPS://acme.example/x?y=1', 'url'],
  ['link', 'acme.example', 'string'],
  ['phone', '030 1234567', 'phone'],
  ['phone', 49301234567, 'phone'],
  ['caller', '+49 (30) 123-4567', 'phone'],
  ['phone', 'ask Jane', 'string'],
  ['currency', 'EUR', 'string'],
  ['title', 'Export fails', 'string'],
])('%s: %j is of the type %s', (key, value, type) => {
  expect(guessType(key, [value])).toEqual({ type });
});

test.each<[string, number, readonly string[]]>([
  ['ticket', 1777127412, ['integer', 'id', 'datetime']],
  ['ticket', 1777127412000, ['integer', 'id', 'datetime']],
  ['order', 4500017432, ['id', 'integer']],
])('%s: %j may be one of %j', (key, value, options) => {
  expect(guessType(key, [value])).toEqual({ type: options[0], options });
});

test.each<[readonly (string | number | boolean)[], string | null]>([
  [[1, 2.5], 'number'],
  [[1, '2.5'], 'number'],
  [[1, 'x'], 'id'],
  [[1.5, 'x'], null],
  [[true, 'x'], null],
  [[true, 'true'], 'boolean'],
  [['https://a.example', 'x'], 'string'],
  [[Number.POSITIVE_INFINITY], null],
])('%j together are of the type %s', (values, type) => {
  expect(guessType('it', values)?.type ?? null).toBe(type);
});

test.each([
  ['date_created_gmt', '2017-03-22T19:28:02', 'datetime'],
  ['created', '2026-04-25 14:30:00 UTC', 'datetime'],
  ['date_created', '2017-03-22T19:28:02', 'string'],
  ['date_created_gmt', '2017-03-22', 'string'],
])('a time that is in UTC by what it is called: %s, %s', (key, value, type) => {
  const steps = type === 'datetime' ? { steps: ['utc'] } : {};
  expect(guessType(key, [value])).toEqual({ type, ...steps });
});
