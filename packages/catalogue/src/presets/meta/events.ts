import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

/** An entry of a body. */
const change = (field: string, value: TemplateObject): TemplateObject => ({
  id: '102290129340398',
  time: { $number: '{at:unix}' },
  changes: [{ field, value }],
});

const METADATA = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };

/** The most used fields. https://developers.facebook.com/docs/graph-api/webhooks/reference */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  messages: documentedEvent(
    'WhatsApp Message or Status',
    'a WhatsApp message comes in, or one that was sent is delivered or read',
    change('messages', {
      messaging_product: 'whatsapp',
      metadata: METADATA,
      contacts: [{ profile: { name: 'Jane Smith' }, wa_id: '16505551234' }],
      messages: [
        {
          from: '16505551234',
          id: 'wamid.HBgLMTY1MDM4Nzk0Mzk{sequence:8}',
          timestamp: '{at:unix}',
          type: 'text',
          text: { body: 'Is it open?' },
        },
      ],
    }),
  ),
  feed: documentedEvent(
    'Page Feed',
    'somebody posts, comments or reacts on a Facebook page',
    change('feed', {
      item: 'comment',
      verb: 'add',
      comment_id: '44444444_{sequence:9}',
      post_id: '44444444_444444444',
      from: { id: '4444444', name: 'Jane Smith' },
      message: 'How lovely!',
      created_time: { $number: '{at:unix}' },
    }),
  ),
  leadgen: documentedEvent(
    'Lead',
    'somebody fills in a lead ad’s form',
    change('leadgen', {
      leadgen_id: '{sequence+444444444000}',
      page_id: '102290129340398',
      form_id: '555555555555',
      ad_id: '666666666666',
      created_time: { $number: '{at:unix}' },
    }),
  ),
  messaging: documentedEvent(
    'Messenger or Instagram Message',
    'a message comes in on Messenger or Instagram',
    {
      id: '102290129340398',
      time: { $number: '{at:epoch}' },
      messaging: [
        {
          sender: { id: '4444444' },
          recipient: { id: '102290129340398' },
          timestamp: { $number: '{at:epoch}' },
          message: { mid: 'm_{sequence:10}', text: 'Is it open?' },
        },
      ],
    },
  ),
};
