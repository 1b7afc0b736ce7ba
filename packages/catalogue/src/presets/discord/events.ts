import type { TemplateObject } from '../../definition/template.ts';
import type { EventDefinition } from '../../provider.ts';
import { documentedEvent } from '../documented.ts';

const notice = (type: string, data: TemplateObject): TemplateObject => ({
  version: 1,
  application_id: '1234560123453231555',
  type: 1,
  event: { type, timestamp: '{at:plain}', data },
});

const user: TemplateObject = {
  id: '{sequence+123456789012345600}',
  username: 'jane',
  global_name: 'Jane Smith',
  discriminator: '0',
};

const entitlement = (more: TemplateObject = {}): TemplateObject => ({
  id: '{sequence+1234505980407808000}',
  sku_id: '1158857122189168803',
  application_id: '1234560123453231555',
  user_id: '{sequence+123456789012345600}',
  type: 8,
  consumed: false,
  deleted: false,
  starts_at: '{at}',
  ends_at: '{at+43200}',
  ...more,
});

/** https://docs.discord.com/developers/events/webhook-events#event-types */
export const EVENTS: Readonly<Record<string, EventDefinition>> = {
  APPLICATION_AUTHORIZED: documentedEvent(
    'Application Authorized',
    'somebody adds the app to a server or to their account',
    notice('APPLICATION_AUTHORIZED', {
      integration_type: 0,
      scopes: ['applications.commands'],
      user,
      guild: { id: '{sequence+223456789012345600}', name: 'Acme' },
    }),
  ),
  APPLICATION_DEAUTHORIZED: documentedEvent(
    'Application Deauthorized',
    'somebody removes the app from their account',
    notice('APPLICATION_DEAUTHORIZED', { user }),
  ),
  ENTITLEMENT_CREATE: documentedEvent(
    'Entitlement Created',
    'somebody buys or is given something of the app',
    notice('ENTITLEMENT_CREATE', entitlement()),
  ),
  ENTITLEMENT_UPDATE: documentedEvent(
    'Entitlement Updated',
    'an entitlement is changed',
    notice('ENTITLEMENT_UPDATE', entitlement({ consumed: true })),
  ),
};
