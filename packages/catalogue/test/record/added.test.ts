import {
  checkDefinition,
  compileConditions,
  defineProvider,
  eventTypeLabel,
  filterFields,
  PROVIDERS,
  toRecord,
  validateConditions,
} from '@signal-hooks/catalogue';

const { siggnal } = PROVIDERS;
const added = { event_id: 'evt_1', received_at: '2026-11-21T08:00:00.000Z' };
const source = { id: 'src_1', name: 'Sales' };

test('a record names the source that took it; without a gateway there is none', () => {
  const event = { type: 'signal', payload: {} };
  expect(toRecord(siggnal, event, { ...added, source })).toMatchObject({
    ...{ source_id: 'src_1', source_name: 'Sales' },
    ...{ provider: 'siggnal', provider_name: 'Siggnal' },
  });
  for (const none of [{}, { source: null }]) {
    const record = toRecord(siggnal, event, { ...added, ...none });
    expect(record).toMatchObject({ source_id: null, source_name: null });
  }
});

test.each([
  ['signal', 'Signal'],
  ['test', 'Test Request'],
  ['signal.renamed', 'Signal Renamed'],
  ['constructor', 'Constructor'],
])('the event type %s is called %s', (type, label) => {
  for (const _again of [1, 2]) {
    const record = toRecord(siggnal, { type, payload: {} }, added);
    expect([record.event_type, record.event_type_label]).toEqual([type, label]);
  }
});

// By hand.
test.each([
  ['invoice.payment_failed', 'Invoice Payment Failed'],
  ['orderCreated', 'Order Created'],
  ['orders/updated', 'Orders Updated'],
  ['CALL-ENDED', 'Call Ended'],
  ['user_id.changed', 'User ID Changed'],
  ['v1.billing:meter', 'V1 Billing Meter'],
  ['заказ.создан', 'заказ.создан'],
  ['Größe.v2', 'Größe.v2'],
  ['***', '***'],
  ['unknown', 'Unknown'],
])('what nobody has named: %s is %s', (type, label) => {
  expect(eventTypeLabel(type)).toBe(label);
});

test('what the provider gives of a name goes before what it is split into', () => {
  const { definition } = siggnal;
  const provider = defineProvider('acme', {
    ...definition,
    common: { contact_name: 'name', contact_first_name: 'first', contact_last_name: 'last' },
  });
  const namesOf = (payload: Record<string, string | null>) => {
    const record = toRecord(provider, { type: 'signal', payload }, added);
    const { contact_name, contact_first_name, contact_last_name, contacts } = record;
    const [{ name, first_name, last_name } = {} as never] = contacts;
    expect([name, first_name, last_name]).toEqual([
      contact_name,
      contact_first_name,
      contact_last_name,
    ]);
    return [contact_first_name, contact_last_name];
  };
  expect(namesOf({ name: 'Jane Smith' })).toEqual(['Jane', 'Smith']);
  expect(namesOf({ name: 'Jane Smith', first: 'Janet' })).toEqual(['Janet', null]);
  expect(namesOf({ name: 'Jane van der Berg', first: 'Jane', last: 'van der Berg' })).toEqual([
    'Jane',
    'van der Berg',
  ]);
  expect(namesOf({ name: null, last: 'Smith' })).toEqual([null, 'Smith']);
  expect(namesOf({ name: 'Jane van der Berg' })).toEqual([null, null]);
});

test.each([
  ['source_name', 'Sales'],
  ['source_id', 'src_1'],
  ['provider_name', 'Siggnal'],
  ['event_type_label', 'Signal'],
  ['contact_first_name', 'Anna'],
  ['contact_last_name', 'Ivanova'],
])('%s can be filtered by', (field, value) => {
  const payload = { contacts: [{ name: 'Anna Ivanova' }] };
  const record = toRecord(siggnal, { type: 'signal', payload }, { ...added, source });
  const fits = (wanted: string): boolean => {
    const conditions = [{ field, op: 'eq', value: wanted }] as const;
    expect(validateConditions(conditions, filterFields(siggnal), 'filter')).toEqual([]);
    expect(validateConditions(conditions, filterFields(null), 'filter')).toEqual([]);
    return compileConditions(conditions)(record);
  };
  expect([fits(value), fits('other')]).toEqual([true, false]);
});

test('a definition cannot say where what is added is read', () => {
  const { signature } = siggnal.definition;
  const checked = checkDefinition({
    ...{ id: 'acme', name: 'Acme', signature },
    common: { title: 'title', source_name: 'source' },
  });
  expect(checked).toMatchObject({ ok: false, problems: [{ path: 'common.source_name' }] });
});
