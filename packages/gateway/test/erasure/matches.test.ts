import type { SignalRecord } from '@signal-hooks/catalogue';
import { hasValue } from '../../src/erasure/matches.ts';

const record = {
  ...{ event_id: 'evt_1', source_name: 'Ann', provider_name: 'Ann', event_type_label: 'Ann' },
  ...{ title: 'ann@example.com wrote', contact_email: 'Ann@Example.com ' },
  contacts: [
    { name: 'Anna', role: null, email: 'Ann@Example.com ', phone: null },
    { name: 'Bob', role: null, email: 'bob@example.com', phone: '+1 555' },
  ],
  visitor_email: 'cat@example.com',
  ...{ score: 87, unreadable_fields: ['email'], raw: { email: 'dan@example.com' } },
} as unknown as SignalRecord;

test.each([
  ['contact_email', 'ann@example.com', true],
  ['email', 'ann@example.com', true],
  ['email', 'bob@example.com', true],
  ['contacts', 'bob@example.com', true],
  ['contact_email', 'bob@example.com', false],
  ['email', 'cat@example.com', true],
  ['visitor_email', 'cat@example.com', true],
  ['mail', 'cat@example.com', false],
  ['email', 'dan@example.com', false],
  ['raw', 'dan@example.com', false],
  ['title', 'ann@example.com', false],
  ['email', 'ann@example.co', false],
  ['score', '87', true],
  ['fields', 'email', false],
  ['name', 'bob', true],
  // What a source, a provider or an event type is called is nobody’s name.
  ['name', 'ann', false],
  ['event_type_label', 'ann', false],
])('%s with %s: %s', (field, value, isFound) => {
  expect(hasValue(record, { field, value })).toBe(isFound);
});
