import type { Credentials, Provider } from '@signal-hooks/catalogue';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { SiggnalTrigger } from '../../nodes/Siggnal/SiggnalTrigger.node.ts';
import { SignalArkTrigger } from '../../nodes/SignalArk/SignalArkTrigger.node.ts';
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { SignalsTrigger } from '../../nodes/Signals/SignalsTrigger.node.ts';
import { SigSentryTrigger } from '../../nodes/SigSentry/SigSentryTrigger.node.ts';
import { ZohoSalesIqTrigger } from '../../nodes/ZohoSalesIq/ZohoSalesIqTrigger.node.ts';
import { NODE_URL, type Setup, SimulatedN8n } from './n8n.ts';
import { type Answered, receive } from './receive.ts';
import { hmacHex, makeRsaPair, rsaBase64, standardHeaders } from './sign.ts';

type Headers = Record<string, string>;

/** A trigger node that is set up to receive, and whoever sends to it. */
export interface Sender {
  /** What its records say under `provider`. */
  readonly id: string;
  /** As messages call it. */
  readonly name: string;
  /** The header that carries the signature. */
  readonly header: string;
  /** A new node, set up; what is kept is added to what it needs to receive. */
  readonly node: (parameters?: INodeParameters, kept?: IDataObject) => SimulatedN8n;
  /** The node that checks requests with these credentials. */
  readonly holding: (credentials: Credentials, parameters?: INodeParameters) => SimulatedN8n;
  /** The node before anything is stored to check requests with. */
  readonly bare: () => SimulatedN8n;
  /** The headers of a genuine request. */
  readonly sign: (body: string) => Headers;
  /** The same with another secret or key. */
  readonly forge: (body: string) => Headers;
  /** A body that makes an event. */
  readonly body: string;
}

const [pair, otherPair] = [makeRsaPair(), makeRsaPair()];

function sender(
  type: new () => INodeType,
  setup: Setup,
  rest: Omit<Sender, 'node' | 'holding' | 'bare'>,
): Sender {
  return {
    ...rest,
    node: (parameters = {}, kept = {}) =>
      new SimulatedN8n(new type(), { ...setup, parameters, kept: { ...setup.kept, ...kept } }),
    holding: (credentials, parameters = {}) =>
      new SimulatedN8n(new type(), { ...setupWith(setup, credentials), parameters }),
    bare: () => new SimulatedN8n(new type()),
  };
}

/** The same set-up with other credentials: typed in by the user, or registered. */
function setupWith(setup: Setup, credentials: Credentials): Setup {
  if (setup.credentials === undefined) return registered({ ...credentials });
  const [signingSecret = '', previousSecret = ''] = credentials.secrets ?? [];
  const types = Object.keys(setup.credentials);
  const entered = types.map((type) => [type, byHand(signingSecret, previousSecret)]);
  return { ...setup, credentials: Object.fromEntries(entered) };
}

/** Signs with HMAC in hex. */
const hmacSender = (header: string, secret: string, prefix = '', more: Headers = {}) => ({
  header,
  sign: (body: string) => ({ [header]: `${prefix}${hmacHex(secret, body)}`, ...more }),
  forge: (body: string) => ({ [header]: `${prefix}${hmacHex('a guess', body)}`, ...more }),
});

const registered = (credentials: IDataObject): Setup => ({
  kept: { registration: { id: '1', url: NODE_URL, credentials } },
});

/** A credential whose secret the user has entered. */
const byHand = (signingSecret: string, previousSecret = ''): IDataObject => ({
  signingSecret,
  previousSecret,
});

/** Seconds since 1970, now: Standard Webhooks are checked against the clock. */
const now = (): number => Math.floor(Date.now() / 1000);
const STANDARD_KEY = Buffer.from('01234567890123456789012345678901');

