import { compileDefinition } from '../src/stored-definition.ts';

const field = (key: string, from: string) => ({
  ...{ key, label: 'Some Label', type: 'string', status: 'seen', from },
});

test('a definition from before some fields were common is read as it was, and fills them', () => {
  const definition = {
    ...{ id: 'acme', name: 'Acme' },
    signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
    common: { title: 'title', contact_name: { join: ['first', 'last'], with: ' ' } },
    fields: [
      field('contact_first_name', 'first'),
      field('contact_last_name', 'last'),
      field('source_name', 'source.name'),
      field('amount', 'amount'),
    ],
  };
  const stored = { id: 'acme', definition: JSON.stringify(definition) } as never;
  const record = compileDefinition(stored).mapRecord(
    {
      title: 'An order',
      first: 'Jane',
      last: 'van der Berg',
      source: { name: 'shop' },
      amount: '7',
    },
    {
      ...{ event_id: 'evt_1', provider: 'acme', event_type: 'order.created', received_at: 'now' },
      source: { id: 'src_1', name: 'Orders' },
    },
  );
  expect(record).toMatchObject({
    ...{ source_id: 'src_1', source_name: 'Orders', provider_name: 'Acme' },
    ...{ event_type_label: 'Order Created', title: 'An order' },
    ...{ contact_name: 'Jane van der Berg' },
    ...{ contact_first_name: 'Jane', contact_last_name: 'van der Berg' },
    ...{ payload_source_name: 'shop', amount: '7', unreadable_fields: [] },
  });
});
