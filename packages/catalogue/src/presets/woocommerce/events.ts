import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const ADDRESS: TemplateObject = {
  first_name: 'Jane',
  last_name: 'Smith',
  company: 'Acme Corp',
  city: 'Berlin',
  country: 'DE',
};

const order = (more: TemplateObject): TemplateObject => ({
  id: { $number: '{sequence+700}' },
  number: '{sequence+700}',
  status: 'processing',
  currency: 'EUR',
  date_created_gmt: '{at-1:plain}',
  date_modified_gmt: '{at:plain}',
  total: '29.35',
  total_tax: '1.35',
  discount_total: '0.00',
  customer_id: 26,
  customer_note: '',
  payment_method_title: 'Card',
  billing: { ...ADDRESS, email: 'jane@example.com', phone: '+1 555 0100' },
  shipping: ADDRESS,
  line_items: [{ id: 315, name: 'Blue mug', sku: 'MUG-B', quantity: 2, total: '28.00' }],
  payment_url: 'https://shop.example/checkout/order-pay/{sequence+700}/',
  ...more,
});

/** The most used topics. https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/ */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'order.created': documentedEvent('Order Created', 'an order is placed', order({})),
  'order.updated': documentedEvent(
    'Order Updated',
    'an order is changed',
    order({ status: 'completed', date_modified_gmt: '{at:plain}' }),
  ),
  'order.deleted': documentedEvent('Order Deleted', 'an order is deleted', {
    id: { $number: '{sequence+700}' },
  }),
  'customer.created': documentedEvent('Customer Created', 'a customer is added', {
    id: { $number: '{sequence+25}' },
    date_created_gmt: '{at:plain}',
    date_modified_gmt: null,
    email: 'jane@example.com',
    first_name: 'Jane',
    last_name: 'Smith',
    role: 'customer',
    username: 'jane',
    billing: { ...ADDRESS, email: 'jane@example.com', phone: '' },
  }),
  'product.updated': documentedEvent('Product Updated', 'a product is changed', {
    id: { $number: '{sequence+790}' },
    name: 'Blue mug',
    permalink: 'https://shop.example/product/blue-mug/',
    date_created_gmt: '{at-7200:plain}',
    date_modified_gmt: '{at:plain}',
    status: 'publish',
    sku: 'MUG-B',
    price: '14.00',
    stock_quantity: 12,
  }),
};
