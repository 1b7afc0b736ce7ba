import { jsonRequest, type Sender, textOf, type UnsignedRequest } from '../sender.ts';

/** Senders whose own library signs. */

interface StandardLibrary {
  readonly Webhook: new (
    secret: string,
  ) => {
    sign(id: string, timestamp: Date, payload: string): string;
    verify(payload: string, headers: object): unknown;
  };
}

/** What `standardwebhooks` and `svix` share: only the names of the headers differ. */
const standard = (
  preset: string,
  library: string,
  page: string,
  prefix: 'webhook' | 'svix',
): Sender => ({
  preset,
  library,
  page,
  credentials: 'base64 secret',
  request: (now, text) =>
    jsonRequest({
      type: 'contact.created',
      timestamp: new Date(now * 1000).toISOString(),
      data: { id: '1f81eb52-5198-4599-803e-771906343485', name: text },
    }),
  async sign(request, { secret = '' }, now, load) {
    const { Webhook } = await load<StandardLibrary>(library);
    const id = `msg_${now}`;
    return {
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(now),
      [`${prefix}-signature`]: new Webhook(secret).sign(id, new Date(now * 1000), textOf(request)),
    };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { Webhook } = await load<StandardLibrary>(library);
    new Webhook(secret).verify(textOf(request), headers);
    return true;
  },
  libraryTolerance: { past: 300, future: 300 },
  signature: { header: `${prefix}-signature`, pattern: /v1,([^ ]+)/, encoding: 'base64' },
  time: { header: `${prefix}-timestamp`, pattern: /(.+)/ },
  id: `${prefix}-id`,
  several: { separator: ' v1,', ignored: ' v1a,AAAA v2,BBBB', libraryReads: 'all' },
  tolerance: 300,
  signs: { body: 'bytes', url: false },
});

interface StripeLibrary {
  readonly webhooks: {
    generateTestHeaderString(options: object): string;
    constructEvent(payload: Uint8Array, header: string, secret: string): unknown;
  };
}

const STRIPE: Sender = {
  preset: 'stripe',
  library: 'stripe',
  page: 'https://docs.stripe.com/webhooks/signature',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest({
      id: 'evt_1Nv0FGQ9RKHgCVdKyEGkCyVs',
      object: 'event',
      created: now,
      type: 'payment_intent.succeeded',
      data: { object: { id: 'pi_1', object: 'payment_intent', description: text } },
    }),
  async sign(request, { secret }, now, load) {
    const { default: stripe } = await load<{ default: StripeLibrary }>('stripe');
    const options = { payload: textOf(request), secret, timestamp: now };
    return { 'stripe-signature': stripe.webhooks.generateTestHeaderString(options) };
  },
  async accepts({ body }, headers, { secret = '' }, load) {
    const { default: stripe } = await load<{ default: StripeLibrary }>('stripe');
    stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret);
    return true;
  },
  libraryTolerance: { past: 300, future: null },
  signature: { header: 'stripe-signature', pattern: /v1=([^,]+)/, encoding: 'hex' },
  time: { header: 'stripe-signature', pattern: /t=([^,]+)/ },
  several: { separator: ',v1=', ignored: ',v0=6ffbb59b2300aae6', libraryReads: 'all' },
  tolerance: 300,
  signs: { body: 'bytes', url: false },
};

interface OctokitLibrary {
  sign(secret: string, payload: string): Promise<string>;
  verify(secret: string, payload: string, signature: string): Promise<boolean>;
}

const GITHUB: Sender = {
  preset: 'github',
  library: '@octokit/webhooks-methods',
  page: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
  credentials: 'secret',
  request: (_now, text) =>
    jsonRequest(
      { action: 'opened', issue: { id: 1, number: 7, title: text }, repository: { id: 2 } },
      { 'x-github-event': 'issues', 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
    ),
  async sign(request, { secret = '' }, _now, load) {
    const { sign } = await load<OctokitLibrary>('@octokit/webhooks-methods');
    return { 'x-hub-signature-256': await sign(secret, textOf(request)) };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { verify } = await load<OctokitLibrary>('@octokit/webhooks-methods');
    return verify(secret, textOf(request), headers['x-hub-signature-256'] ?? '');
  },
  signature: { header: 'x-hub-signature-256', pattern: /sha256=(.+)/, encoding: 'hex' },
  tolerance: null,
  signs: { body: 'bytes', url: false },
};

interface HubspotLibrary {
  readonly Signature: {
    getSignature(method: string, version: string, options: object): string;
    isValid(options: object): boolean;
  };
}

const hubspotOptions = (request: UnsignedRequest, secret: string | undefined, time: string) => ({
  method: request.method,
  url: request.url,
  requestBody: textOf(request),
  clientSecret: secret,
  signatureVersion: 'v3',
  timestamp: Number(time),
});

const HUBSPOT: Sender = {
  preset: 'hubspot',
  library: '@hubspot/api-client',
  page: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest([
      {
        eventId: 1,
        subscriptionId: 12345,
        portalId: 62515,
        occurredAt: now * 1000,
        subscriptionType: 'contact.propertyChange',
        objectId: 123,
        propertyName: 'company',
        propertyValue: text,
      },
    ]),
  async sign(request, { secret }, now, load) {
    const { Signature } = await load<HubspotLibrary>('@hubspot/api-client');
    const time = String(now * 1000);
    const options = hubspotOptions(request, secret, time);
    return {
      'x-hubspot-signature-v3': Signature.getSignature(request.method, 'v3', options),
      'x-hubspot-request-timestamp': time,
    };
  },
  async accepts(request, headers, { secret }, load) {
    const { Signature } = await load<HubspotLibrary>('@hubspot/api-client');
    const options = hubspotOptions(request, secret, headers['x-hubspot-request-timestamp'] ?? '');
    return Signature.isValid({ ...options, signature: headers['x-hubspot-signature-v3'] });
  },
  libraryTolerance: { past: 300, future: null },
  signature: { header: 'x-hubspot-signature-v3', pattern: /(.+)/, encoding: 'base64' },
  time: { header: 'x-hubspot-request-timestamp', pattern: /(.+)/ },
  tolerance: 300,
  signs: { body: 'bytes', url: true },
};

export const SIGNING: readonly Sender[] = [
  standard('standard-webhooks', 'standardwebhooks', 'https://www.standardwebhooks.com', 'webhook'),
  standard('svix', 'svix', 'https://docs.svix.com/receiving/verifying-payloads/how', 'svix'),
  STRIPE,
  GITHUB,
  HUBSPOT,
];