/** Every trigger node. */
export const SENDERS = {
  siggnal: sender(
    SiggnalTrigger,
    {
      credentials: { siggnalApi: byHand('siggnal-secret-1', 'siggnal-secret-0') },
    },
    {
      id: 'siggnal',
      name: 'Siggnal',
      ...hmacSender('x-siggnal-signature', 'siggnal-secret-1'),
      body: '{"signal_id":"sig_1","project_id":"proj_xyz"}',
    },
  ),
  signalArk: sender(
    SignalArkTrigger,
    { credentials: { signalArkApi: byHand('ark-secret-1') } },
    {
      id: 'signal-ark',
      name: 'Signal Ark',
      ...hmacSender('x-signalark-signature', 'ark-secret-1'),
      body: '{"event":"signal.promoted","batchId":"b1","signal":{"id":"sig_1"}}',
    },
  ),
  signals: sender(SignalsTrigger, registered({ secrets: ['signals-secret-1'] }), {
    id: 'signals',
    name: 'SIGNALS',
    ...hmacSender('x-signals-signature', 'signals-secret-1'),
    body: '{"event":"role.created","data":{"role":{"id":7,"name":"Editor"}}}',
  }),
  sigSentry: sender(
    SigSentryTrigger,
    registered({ secrets: ['sentry-secret-1'], authorization: ['Bearer sentry-token-1'] }),
    {
      id: 'sigsentry',
      name: 'SigSentry',
      ...hmacSender('x-sigsentry-signature', 'sentry-secret-1', 'sha256=', {
        authorization: 'Bearer sentry-token-1',
      }),
      body: '{"event":"analysis.complete","analysisId":"ana_1","severity":"high"}',
    },
  ),
  zoho: sender(ZohoSalesIqTrigger, registered({ publicKeys: [pair.publicKey] }), {
    id: 'salesiq',
    name: 'Zoho SalesIQ',
    header: 'x-siqsignature',
    sign: (body) => ({ 'x-siqsignature': rsaBase64(pair, body) }),
    forge: (body) => ({ 'x-siqsignature': rsaBase64(otherPair, body) }),
    body: '{"event":"tag.created","entity_id":"1","event_time":"1567065865617"}',
  }),
  signalHooks: sender(
    SignalHooksTrigger,
    registered({ secrets: [`whsec_${STANDARD_KEY.toString('base64')}`] }),
    {
      id: 'signal-hooks',
      name: 'Signal Hooks',
      header: 'webhook-signature',
      sign: (body) => standardHeaders(STANDARD_KEY, 'evt_1', now(), body),
      forge: (body) => standardHeaders(Buffer.from('a guess'), 'evt_1', now(), body),
      body: '{"type":"signal","data":{"event_id":"evt_1","event_type":"signal"}}',
    },
  ),
} as const;

/** Their names. */
export const SENDER_NAMES = Object.keys(SENDERS) as readonly (keyof typeof SENDERS)[];

/** What sends to the node of a provider. @throws {Error} if there is nothing yet */
export function senderOf({ id, name }: Provider): Sender {
  const found = Object.values(SENDERS).find((sender) => sender.id === id);
  if (found !== undefined) return found;
  throw new Error(`${name} has no sender: add one to SENDERS in test/support/senders.ts`);
}

/** Sends a genuine request with this body. */
export const send = (from: Sender, n8n: SimulatedN8n, body: string): Promise<Answered> =>
  receive(n8n, { body, headers: from.sign(body) });

/** The items of the execution that a genuine request starts. @throws {Error} if it starts none */
export async function itemsOf(
  from: Sender,
  body: string,
  parameters?: INodeParameters,
): Promise<IDataObject[]> {
  const { items, status } = await send(from, from.node(parameters), body);
  if (items === null || status !== 200) throw new Error(`no execution was started: ${status}`);
  return items;
}

/** The only item of the execution that a genuine request starts. @throws {Error} likewise */
export async function itemOf(
  from: Sender,
  body: string,
  parameters?: INodeParameters,
): Promise<IDataObject> {
  const [item, ...others] = await itemsOf(from, body, parameters);
  if (item === undefined || others.length > 0) throw new Error('it is not one item');
  return item;
}
