import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

/** @param letter tells the events of one number apart */
const notice = (topic: string, letter: string, item: TemplateObject): TemplateObject => ({
  type: 'notification_event',
  app_id: 'a86dr8yl',
  topic,
  id: `notif_${letter}{sequence:8}`,
  created_at: { $number: '{at:unix}' },
  delivery_attempts: 1,
  first_sent_at: { $number: '{at:unix}' },
  data: { type: 'notification_event_data', item },
});

const conversation = (parts: TemplateObject): TemplateObject => ({
  type: 'conversation',
  id: '{sequence+215470000000000}',
  created_at: { $number: '{at-30:unix}' },
  updated_at: { $number: '{at:unix}' },
  state: 'open',
  open: true,
  priority: 'not_priority',
  admin_assignee_id: 814860,
  team_assignee_id: null,
  source: {
    type: 'conversation',
    id: '{sequence+403918000}',
    subject: '',
    body: '<p>What does it cost?</p>',
    url: 'https://acme.example/prices',
    author: { type: 'user', id: '5bc8f7ae', name: 'Jane Smith', email: 'jane@example.com' },
  },
  contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: '5bc8f7ae' }] },
  conversation_parts: parts,
});

const parts = (author: string, body: string): TemplateObject => ({
  type: 'conversation_part.list',
  conversation_parts: [{ type: 'conversation_part', body, author: { type: author, id: '814860' } }],
  total_count: 1,
});

/** The most used topics. https://developers.intercom.com/docs/references/webhooks/webhook-models */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'conversation.user.created': documentedEvent(
    'Conversation Started',
    'a user or lead starts a conversation',
    notice(
      'conversation.user.created',
      'a',
      conversation({ type: 'conversation_part.list', conversation_parts: [], total_count: 0 }),
    ),
  ),
  'conversation.user.replied': documentedEvent(
    'User Replied',
    'a user or lead replies',
    notice('conversation.user.replied', 'b', conversation(parts('user', '<p>Thank you.</p>'))),
  ),
  'conversation.admin.replied': documentedEvent(
    'Teammate Replied',
    'a teammate replies',
    notice('conversation.admin.replied', 'c', conversation(parts('admin', '<p>Ten euros.</p>'))),
  ),
  'contact.lead.created': documentedEvent(
    'Lead Created',
    'a lead is made',
    notice('contact.lead.created', 'd', {
      type: 'contact',
      id: 'lead{sequence:8}',
      role: 'lead',
      external_id: 'user_{sequence}',
      name: 'Jane Smith',
      email: 'jane@example.com',
      phone: '+1 555 0100',
      created_at: '{at:offset}',
      updated_at: '{at:offset}',
    }),
  ),
  'company.created': documentedEvent(
    'Company Created',
    'a company is made',
    notice('company.created', 'e', {
      type: 'company',
      id: 'company{sequence:8}',
      name: 'Acme Corp',
      created_at: { $number: '{at:unix}' },
      updated_at: { $number: '{at:unix}' },
    }),
  ),
};
