import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ZohoSalesIqTrigger } from '../../nodes/ZohoSalesIq/ZohoSalesIqTrigger.node.ts';
import { NODE_URL, SimulatedN8n } from './n8n.ts';

/** Where the portal's webhooks are, in the data centre that is the default. */
export const HOST = 'https://salesiq.zoho.com';
export const PATH = '/api/v2/zylker/webhooks';

/** Id of the webhook; a double cannot hold it. */
export const ID = '19367000000120011';

/** https://www.zoho.com/salesiq/help/developer-section/workflows.html */
export const DATA_EVENTS: readonly string[] = [
  'conversation.created',
  'conversation.attender.updated',
  'conversation.missed',
  'conversation.completed',
  'conversation.rated',
  'conversation.visitor.replied',
  'conversation.operator.replied',
  'conversation.transfer.initiated',
  'conversation.transfer.accepted',
  'conversation.transfer.rejected',
  'conversation.participants.added',
  'conversation.participants.deleted',
  'conversation.supervisor.added',
  'conversation.message.edited',
  'conversation.message.deleted',
  'conversation.metrics',
  'conversation.reopened',
  'visitor.updated',
  'contact.tag.action',
  'lead.tag.action',
];

/** The same page. */
export const ADMINISTRATION_EVENTS: readonly string[] = [
  'operator.created',
  'operator.updated',
  'operator.deleted',
  'operator.departments.associated',
  'operator.departments.dissociated',
  'department.created',
  'department.updated',
  'department.deleted',
  'tag.created',
  'tag.updated',
  'tag.deleted',
  'brands.enabled',
  'brands.disabled',
];

/** The node's webhook as SalesIQ lists it. */
export const WEBHOOK: IDataObject = {
  id: ID,
  url: NODE_URL,
  type: 'data',
  status: 'enabled',
  secured: true,
  events: [...DATA_EVENTS],
  version: '1',
};

/** What a node has kept that was registered before. */
export const storedRegistration = (publicKey: string, id: string = ID): IDataObject => ({
  registration: { id, url: NODE_URL, credentials: { publicKeys: [publicKey] } },
});

/** What is left as it is has its default; an account is connected. */
export interface SalesIqOptions {
  readonly kept?: IDataObject;
  readonly parameters?: INodeParameters;
  readonly credential?: IDataObject;
}

/** A Zoho SalesIQ Trigger with a connected account. */
export const salesIq = ({ kept = {}, parameters = {}, credential }: SalesIqOptions = {}) =>
  new SimulatedN8n(new ZohoSalesIqTrigger(), {
    parameters,
    kept,
    credentials: {
      zohoSalesIqOAuth2Api: {
        clientId: '1000.CLIENT',
        clientSecret: 'client-secret',
        screenName: 'zylker',
        oauthTokenData: { access_token: '1000.access', refresh_token: '1000.refresh' },
        ...credential,
      },
    },
  });
