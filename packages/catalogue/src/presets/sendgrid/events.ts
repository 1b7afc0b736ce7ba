import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

/** One item of a body. */
const notice = (event: string, more: TemplateObject = {}): TemplateObject => ({
  email: 'jane@example.com',
  timestamp: { $number: '{at:unix}' },
  'smtp-id': '<14c5d75ce93.dfd.{sequence:6}@ismtpd-555>',
  event,
  category: ['newsletter'],
  sg_event_id: `${event}-{sequence:8}`,
  sg_message_id: '14c5d75ce93.dfd.{sequence:6}.filter0001.16648.5515E0B88.0',
  ...more,
});

const BROWSER = { useragent: 'Mozilla/5.0', ip: '192.0.2.1' };

/** The most used ones. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  delivered: documentedEvent(
    'Delivered',
    'the recipient’s server takes an email',
    notice('delivered', { response: '250 OK' }),
  ),
  bounce: documentedEvent(
    'Bounced',
    'the recipient’s server refuses an email for good',
    notice('bounce', {
      type: 'bounce',
      reason: '550 5.1.1 There is no such mailbox.',
      status: '5.1.1',
      bounce_classification: 'Invalid Address',
    }),
  ),
  open: documentedEvent(
    'Opened',
    'a recipient opens an email',
    notice('open', { ...BROWSER, sg_machine_open: false }),
  ),
  click: documentedEvent(
    'Clicked',
    'a recipient clicks a link in an email',
    notice('click', { ...BROWSER, url: 'https://acme.example/offer?n={sequence}' }),
  ),
  spamreport: documentedEvent(
    'Spam Report',
    'a recipient marks an email as spam',
    notice('spamreport'),
  ),
  unsubscribe: documentedEvent('Unsubscribed', 'a recipient unsubscribes', notice('unsubscribe')),
};
