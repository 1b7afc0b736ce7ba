import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

/** @param letter tells the events of one number apart */
const notice = (type: string, letter: string, data: TemplateObject): TemplateObject => ({
  event_id: `evt_01hv8x2${letter}{sequence:10}`,
  event_type: type,
  occurred_at: '{at}',
  notification_id: `ntf_01hv8x2${letter}{sequence:10}`,
  data,
});

const PRICE: TemplateObject = {
  id: 'pri_01gsz8x8sawmvhz1pv30nge1ke',
  name: 'Monthly',
  product_id: 'pro_01gsz4t5hdjse780zja8vvr7jg',
};

const transaction = (status: string): TemplateObject => ({
  id: 'txn_01hv8wptq8{sequence:10}',
  status,
  customer_id: 'ctm_01hv6y1jed{sequence:10}',
  subscription_id: 'sub_01hv8x29kz{sequence:10}',
  currency_code: 'USD',
  collection_mode: 'automatic',
  invoice_number: '74-{sequence+10000}',
  items: [{ price: PRICE, quantity: 1 }],
  details: { totals: { subtotal: '9200', tax: '800', total: '10000', currency_code: 'USD' } },
  checkout: { url: 'https://acme.example/pay?_ptxn=txn_{sequence}' },
  created_at: '{at-1}',
  updated_at: '{at}',
});

const subscription = (more: TemplateObject): TemplateObject => ({
  id: 'sub_01hv8x29kz{sequence:10}',
  status: 'active',
  customer_id: 'ctm_01hv6y1jed{sequence:10}',
  transaction_id: 'txn_01hv8wptq8{sequence:10}',
  currency_code: 'USD',
  collection_mode: 'automatic',
  items: [{ price: PRICE, quantity: 1, status: 'active' }],
  next_billed_at: '{at+43200}',
  canceled_at: null,
  ...more,
});

/** The most used ones. https://developer.paddle.com/webhooks/overview */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'transaction.completed': documentedEvent(
    'Transaction Completed',
    'a payment is completed',
    notice('transaction.completed', 'a', transaction('completed')),
  ),
  'transaction.payment_failed': documentedEvent(
    'Payment Failed',
    'a payment fails',
    notice('transaction.payment_failed', 'b', transaction('past_due')),
  ),
  'subscription.created': documentedEvent(
    'Subscription Created',
    'a subscription begins',
    notice('subscription.created', 'c', subscription({})),
  ),
  'subscription.canceled': documentedEvent(
    'Subscription Cancelled',
    'a subscription ends',
    notice(
      'subscription.canceled',
      'd',
      subscription({ status: 'canceled', next_billed_at: null, canceled_at: '{at}' }),
    ),
  ),
  'customer.created': documentedEvent(
    'Customer Created',
    'a customer is added',
    notice('customer.created', 'e', {
      id: 'ctm_01hv6y1jed{sequence:10}',
      name: 'Jane Smith',
      email: 'jane@example.com',
      status: 'active',
      locale: 'en',
      created_at: '{at}',
      updated_at: '{at}',
    }),
  ),
};
