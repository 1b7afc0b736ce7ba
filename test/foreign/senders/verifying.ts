import { ecdsaSha256, ed25519, hmac } from '../openssl.ts';
import { jsonRequest, type Sender, textOf } from '../sender.ts';

/** Senders whose own library only verifies: OpenSSL signs, and the library has to accept it. */

interface ShopifyLibrary {
  shopifyApi(config: object): {
    readonly webhooks: { validate(request: object): Promise<{ readonly valid: boolean }> };
  };
}

const SHOPIFY: Sender = {
  preset: 'shopify',
  library: '@shopify/shopify-api',
  page: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest(
      { id: 820982911946154508n.toString(), name: text, created_at: new Date(now * 1000) },
      {
        'x-shopify-topic': 'orders/create',
        'x-shopify-shop-domain': 'example.myshopify.com',
        'x-shopify-api-version': '2026-10',
        'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
        'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
      },
    ),
  async sign({ body }, { secret = '' }) {
    return { 'x-shopify-hmac-sha256': hmac('sha256', secret, body).toString('base64') };
  },
  async accepts(request, headers, { secret }, load) {
    await load('@shopify/shopify-api/adapters/node');
    const { shopifyApi } = await load<ShopifyLibrary>('@shopify/shopify-api');
    const shopify = shopifyApi({
      apiKey: 'key',
      apiSecretKey: secret,
      apiVersion: '2026-10',
      hostName: 'hooks.example.com',
      isEmbeddedApp: false,
      logger: { level: 0 },
    });
    const rawRequest = { method: 'POST', url: '/', headers: { ...request.headers, ...headers } };
    const rawBody = textOf(request);
    return (await shopify.webhooks.validate({ rawBody, rawRequest, rawResponse: {} })).valid;
  },
  signature: { header: 'x-shopify-hmac-sha256', pattern: /(.+)/, encoding: 'base64' },
  tolerance: null,
  signs: { body: 'bytes', url: false },
};

interface SlackLibrary {
  readonly default: { verifySlackRequest(options: object): void };
}

interface SlackReceiver {
  readonly default: {
    readonly default: new (options: {
      readonly signingSecret: string;
    }) => {
      start(): Promise<
        (event: object) => Promise<{ readonly statusCode: number; readonly body: string }>
      >;
    };
  };
}

const SLACK: Sender = {
  preset: 'slack',
  library: '@slack/bolt',
  page: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest({
      type: 'event_callback',
      team_id: 'T1',
      api_app_id: 'A1',
      event: { type: 'message', channel: 'C1', user: 'U1', text, ts: `${now}.000100` },
      event_id: 'Ev1',
      event_time: now,
    }),
  async sign({ body }, { secret = '' }, now) {
    const digest = hmac('sha256', secret, `v0:${now}:`, body).toString('hex');
    return { 'x-slack-request-timestamp': String(now), 'x-slack-signature': `v0=${digest}` };
  },
  async accepts(request, headers, { secret }, load) {
    // The package itself demands a peer that has nothing to do with it.
    const { default: slack } = await load<SlackLibrary>(
      '@slack/bolt/dist/receivers/verify-request.js',
    );
    slack.verifySlackRequest({ signingSecret: secret, body: textOf(request), headers });
    return true;
  },
  handshake: {
    request: jsonRequest({
      token: 'Jhj5dZrVaK7ZwHHjRyZWjbDl',
      challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
      type: 'url_verification',
    }),
    async answer({ request, signature }, { secret = '' }, load) {
      const { default: slack } = await load<SlackReceiver>(
        '@slack/bolt/dist/receivers/AwsLambdaReceiver.js',
      );
      const receive = await new slack.default({ signingSecret: secret }).start();
      const headers = { ...request.headers, ...signature };
      const { statusCode, body } = await receive({ body: textOf(request), headers });
      return { status: statusCode, body };
    },
  },
  libraryTolerance: { past: 300, future: null },
  signature: { header: 'x-slack-signature', pattern: /v0=(.+)/, encoding: 'hex' },
  time: { header: 'x-slack-request-timestamp', pattern: /(.+)/ },
  tolerance: 300,
  signs: { body: 'bytes', url: false },
};

