import { hmac } from '../openssl.ts';
import { jsonRequest, type Sender, textOf } from '../sender.ts';

/** More senders whose library only verifies: their signed time is not just a header of its own. */

interface PaddleLibrary {
  readonly Paddle: new (
    apiKey: string,
  ) => {
    readonly webhooks: {
      isSignatureValid(body: string, secret: string, header: string): Promise<boolean>;
    };
  };
}

const PADDLE: Sender = {
  preset: 'paddle',
  library: '@paddle/paddle-node-sdk',
  page: 'https://developer.paddle.com/webhooks/about/signature-verification',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest({
      event_id: 'evt_01hv8x2axz',
      event_type: 'transaction.completed',
      occurred_at: new Date(now * 1000).toISOString(),
      notification_id: 'ntf_01hv8x2axz',
      data: { id: 'txn_1', status: 'completed', text },
    }),
  async sign({ body }, { secret = '' }, now) {
    const digest = hmac('sha256', secret, `${now}:`, body).toString('hex');
    return { 'paddle-signature': `ts=${now};h1=${digest}` };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { Paddle } = await load<PaddleLibrary>('@paddle/paddle-node-sdk');
    const { webhooks } = new Paddle('key');
    const header = headers['paddle-signature'] ?? '';
    return webhooks.isSignatureValid(textOf(request), secret, header);
  },
  libraryTolerance: { past: 5, future: null },
  signature: { header: 'paddle-signature', pattern: /h1=([^;]+)/, encoding: 'hex' },
  time: { header: 'paddle-signature', pattern: /ts=([^;]+)/ },
  several: { separator: ';h1=', ignored: ';h2=RANDOM_HASH', libraryReads: 'the last' },
  tolerance: 300,
  signs: { body: 'bytes', url: false },
};

interface LinearLibrary {
  readonly LinearWebhookClient: new (
    secret: string,
  ) => { verify(body: Uint8Array, signature: string): boolean };
}

const LINEAR: Sender = {
  preset: 'linear',
  library: '@linear/sdk',
  page: 'https://linear.app/developers/webhooks#securing-webhooks',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest(
      {
        action: 'create',
        type: 'Issue',
        createdAt: new Date(now * 1000).toISOString(),
        data: { id: '2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9', title: text },
        webhookTimestamp: now * 1000,
        webhookId: '000042e3-d123-4980-b49f-8e140eef9329',
      },
      { 'linear-delivery': '234d1a4e-b617-4388-90fe-adc3633d6b72', 'linear-event': 'Issue' },
    ),
  async sign({ body }, { secret = '' }) {
    return { 'linear-signature': hmac('sha256', secret, body).toString('hex') };
  },
  async accepts({ body }, headers, { secret = '' }, load) {
    const { LinearWebhookClient } = await load<LinearLibrary>('@linear/sdk/webhooks');
    const signature = headers['linear-signature'] ?? '';
    return new LinearWebhookClient(secret).verify(Buffer.from(body), signature);
  },
  libraryTolerance: { past: 60, future: 60 },
  signature: { header: 'linear-signature', pattern: /(.+)/, encoding: 'hex' },
  timeInBody: 'webhookTimestamp',
  tolerance: 60,
  signs: { body: 'bytes', url: false },
};

interface ZoomLibrary {
  readonly AwsLambdaReceiver: new (options: {
    readonly webhooksSecretToken: string;
  }) => {
    start(): (event: object) => Promise<{ readonly statusCode: number; readonly body: string }>;
  };
}

const ZOOM: Sender = {
  preset: 'zoom',
  library: '@zoom/rivet',
  page: 'https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest({
      event: 'meeting.started',
      event_ts: now * 1000,
      payload: { account_id: 'AAAAAABBBB', object: { id: '1234567890', uuid: 'u1', topic: text } },
    }),
  async sign({ body }, { secret = '' }, now) {
    const digest = hmac('sha256', secret, `v0:${now}:`, body).toString('hex');
    return { 'x-zm-request-timestamp': String(now), 'x-zm-signature': `v0=${digest}` };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { AwsLambdaReceiver } = await load<ZoomLibrary>('@zoom/rivet/meetings');
    const receive = new AwsLambdaReceiver({ webhooksSecretToken: secret }).start();
    const { statusCode } = await receive({ body: textOf(request), headers });
    return statusCode === 200;
  },
  libraryTolerance: { past: null, future: null },
  handshake: {
    request: jsonRequest({
      event: 'endpoint.url_validation',
      event_ts: 1654503849680,
      payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' },
    }),
    async answer({ request, signature }, { secret = '' }, load) {
      const { AwsLambdaReceiver } = await load<ZoomLibrary>('@zoom/rivet/meetings');
      const receive = new AwsLambdaReceiver({ webhooksSecretToken: secret }).start();
      const { statusCode, body } = await receive({ body: textOf(request), headers: signature });
      return { status: statusCode, body };
    },
  },
  // It signs the JSON that it has parsed and written again.
  lenient: ['a space behind the body'],
  signature: { header: 'x-zm-signature', pattern: /v0=(.+)/, encoding: 'hex' },
  time: { header: 'x-zm-request-timestamp', pattern: /(.+)/ },
  tolerance: 300,
  signs: { body: 'bytes', url: false },
};

export const TIMED: readonly Sender[] = [PADDLE, LINEAR, ZOOM];
