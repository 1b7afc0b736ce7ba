import { capabilities, filledFields, PROVIDERS, type Provider } from '@signal-hooks/catalogue';

const [yes, no] = [true, false];

test.each([
  // What a person reads in each vendor's page.
  ['siggnal', { people: yes, companies: yes, prospects: yes, priority: yes, score: no }],
  ['signal-ark', { people: yes, companies: yes, prospects: yes, priority: no, score: yes }],
  ['signals', { people: yes, companies: no, prospects: no, priority: no, score: no }],
  ['sigsentry', { people: no, companies: no, prospects: no, priority: yes, score: yes }],
  ['salesiq', { people: yes, companies: no, prospects: yes, priority: no, score: yes }],
] as const)('%s: what its events can be used for', (id, expected) => {
  expect(capabilities(PROVIDERS[id])).toEqual(expected);
});

test('all together can be used for everything', () => {
  expect(Object.values(capabilities(null))).toEqual([yes, yes, yes, yes, yes]);
});

const keysOf = (common: Provider['common']): string[] =>
  filledFields({ ...PROVIDERS.siggnal, common, fields: [] }).map(({ key }) => key);

test('a list of contacts fills the cells of the first one, and single cells make a list of one', () => {
  const added = [
    ...['event_id', 'source_id', 'source_name', 'provider', 'provider_name'],
    ...['event_type', 'event_type_label', 'received_at'],
  ];
  expect(keysOf({})).toEqual(added);
  expect(keysOf({ contacts: { from: 'people' } })).toEqual([
    ...added,
    ...['contact_name', 'contact_first_name', 'contact_last_name'],
    ...['contact_role', 'contact_email', 'contact_phone', 'contacts'],
  ]);
  expect(keysOf({ contact_phone: 'phone' })).toEqual([...added, 'contact_phone', 'contacts']);
  expect(keysOf({ contact_name: 'name' })).toEqual([
    ...added,
    ...['contact_name', 'contact_first_name', 'contact_last_name', 'contacts'],
  ]);
});

test('a company alone is a prospect, unless the people are colleagues', () => {
  const capabilitiesOf = (change: Partial<Provider>) =>
    capabilities({ ...PROVIDERS.sigsentry, ...change });
  expect(capabilitiesOf({ common: { company_domain: 'domain' } })).toMatchObject({
    ...{ people: false, companies: true, prospects: true },
  });
  expect(
    capabilitiesOf({ common: { company_domain: 'domain' }, people: 'colleagues' }).prospects,
  ).toBe(false);
});
