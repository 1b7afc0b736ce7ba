import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

/** @param letter tells the events of one number apart */
const stripeEvent = (type: string, letter: string, object: TemplateObject): TemplateObject => ({
  id: `evt_${letter}{sequence:8}`,
  object: 'event',
  api_version: '2026-03-25.dahlia',
  created: { $number: '{at:unix}' },
  livemode: true,
  pending_webhooks: 1,
  request: { id: 'req_VB8dHT4Rr1bJXY', idempotency_key: null },
  type,
  data: { object },
});

const invoice = (status: string, paid: number): TemplateObject => ({
  id: 'in_{sequence:8}',
  object: 'invoice',
  number: 'ACME-{sequence:4}',
  status,
  amount_due: 2900,
  amount_paid: paid,
  currency: 'usd',
  created: { $number: '{at-60:unix}' },
  customer: 'cus_{sequence:8}',
  customer_email: 'jane@example.com',
  customer_name: 'Jane Smith',
  hosted_invoice_url: 'https://invoice.stripe.com/i/acct_1/in_{sequence:8}',
  parent: {
    type: 'subscription_details',
    subscription_details: { subscription: 'sub_{sequence:8}' },
  },
});

/** The most used ones. https://docs.stripe.com/api/events/types */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'payment_intent.succeeded': documentedEvent(
    'Payment Succeeded',
    'a payment is completed',
    stripeEvent('payment_intent.succeeded', 'p', {
      id: 'pi_{sequence:8}',
      object: 'payment_intent',
      amount: 2000,
      amount_received: 2000,
      currency: 'usd',
      created: { $number: '{at-1:unix}' },
      customer: 'cus_{sequence:8}',
      description: 'Order {sequence}',
      receipt_email: 'jane@example.com',
      status: 'succeeded',
    }),
  ),
  'checkout.session.completed': documentedEvent(
    'Checkout Completed',
    'a customer completes a Checkout session',
    stripeEvent('checkout.session.completed', 'c', {
      id: 'cs_live_{sequence:8}',
      object: 'checkout.session',
      amount_total: 4900,
      currency: 'eur',
      created: { $number: '{at-5:unix}' },
      customer: 'cus_{sequence:8}',
      customer_details: { email: 'jane@example.com', name: 'Jane Smith', phone: '+15550100' },
      mode: 'payment',
      payment_intent: 'pi_{sequence:8}',
      payment_status: 'paid',
      status: 'complete',
    }),
  ),
  'invoice.paid': documentedEvent(
    'Invoice Paid',
    'an invoice is paid',
    stripeEvent('invoice.paid', 'i', invoice('paid', 2900)),
  ),
  'invoice.payment_failed': documentedEvent(
    'Invoice Payment Failed',
    'the payment of an invoice fails',
    stripeEvent('invoice.payment_failed', 'f', invoice('open', 0)),
  ),
  'customer.subscription.deleted': documentedEvent(
    'Subscription Ended',
    'a customer’s subscription ends',
    stripeEvent('customer.subscription.deleted', 's', {
      id: 'sub_{sequence:8}',
      object: 'subscription',
      created: { $number: '{at-43200:unix}' },
      currency: 'usd',
      customer: 'cus_{sequence:8}',
      status: 'canceled',
    }),
  ),
  'charge.dispute.created': documentedEvent(
    'Dispute Created',
    'a customer disputes a charge',
    stripeEvent('charge.dispute.created', 'd', {
      id: 'du_{sequence:8}',
      object: 'dispute',
      amount: 1000,
      currency: 'usd',
      created: { $number: '{at:unix}' },
      payment_intent: 'pi_{sequence:8}',
      reason: 'general',
      status: 'needs_response',
    }),
  ),
};
