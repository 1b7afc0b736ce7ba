import { findProvider, PRESETS, PROVIDERS } from '@signal-hooks/catalogue';
import { compileFilter } from '../src/delivery/filter.ts';
import type { StoredProvider } from '../src/domain.ts';
import { providerHeaderNames } from '../src/provider-headers.ts';
import { Providers } from '../src/providers.ts';

const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
  eventType: { header: 'x-acme-event' },
  identity: [
    { when: { exists: { header: 'x-acme-delivery' } }, parts: [{ header: 'x-acme-delivery' }] },
    { parts: [{ digestWithout: ['attempt'] }] },
  ],
  events: {
    sale: {
      label: 'Sale',
      description: 'Triggers when something is sold.',
      status: 'documented',
      sample: { header: 'x-not-a-header' },
    },
  },
  fields: [
    {
      key: 'amount',
      label: 'Amount',
      type: 'number',
      status: 'documented',
      sample: 12.5,
      from: 'sale.amount',
    },
  ],
};

const stored = (definition: object, id = 'acme', updatedAt = 1): StoredProvider => ({
  id,
  definition: JSON.stringify(definition),
  createdAt: 1,
  updatedAt,
});

const of = (...rows: StoredProvider[]): Providers => Providers.NONE.next(rows, ['acme', 'siggnal']);

test('the user’s own, ours and the presets are found by their ids', () => {
  const providers = of(stored(ACME));
  expect(providers.get('acme')?.name).toBe('Acme');
  expect(providers.get('siggnal')).toBe(PROVIDERS.siggnal);
  expect(providers.get('github')).toBe(PRESETS.github);
  expect(providers.get('none')).toBeUndefined();
  expect(providers.get('__proto__')).toBeUndefined();
  expect(providers.ids()).toEqual(expect.arrayContaining(['acme', 'siggnal', 'github']));
});

test('what is stored goes before a preset that a later version brings', () => {
  const own = of(stored({ ...ACME, id: 'github', name: 'My GitHub' }, 'github'));
  expect(own.get('github')?.name).toBe('My GitHub');
  expect(findProvider('github')?.name).toBe('GitHub');
});

test('a definition is compiled anew only if it was changed', () => {
  const first = of(stored(ACME));
  expect(first.next([stored(ACME)], ['acme', 'siggnal'])).toBe(first);
  const second = first.next([stored(ACME), stored({ ...ACME, id: 'zeta' }, 'zeta')], ['acme']);
  expect(second).not.toBe(first);
  expect(second.get('acme')).toBe(first.get('acme'));
  const changed = second.next([stored({ ...ACME, name: 'New' }, 'acme', 2)], ['acme']);
  expect(changed.get('acme')?.name).toBe('New');
  expect(changed.get('zeta')).toBeUndefined();
});

test('one that cannot be compiled is named with the reason, and the others go on', () => {
  const broken = stored({ ...ACME, id: 'broken', identity: [] }, 'broken');
  const providers = of(broken, stored(ACME));
  expect(providers.get('broken')).toBeUndefined();
  expect(providers.problemOf('broken')).toMatch(/provider "broken" cannot be used: .*identity.*/);
  expect(providers.get('acme')?.id).toBe('acme');
  expect(providers.problemOf('none')).toBe('This version does not know the provider "none".');
});

test('filters can name the fields of a provider that has a source, by their own type', () => {
  const providers = of(stored(ACME));
  expect(providers.fieldsOf('acme').get('amount')?.type).toBe('number');
  expect(providers.fieldsOf('siggnal').has('amount')).toBe(false);
  expect(providers.fieldsOf(null).get('amount')?.type).toBe('number');
  expect(
    Providers.NONE.next([stored(ACME)], [])
      .fieldsOf(null)
      .has('amount'),
  ).toBe(false);

  const condition = { field: 'amount', op: 'gte', value: 100 } as const;
  const filter = { sourceId: null, provider: null, eventTypes: [], conditions: [condition] };
  const matches = compileFilter(filter, providers.fieldsOf(null));
  const subject = { sourceId: 'src_1', provider: 'acme', type: 'sale' };
  const fits = (amount: number): boolean => matches({ ...subject, record: { amount } as never });
  expect([fits(99), fits(100)]).toEqual([false, true]);
});

describe('the headers that are kept', () => {
  const namesOf = (definition: object) =>
    providerHeaderNames(of(stored(definition)).get('acme') as never);

  test('are those that any expression reads, and no key of a sample', () => {
    expect([...namesOf(ACME)].sort()).toEqual([
      'x-acme-delivery',
      'x-acme-event',
      'x-acme-signature',
    ]);
  });

  test('are another set when the definition is changed', () => {
    expect(namesOf({ ...ACME, eventType: 'type' })).not.toContain('x-acme-event');
  });

  test('never hold what authorises', () => {
    const names = namesOf({
      ...ACME,
      eventType: [{ header: 'authorization' }, { header: 'cookie' }],
    });
    expect(names).not.toContain('authorization');
    expect(names).not.toContain('cookie');
  });
});
