import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const order = (more: TemplateObject): TemplateObject => ({
  id: { $number: '{sequence+820982911946154500}' },
  name: '#{sequence+1000}',
  order_number: { $number: '{sequence+1000}' },
  created_at: '{at-30:offset}',
  updated_at: '{at:offset}',
  cancelled_at: null,
  email: 'jane@example.com',
  contact_email: 'jane@example.com',
  phone: null,
  currency: 'EUR',
  current_total_price: '199.00',
  total_price: '199.00',
  subtotal_price: '189.00',
  total_tax: '10.00',
  financial_status: 'pending',
  fulfillment_status: null,
  note: null,
  tags: '',
  order_status_url: 'https://acme.myshopify.com/1/orders/{sequence+1000}/authenticate?key=abc',
  customer: {
    id: { $number: '{sequence+115310627314723900}' },
    email: 'jane@example.com',
    first_name: 'Jane',
    last_name: 'Smith',
    phone: null,
  },
  billing_address: { name: 'Jane Smith', company: 'Acme Corp', phone: '+1 555 0100' },
  line_items: [{ id: 866550311, title: 'Blue mug', quantity: 2, price: '94.50' }],
  ...more,
});

/** The most used topics. https://shopify.dev/docs/api/webhooks */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'orders/create': documentedEvent('Order Created', 'an order is placed', order({})),
  'orders/paid': documentedEvent(
    'Order Paid',
    'an order is paid',
    order({ financial_status: 'paid' }),
  ),
  'orders/cancelled': documentedEvent(
    'Order Cancelled',
    'an order is cancelled',
    order({ cancelled_at: '{at:offset}', financial_status: 'voided' }),
  ),
  'customers/create': documentedEvent('Customer Created', 'a customer is added', {
    id: { $number: '{sequence+706405506930370000}' },
    email: 'jane@example.com',
    first_name: 'Jane',
    last_name: 'Smith',
    phone: '+1 555 0100',
    state: 'enabled',
    note: 'Met at the fair.',
    tags: 'wholesale',
    currency: 'EUR',
    default_address: { company: 'Acme Corp', phone: '+1 555 0100' },
    created_at: '{at:offset}',
    updated_at: '{at:offset}',
  }),
  'products/update': documentedEvent('Product Updated', 'a product is changed', {
    id: { $number: '{sequence+788032119674290000}' },
    title: 'Blue mug',
    vendor: 'Acme',
    product_type: 'Mugs',
    status: 'active',
    tags: 'blue, mug',
    created_at: '{at-4320:offset}',
    updated_at: '{at:offset}',
  }),
};
