import { learnDefinition } from '../../../src/definition/learn/learn.ts';
import {
  type JsonObject,
  type JsonValue,
  type SignalRecord,
  sampleRecord,
} from '../../../src/index.ts';
import { compile, linesOf, PRODUCTS, productOf, recordOf } from './captured.ts';

test('there are enough products', () => {
  expect(PRODUCTS.length).toBeGreaterThanOrEqual(10);
});

/** Keys of the cells that hold something. */
const filledIn = ({ raw: _, ...record }: SignalRecord): string[] =>
  Object.entries(record).flatMap(([key, cell]) => (cell === null ? [] : [key]));

/** Every text in a payload. */
const textsIn = (value: JsonValue): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

describe.each(PRODUCTS)('$name', ({ name, payload, headers, expected }) => {
  const { fields, asks, ...rest } = expected;
  const learned = learnDefinition([{ payload, headers }]);
  const { fields: own = [], evidence, events = {}, wire, ...definition } = learned.definition;

  const provider = compile(learned.definition);

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
    expect(recordOf(provider, payload).unreadable_fields).toEqual([]);
    expect(provider.eventType(payload, headers)).not.toBe('unknown');
  });

  test('its samples are read as what was captured, and each is another event', () => {
    const captured = recordOf(provider, payload);
    const type = provider.eventType(payload, headers);
    expect(Object.keys(events)).toEqual([type]);
    const sample = sampleRecord(provider, type);
    expect(sample.unreadable_fields).toEqual([]);
    expect(sample.event_type).toBe(type);
    // A made-up name is one word, which is not split.
    const isRead = (key: string): boolean => !/^contact_(?:first|last)_name$/.test(key);
    expect(filledIn(sample)).toEqual(expect.arrayContaining(filledIn(captured).filter(isRead)));
    const keys = [1, 2].map((sequence) => {
      const made = provider.events[type]?.sample({ sequence, at: new Date(0) }) as JsonObject;
      const deliveryId = `del_${sequence}`;
      return provider.identity(made, {
        ...provider.wire.headers({ type, deliveryId }),
        'webhook-id': deliveryId,
      }).key;
    });
    // Of a flat form without any id nothing tells two samples apart.
    expect(keys[0] === keys[1]).toBe(name === 'flat');
  });

  test('nothing of the payload is in it but keys, and the words that say a type', () => {
    const text = JSON.stringify(learned.definition);
    const saysType = new Set([
      ...provider.eventType(payload, headers).split('.'),
      ...Object.keys(events),
    ]);
    const values = textsIn(payload).filter((each) => each.length >= 8 && !saysType.has(each));
    expect(values.length).toBeGreaterThan(2);
    expect(values.filter((each) => text.includes(JSON.stringify(each)))).toEqual([]);
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
      contact_first_name: 'John',
      contact_last_name: 'Smith',
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
        {
          name: 'Jane Smith',
          first_name: 'Jane',
          last_name: 'Smith',
          role: null,
          email: 'jane@acme.example',
          phone: null,
        },
        {
          name: 'John Doe',
          first_name: 'John',
          last_name: 'Doe',
          role: null,
          email: 'john@acme.example',
          phone: '+1 555 0101',
        },
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
  ['stripe', 'invoice.paid', 'evt_1P9ZqLAbCdEfGhIj01234567'],
  ['typeform', 'form_response', 'LtWXD3crgy'],
])('type and identity of %s', (name, type, key) => {
  const { payload, headers } = productOf(name);
  const provider = compile(learnDefinition([{ payload, headers }]).definition);
  expect(provider.eventType(payload, headers)).toBe(type);
  expect(provider.identity(payload, headers)).toEqual({ key, windowMs: null });
});

test('a sample is the payload, with made-up values of the same forms', () => {
  const { payload, headers } = productOf('linear');
  const { events, wire } = learnDefinition([{ payload, headers }]).definition;
  expect(wire).toEqual({
    userAgent: 'my-linear',
    encoding: 'compact',
    headers: { 'linear-delivery': '{deliveryId}' },
  });
  expect(events).toEqual({
    'Issue.create': {
      label: 'Issue Create',
      description: 'Triggers when Linear sends “Issue.create”.',
      status: 'seen',
      sample: {
        action: 'create',
        type: 'Issue',
        createdAt: '{at}',
        organizationId: 'organization_id_{sequence}',
        webhookTimestamp: { $number: '{at:epoch}' },
        webhookId: 'webhook_id_{sequence}',
        url: 'https://example.com/{sequence}',
        actor: { id: 'id_{sequence}', type: 'Type', name: 'Name', email: 'jane@example.com' },
        data: {
          id: 'id_{sequence}',
          createdAt: '{at}',
          updatedAt: '{at}',
          number: { $number: '{sequence+1000}' },
          identifier: 'identifier_{sequence}',
          title: 'Title',
          description: 'Description',
          priority: 1,
          priorityLabel: 'Priority Label',
          estimate: 1.5,
          state: { id: 'id_{sequence}', name: 'Name', type: 'Type' },
          team: { id: 'id_{sequence}', key: 'key_{sequence}', name: 'Name' },
          labels: [{ id: 'id_{sequence}', name: 'Name', color: 'Color' }],
        },
      },
    },
  });
});
