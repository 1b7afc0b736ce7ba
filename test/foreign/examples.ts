import type { Credentials, WebhookRequest } from '@signal-hooks/catalogue';

/** A request that a sender, or its own library's tests, has published with secret and signature. */
export interface Example {
  readonly preset: string;
  readonly page: string;
  readonly credentials: Credentials;
  readonly request: WebhookRequest;
  /** When it was signed, in seconds since 1970; 0 where no time is signed. */
  readonly at: number;
}

const text = (content: string): Uint8Array => Buffer.from(content, 'utf8');
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const twilio = (caller: string, signature: string, page: string): Example => ({
  preset: 'twilio',
  page,
  credentials: { secrets: ['12345'] },
  request: {
    method: 'POST',
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    headers: { ...FORM, 'x-twilio-signature': signature },
    body: text(
      new URLSearchParams({
        Digits: '1234',
        To: '+18005551212',
        From: caller,
        Caller: caller,
        CallSid: 'CA1234567890ABCDE',
      }).toString(),
    ),
  },
  at: 0,
});

const standard = (preset: string, prefix: string, page: string): Example => ({
  preset,
  page,
  credentials: { secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] },
  request: {
    headers: {
      [`${prefix}-id`]: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      [`${prefix}-timestamp`]: '1614265330',
      [`${prefix}-signature`]: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: text('{"test": 2432232314}'),
  },
  at: 1614265330,
});

const SLACK_BODY = [
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow',
  'channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner',
  'command=%2Fwebhook-collect&text=',
  'response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN',
  'trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
].join('&');

const PADDLE = 'ts=1698796800;h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9';

export const EXAMPLES: readonly Example[] = [
  {
    preset: 'github',
    page: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation',
    credentials: { secrets: ["It's a Secret to Everybody"] },
    request: {
      headers: {
        'x-hub-signature-256':
          'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
      body: text('Hello, World!'),
    },
    at: 0,
  },
  {
    preset: 'slack',
    page: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
    credentials: { secrets: ['8f742231b10e8888abcd99yyyzzz85a5'] },
    request: {
      headers: {
        ...FORM,
        'x-slack-request-timestamp': '1531420618',
        'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      },
      body: text(SLACK_BODY),
    },
    at: 1531420618,
  },
  twilio(
    '+12349013030',
    '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
    'https://www.twilio.com/docs/usage/security#validating-requests',
  ),
  twilio(
    '+14158675309',
    'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    'http://twilio-php-atbaker.readthedocs.io/en/latest/usage/validation.html',
  ),
  standard(
    'standard-webhooks',
    'webhook',
    'https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries',
  ),
  standard('svix', 'svix', 'https://docs.svix.com/receiving/verifying-payloads/how-manual'),
  {
    preset: 'sendgrid',
    page: 'https://github.com/sendgrid/sendgrid-nodejs/blob/main/packages/eventwebhook/src/eventwebhook.spec.js',
    credentials: {
      publicKeys: [
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==',
      ],
    },
    request: {
      headers: {
        'x-twilio-email-event-webhook-timestamp': '1588788367',
        'x-twilio-email-event-webhook-signature':
          'MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=',
      },
      body: text('{"category":"example_payload","event":"test_event","message_id":"message_id"}'),
    },
    at: 1588788367,
  },
  {
    preset: 'paddle',
    page: 'https://github.com/PaddleHQ/paddle-node-sdk/blob/main/src/__tests__/notifications/webhooks-validator.test.ts',
    credentials: { secrets: ['VALID_SECRET'] },
    request: { headers: { 'paddle-signature': PADDLE }, body: text('{"data": ["1", "2"]}') },
    at: 1698796800,
  },
];
