/** The gateway's REST hooks, as its `/openapi.json` has them, and a Signal Hooks Trigger that uses them. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { NODE_URL, SimulatedN8n } from './n8n.ts';
import { nock } from './offline.ts';

export const GATEWAY = 'https://hooks.example.com';
export const TOKEN = 'shk_token_1';
export const SIGNING = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
export const ID = 'sub_01k9q2v7c5e8';

export const row = (more: IDataObject = {}): IDataObject => ({
  id: ID,
  name: 'n8n: Signals to Slack',
  target_url: NODE_URL,
  source_id: null,
  provider: null,
  event_types: [],
  filter: [],
  format: 'standard',
  include_raw: false,
  max_concurrency: 10,
  max_per_second: null,
  status: 'active',
  status_reason: null,
  failing_since: null,
  created_at: '2026-04-25T14:30:00.000Z',
  ...more,
});
export const storedRegistration = (id = ID, secret = 'whsec_b2xkIG9uZQ=='): IDataObject => ({
  registration: { id, url: NODE_URL, credentials: { secrets: [secret] } },
});

interface Options {
  readonly kept?: IDataObject;
  readonly parameters?: INodeParameters;
  readonly workflowName?: string;
  readonly publicUrl?: string;
  readonly isTest?: boolean;
}

export const trigger = ({ kept = {}, ...rest }: Options = {}): SimulatedN8n =>
  new SimulatedN8n(new SignalHooksTrigger(), {
    ...rest,
    credentials: { signalHooksApi: { gatewayUrl: `${GATEWAY}/`, apiToken: TOKEN } },
    kept,
  });

const HEADERS = { authorization: `Bearer ${TOKEN}`, accept: 'application/json' };
type Scope = ReturnType<typeof nock>;

export const api = (reqheaders: Record<string, string> = HEADERS): Scope =>
  nock(`${GATEWAY}/v1`, { reqheaders });
export const json = (): Scope => api({ ...HEADERS, 'content-type': 'application/json' });
export const lists = (times: number, ...data: IDataObject[]): Scope =>
  api()
    .get('/subscriptions')
    .query({ limit: 100 })
    .times(times)
    .reply(200, { data, next_cursor: null });
export const asked = {
  name: 'n8n: Signals to Slack',
  source_id: null,
  provider: null,
  event_types: [],
  filter: [],
  format: 'standard',
  include_raw: false,
};
export const makes = (body: object): Scope =>
  json()
    .post('/subscriptions', { target_url: NODE_URL, replace: true, ...body })
    .reply(201, { ...row(), secret: SIGNING });
export const changes = (body: object, answer: IDataObject = {}, id = ID): Scope =>
  json()
    .patch(`/subscriptions/${id}`, { ...body })
    .reply(200, row({ id, ...answer }));
export const reads = (id: string, status: number, answer: IDataObject = {}): Scope =>
  api()
    .get(`/subscriptions/${id}`)
    .reply(status, row({ id, ...answer }));
/** n8n leaves an empty body out, which the gateway takes. */
export const recovers = (): Scope =>
  nock(`${GATEWAY}/v1`, { reqheaders: HEADERS, badheaders: ['content-type'] })
    .post(`/subscriptions/${ID}/recover`)
    .reply(200, { subscription: row(), replayed: 0 });
export const rotates = (): Scope =>
  json()
    .post(`/subscriptions/${ID}/rotate-secret`, { grace_hours: 1 })
    .reply(200, { ...row(), secret: SIGNING });
export const GONE = {
  status: 404,
  code: 'subscription_not_found',
  detail: 'There is no such subscription.',
};
export const ends = (id = ID, status = 204, body?: IDataObject): Scope =>
  api().delete(`/subscriptions/${id}`).reply(status, body);

/** Activates a node for which nothing is registered, and sees that it asks for this. */
export async function activates(parameters: INodeParameters, body: object): Promise<void> {
  lists(1);
  makes({ ...asked, ...body });
  await trigger({ parameters }).activate();
}
