import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

/** One item of a body. @param first of its event ids, which tells the events of one number apart */
const notice = (subscriptionType: string, first: number, more: TemplateObject): TemplateObject => ({
  eventId: { $number: `{sequence+${first}}` },
  subscriptionId: 25,
  portalId: 62515,
  appId: 54321,
  occurredAt: { $number: '{at:epoch}' },
  subscriptionType,
  attemptNumber: 0,
  ...more,
  sourceId: 'userId:123',
});

const created: TemplateObject = {
  objectId: { $number: '{sequence+26031800}' },
  changeFlag: 'NEW',
  changeSource: 'CRM_UI',
};

/** The most used ones. https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'contact.creation': documentedEvent(
    'Contact Created',
    'a contact is made',
    notice('contact.creation', 1_000_000, created),
  ),
  'contact.propertyChange': documentedEvent(
    'Contact Changed',
    'a property of a contact changes',
    notice('contact.propertyChange', 2_000_000, {
      objectId: { $number: '{sequence+26031800}' },
      changeSource: 'CRM_UI',
      propertyName: 'lifecyclestage',
      propertyValue: 'customer',
    }),
  ),
  'company.creation': documentedEvent(
    'Company Created',
    'a company is made',
    notice('company.creation', 3_000_000, created),
  ),
  'deal.creation': documentedEvent(
    'Deal Created',
    'a deal is made',
    notice('deal.creation', 4_000_000, created),
  ),
  'deal.propertyChange': documentedEvent(
    'Deal Changed',
    'a property of a deal changes',
    notice('deal.propertyChange', 5_000_000, {
      objectId: { $number: '{sequence+95311600}' },
      changeSource: 'CRM_UI',
      propertyName: 'dealstage',
      propertyValue: 'closedwon',
    }),
  ),
};
