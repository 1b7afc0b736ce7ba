import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { HOUR, MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const VALIDATION =
  'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation';
const WEBHOOKS = 'https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide';

/**
 * HubSpot: changes of contacts, companies, deals and other objects of its CRM.
 *
 * 1. HMAC-SHA256 over method, whole address, body and time, with nothing between, in base64; the key
 *    is the app’s client secret. The address is the public one, as it was entered.
 * 2. The time is in a header, in milliseconds; what is older than five minutes is refused.
 * 3. The body is a list of up to 100 events.
 *
 * Identity: HubSpot says that `eventId` is not unique. An event is its content without the number of
 * the attempt; it has a time in milliseconds.
 */
export const definition: DefinitionInput = {
  id: 'hubspot',
  name: 'HubSpot',
  description: 'Contacts, companies, deals and tickets that change in HubSpot.',
  docs: WEBHOOKS,
  wording: { noun: 'Change', startsWhen: 'a record changes in HubSpot' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-hubspot-signature-v3',
    encoding: 'base64',
    content: '{method}{url}{body}{timestamp}',
    timestamp: { header: 'x-hubspot-request-timestamp', unit: 'ms' },
    tolerance: 300,
  },
  body: { each: '' },
  registration: { kind: 'by-hand', secretFrom: 'provider', secretLabel: 'Client secret' },
  evidence: {
    signature: { status: 'documented', source: VALIDATION },
    timestamp: { status: 'documented', source: VALIDATION },
    eventType: { status: 'documented', source: WEBHOOKS },
    identity: { status: 'documented', source: WEBHOOKS },
    occurredAt: { status: 'documented', source: WEBHOOKS },
    delivery: { status: 'documented', source: `${WEBHOOKS}#retries` },
  },
  policy: {
    timeoutMs: 5 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [
      MINUTE,
      5 * MINUTE,
      15 * MINUTE,
      30 * MINUTE,
      HOUR,
      2 * HOUR,
      3 * HOUR,
      5 * HOUR,
      6 * HOUR,
      6 * HOUR,
    ],
    disableAfter: null,
    notes: [
      'Documented: five seconds to answer; up to ten retries over 24 hours, with delays that vary.',
      'Assumed: the single waits.',
    ],
  },
  wire: {
    userAgent: 'HubSpot Webhooks',
    encoding: 'compact',
    perAttempt: { attemptNumber: { $number: '{attempt-1}' } },
  },
  events: EVENTS,
  eventType: 'subscriptionType',
  identity: [{ parts: [{ digestWithout: ['attemptNumber'] }] }],
  common: {
    occurred_at: 'occurredAt',
    title: 'propertyName',
    summary: 'propertyValue',
    project_id: 'portalId',
    subject_type: { of: 'subscriptionType', steps: [{ firstWord: '.' }] },
    subject_id: ['objectId', 'primaryObjectId', 'fromObjectId'],
  },
  fields: fieldTable([
    ['portal', 'Portal', 'id', '62515', 'portalId'],
    ['app', 'App', 'id', '54321', 'appId'],
    ['hubspot_event_id', 'HubSpot Event ID', 'id', '3816279340', 'eventId'],
    ['subscription', 'Subscription', 'id', '25', 'subscriptionId'],
    ['object_type', 'Object Type', 'id', '0-1', 'objectTypeId'],
    ['property', 'Property', 'string', 'lifecyclestage', 'propertyName'],
    ['value', 'Value', 'string', 'customer', 'propertyValue'],
    ['change_source', 'Change Source', 'string', 'CRM_UI', 'changeSource'],
    ['change_flag', 'Change Flag', 'string', 'NEW', 'changeFlag'],
    ['changed_by', 'Changed By', 'id', 'userId:123', 'sourceId'],
    ['attempt', 'Attempt', 'integer', 0, 'attemptNumber'],
    ['from_object', 'From Object', 'id', '26031801', 'fromObjectId'],
    ['to_object', 'To Object', 'id', '2902', 'toObjectId'],
    ['association_type', 'Association Type', 'string', 'CONTACT_TO_COMPANY', 'associationType'],
    ['primary_object', 'Primary Object', 'id', '26031801', 'primaryObjectId'],
  ]),
};
