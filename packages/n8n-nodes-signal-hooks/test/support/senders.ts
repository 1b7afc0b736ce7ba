import {
  type Credentials,
  credentialNameOf,
  nodeNameOf,
  PROVIDERS,
  type Provider,
  type ProviderId,
  type SigningKey,
} from '@signal-hooks/catalogue';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { readGolden } from '../../../catalogue/test/support/golden.ts';
import { NODE_TYPES } from './manifest.ts';
import { NODE_URL, type Setup, SimulatedN8n } from './n8n.ts';
import { type Answered, receive } from './receive.ts';
import { makeRsaPair, standardHeaders } from './sign.ts';

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

/** @param node its name, as the manifest's files give it */
function sender(
  node: string,
  setup: Setup,
  rest: Omit<Sender, 'node' | 'holding' | 'bare'>,
): Sender {
  const type = NODE_TYPES.find(({ description }) => description.name === node) as INodeType;
  return {
    ...rest,
    node: (parameters = {}, kept = {}) =>
      new SimulatedN8n(type, { ...setup, parameters, kept: { ...setup.kept, ...kept } }),
    holding: (credentials, parameters = {}) =>
      new SimulatedN8n(type, { ...setupWith(setup, credentials), parameters }),
    bare: () => new SimulatedN8n(type),
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

/** A secret that the user has entered, or that came with the registration. */
const secretOf = (id: string, which = 1): string => `${id}-secret-${which}`;

/** The node of a provider; bodies are signed as its definition says. */
function providerSender(provider: Provider): Sender {
  const { id, name, signature, registration } = provider;
  const { isSymmetric, header } = signature;
  const node = nodeNameOf(provider);
  const api = registration.api;
  const authorization = api?.authorizationSetting === undefined ? [] : [`Bearer ${id}-token-1`];
  const proof = isSymmetric ? { secrets: [secretOf(id)] } : { publicKeys: [pair.publicKey] };
  const setup: Setup =
    api === null
      ? { credentials: { [credentialNameOf(provider)]: byHand(secretOf(id), secretOf(id, 0)) } }
      : registered({ ...proof, ...(authorization.length > 0 && { authorization }) });
  const signWith =
    (key: SigningKey) =>
    (body: string): Headers => ({
      ...signature.sign([key], Buffer.from(body), { id: 'evt_1', timestamp: String(now()) }),
      ...(authorization[0] !== undefined && { authorization: authorization[0] }),
    });
  return sender(node, setup, {
    ...{ id, name, header },
    sign: signWith(isSymmetric ? { secret: secretOf(id) } : { privateKey: pair.privateKey }),
    forge: signWith(isSymmetric ? { secret: 'a guess' } : { privateKey: otherPair.privateKey }),
    body: readGolden(id).requests[0]?.body ?? '{}',
  });
}

/** Every trigger node, by the provider's id. */
export const SENDERS: Readonly<Record<ProviderId | 'signal-hooks', Sender>> = {
  ...(Object.fromEntries(
    Object.values(PROVIDERS).map((provider) => [provider.id, providerSender(provider)]),
  ) as Record<ProviderId, Sender>),
  'signal-hooks': sender(
    'signalHooksTrigger',
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
};

/** Their names. */
export const SENDER_NAMES = Object.keys(SENDERS) as readonly (keyof typeof SENDERS)[];

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