interface SendgridLibrary {
  readonly EventWebhook: new () => {
    convertPublicKeyToECDSA(key: string): unknown;
    verifySignature(key: unknown, body: Uint8Array, signature: string, timestamp: string): boolean;
  };
}

const SENDGRID: Sender = {
  preset: 'sendgrid',
  library: '@sendgrid/eventwebhook',
  page: 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
  credentials: 'ecdsa',
  request: (now, text) =>
    jsonRequest([
      { email: 'a@example.com', event: 'delivered', timestamp: now, sg_event_id: 'e1', text },
      { email: 'b@example.com', event: 'open', timestamp: now, sg_event_id: 'e2' },
    ]),
  async sign({ body }, { privateKey = '' }, now) {
    return {
      'x-twilio-email-event-webhook-signature': ecdsaSha256(privateKey, String(now), body).toString(
        'base64',
      ),
      'x-twilio-email-event-webhook-timestamp': String(now),
    };
  },
  async accepts({ body }, headers, { publicKey = '' }, load) {
    const { EventWebhook } = await load<SendgridLibrary>('@sendgrid/eventwebhook');
    const library = new EventWebhook();
    return library.verifySignature(
      library.convertPublicKeyToECDSA(publicKey),
      Buffer.from(body),
      headers['x-twilio-email-event-webhook-signature'] ?? '',
      headers['x-twilio-email-event-webhook-timestamp'] ?? '',
    );
  },
  libraryTolerance: { past: null, future: null },
  signature: {
    header: 'x-twilio-email-event-webhook-signature',
    pattern: /(.+)/,
    encoding: 'base64',
  },
  time: { header: 'x-twilio-email-event-webhook-timestamp', pattern: /(.+)/ },
  tolerance: 300,
  signs: { body: 'bytes', url: false },
};

interface DiscordLibrary {
  verifyKey(
    body: Uint8Array,
    signature: string,
    timestamp: string,
    publicKey: string,
  ): Promise<boolean>;
  verifyWebhookEventMiddleware(
    publicKey: string,
  ): (request: object, response: object, next: () => void) => Promise<void>;
}

const DISCORD: Sender = {
  preset: 'discord',
  library: 'discord-interactions',
  page: 'https://docs.discord.com/developers/events/webhook-events',
  credentials: 'ed25519',
  request: (now, text) =>
    jsonRequest({
      version: 1,
      application_id: '1234560123453231555',
      type: 1,
      event: {
        type: 'APPLICATION_AUTHORIZED',
        timestamp: new Date(now * 1000).toISOString(),
        data: { integration_type: 1, scopes: ['applications.commands'], user: { id: '1', text } },
      },
    }),
  async sign({ body }, { privateKey = '' }, now) {
    return {
      'x-signature-ed25519': ed25519(privateKey, String(now), body).toString('hex'),
      'x-signature-timestamp': String(now),
    };
  },
  async accepts({ body }, headers, { publicKey = '' }, load) {
    const { verifyKey } = await load<DiscordLibrary>('discord-interactions');
    const { 'x-signature-ed25519': signature = '', 'x-signature-timestamp': time = '' } = headers;
    return verifyKey(body, signature, time, publicKey);
  },
  handshake: {
    request: jsonRequest({ version: 1, application_id: '1234560123453231555', type: 0 }),
    async answer({ request, signature }, { publicKey = '' }, load) {
      const { verifyWebhookEventMiddleware } = await load<DiscordLibrary>('discord-interactions');
      const handle = verifyWebhookEventMiddleware(publicKey);
      const answered = { statusCode: 0, end() {} };
      const header = (name: string): string | undefined => signature[name.toLowerCase()];
      await handle({ header, body: Buffer.from(request.body) }, answered, () => {});
      return { status: answered.statusCode, body: '' };
    },
  },
  libraryTolerance: { past: null, future: null },
  signature: { header: 'x-signature-ed25519', pattern: /(.+)/, encoding: 'hex' },
  time: { header: 'x-signature-timestamp', pattern: /(.+)/ },
  tolerance: 300,
  signs: { body: 'bytes', url: false },
};

export const VERIFYING: readonly Sender[] = [SHOPIFY, SLACK, SENDGRID, DISCORD];
