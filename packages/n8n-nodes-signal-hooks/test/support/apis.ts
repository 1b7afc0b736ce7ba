import type { IDataObject } from 'n8n-workflow';
import { SignalHooksTrigger } from '../../nodes/SignalHooks/SignalHooksTrigger.node.ts';
import { SignalsTrigger } from '../../nodes/Signals/SignalsTrigger.node.ts';
import { SigSentryTrigger } from '../../nodes/SigSentry/SigSentryTrigger.node.ts';
import { NODE_URL, SimulatedN8n } from './n8n.ts';
import { nock } from './offline.ts';
import { HOST, PATH, salesIq } from './salesiq.ts';

/** The secret that a node holds from its registration. */
const STORED_CREDENTIAL = 'stored-secret-0123456789abcdef';
const kept: IDataObject = {
  registration: {
    id: '1',
    url: NODE_URL,
    credentials: { secrets: [STORED_CREDENTIAL], publicKeys: [STORED_CREDENTIAL] },
  },
};

/** A node that registers itself, and its provider's API. */
interface Api {
  /** With a stored registration, so that every method asks the API. */
  readonly n8n: () => SimulatedN8n;
  /** The first request of every method: the list of what is registered. */
  readonly list: () => ReturnType<ReturnType<typeof nock>['get']>;
  /** The request that registers. */
  readonly make: () => ReturnType<ReturnType<typeof nock>['post']>;
  /** A list without anything. */
  readonly nothing: object;
  /** What no error may show. */
  readonly secrets: readonly string[];
}

const signals: Api = {
  n8n: () =>
    new SimulatedN8n(new SignalsTrigger(), {
      kept,
      credentials: {
        signalsApi: {
          baseUrl: 'https://me:pa55@signals.example.com',
          apiToken: '12|s1gnals-token',
        },
      },
    }),
  list: () => nock('https://signals.example.com').get('/api/v1/webhooks'),
  make: () => nock('https://signals.example.com').post('/api/v1/webhooks'),
  nothing: { webhooks: [] },
  secrets: ['s1gnals-token', 'pa55', STORED_CREDENTIAL],
};

const sigSentry: Api = {
  n8n: () =>
    new SimulatedN8n(new SigSentryTrigger(), {
      kept,
      credentials: { sigSentryApi: { apiKey: 'ss_secret_k3y', projectId: 'proj_p1q2r3' } },
    }),
  list: () => nock('https://api.sigsentry.com').get('/v1/config/notifications'),
  make: () => nock('https://api.sigsentry.com').post('/v1/config/notifications'),
  nothing: { success: true, data: [] },
  secrets: ['k3y', STORED_CREDENTIAL],
};

const zoho: Api = {
  n8n: () => salesIq({ kept }),
  list: () => nock(HOST).get(PATH),
  make: () => nock(HOST).post(PATH),
  nothing: { data: [] },
  secrets: ['1000.access', '1000.refresh', 'client-secret', STORED_CREDENTIAL],
};

const gateway: Api = {
  n8n: () =>
    new SimulatedN8n(new SignalHooksTrigger(), {
      kept,
      credentials: {
        signalHooksApi: { gatewayUrl: 'https://hooks.example.com', apiToken: 'shk_t0ken' },
      },
    }),
  list: () => nock('https://hooks.example.com').get('/v1/subscriptions').query({ limit: 100 }),
  make: () => nock('https://hooks.example.com').post('/v1/subscriptions'),
  nothing: { data: [], next_cursor: null },
  secrets: ['t0ken', STORED_CREDENTIAL],
};

/** Every node that registers itself. */
export const APIS = { signals, sigSentry, zoho, gateway } as const;

/** How often the list is asked for before a node registers. */
export const LOOKS = 1;

/** Their names. */
export const API_NAMES: readonly (keyof typeof APIS)[] = [
  'signals',
  'sigSentry',
  'zoho',
  'gateway',
];
