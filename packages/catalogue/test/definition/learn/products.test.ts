import { learnDefinition } from '../../../src/definition/learn/learn.ts';
import { compile, linesOf, PRODUCTS, productOf, recordOf } from './captured.ts';

test('there are enough products', () => {
  expect(PRODUCTS.length).toBeGreaterThanOrEqual(10);
});

describe.each(PRODUCTS)('$name', ({ payload, headers, expected: { fields, asks, ...rest } }) => {
  const learned = learnDefinition([{ payload, headers }]);
  const { fields: own = [], evidence, ...definition } = learned.definition;

  test('what is learned is what a person would write', () => {
    expect(definition).toEqual(rest);
    expect(linesOf(own)).toEqual(fields);
    expect(evidence).toEqual({ signature: { status: 'assumed' } });
  });

  test('what is unsure is asked', () => {
    const asked = learned.questions.map(({ about, chosen }) => [about, chosen]);
    expect(Object.fromEntries(asked)).toEqual(asks);
    for (const { options, chosen } of learned.questions) {
      expect(options.map(({ answer }) => answer)).toContain(chosen);
      expect(options.length).toBeGreaterThan(1);
    }
  });

  test('it reads the very payload', () => {
    const provider = compile(learned.definition);
    expect(recordOf(provider, payload).unreadable_fields).toEqual([]);
    expect(provider.eventType(payload, headers)).not.toBe('unknown');
  });

  test('nothing of the payload is in it but keys', () => {
    const text = JSON.stringify(learned.definition);
    for (const value of ['acme', 'jane', '@', 'Smith', '1777127']) {
      expect(text.toLowerCase()).not.toContain(value.toLowerCase());
    }
  });
});

// By hand, from the payloads.
test.each([
  [
    'stripe',
    {
      occurred_at: '2026-04-25T14:30:10.000Z',
      contact_email: 'jane@acme.example',
      subject_type: 'invoice',
      subject_id: 'in_1P9ZqLAbCdEfGhIj76543210',
      amount_paid: 19900,
    },
  ],
  [
    'shopify-order',
    {
      subject_id: '820982911946154508',
      title: '#9999',
      contact_name: 'John Smith',
      occurred_at: '2026-04-25T14:30:11.000Z',
      total_price: 404.95,
      line_items: [
        {
          id: '866550311766439020',
          name: 'Example T-Shirt',
          price: 19.99,
          quantity: 1,
          sku: 'example-shirt-s',
          taxable: true,
        },
        {
          id: '141249953214522974',
          name: 'Example Hat',
          price: 25,
          quantity: 2,
          sku: null,
          taxable: true,
        },
      ],
    },
  ],
  [
    'erp',
    {
      company_domain: 'acme.example',
      contact_name: 'Jane Smith',
      subject_type: 'sales_order',
      occurred_at: '2026-04-25T14:30:10.000Z',
      net_amount: 1250.5,
      is_express: false,
    },
  ],
  [
    'items',
    {
      contact_email: 'jane@acme.example',
      contacts: [
        { name: 'Jane Smith', role: null, email: 'jane@acme.example', phone: null },
        { name: 'John Doe', role: null, email: 'john@acme.example', phone: '+1 555 0101' },
      ],
    },
  ],
])('the record of %s', (name, record) => {
  const { payload, headers } = productOf(name);
  const { definition } = learnDefinition([{ payload, headers }]);
  expect(recordOf(compile(definition), payload)).toMatchObject(record);
});

test.each([
  ['shopify-order', 'orders/create', '98880550-7158-44d4-b7cd-2c97c8a091b5'],
  ['linear', 'Issue.create', '234d1a4e-b617-4388-90fe-adc3633d6b72'],
  ['zoom', 'meeting.ended', 'meeting.ended:1234567890:1777127411987'],
  ['typeform', 'form_response', 'LtWXD3crgy'],
])('type and identity of %s', (name, type, key) => {
  const { payload, headers } = productOf(name);
  const provider = compile(learnDefinition([{ payload, headers }]).definition);
  expect(provider.eventType(payload, headers)).toBe(type);
  expect(provider.identity(payload, headers)).toEqual({ key, windowMs: null });
});
