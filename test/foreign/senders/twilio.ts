import { createHash } from 'node:crypto';
import { jsonRequest, type Sender, textOf, type UnsignedRequest } from '../sender.ts';

/** Twilio, whose library signs: forms by their parameters, other bodies by their SHA-256 in the address. */

interface TwilioLibrary {
  getExpectedTwilioSignature(
    token: string,
    url: string,
    parameters: object,
    algorithm?: string,
  ): string;
  validateRequest(
    token: string,
    header: string,
    url: string,
    parameters: object,
    algorithm?: string,
  ): boolean;
  getSignatureAlgorithm(settings: string | undefined): string;
  validateRequestWithBody(token: string, header: string, url: string, body: string): boolean;
}

const PAGE = 'https://www.twilio.com/docs/usage/webhooks/webhooks-security';
const HEADER = 'x-twilio-signature';
const SETTINGS = 'x-twilio-webhooks-signature-settings';
const ADDRESS = 'https://hooks.example.com/in/src_1?tenant=a&tenant=b%20c';

const COMMON = {
  preset: 'twilio',
  library: 'twilio',
  page: PAGE,
  credentials: 'secret',
  signature: { header: HEADER, pattern: /(.+)/, encoding: 'base64' },
  tolerance: null,
} as const;

/** As a server parses a form: a repeated name has several values. */
function parametersOf(request: UnsignedRequest): Record<string, string | string[]> {
  const form = new URLSearchParams(textOf(request));
  const names = [...new Set(form.keys())];
  const value = (name: string): string | string[] => {
    const all = form.getAll(name);
    return all.length === 1 ? (all[0] ?? '') : all;
  };
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

const FORM: Sender = {
  ...COMMON,
  form: 'form',
  request: (_now, text) => ({
    method: 'POST',
    url: ADDRESS,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    body: Buffer.from(
      new URLSearchParams([
        ['MessageSid', 'SM1234567890ABCDE'],
        ['SmsStatus', 'received'],
        ['From', '+14158675309'],
        ['Body', `${text} & ümlaut = 100% ✓`],
        // Of one name twice: their values are signed sorted.
        ['MediaUrl', 'https://b.example.com/2'],
        ['MediaUrl', 'https://a.example.com/1'],
        ['NumSegments', ''],
        ['To', '+18005551212'],
      ]).toString(),
    ),
  }),
  async sign(request, { secret = '' }, _now, load) {
    const { default: twilio } = await load<{ default: TwilioLibrary }>('twilio');
    const { url, headers } = request;
    const algorithm = twilio.getSignatureAlgorithm(headers[SETTINGS]);
    const parameters = parametersOf(request);
    return { [HEADER]: twilio.getExpectedTwilioSignature(secret, url, parameters, algorithm) };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { default: twilio } = await load<{ default: TwilioLibrary }>('twilio');
    const algorithm = twilio.getSignatureAlgorithm(request.headers[SETTINGS]);
    const parameters = parametersOf(request);
    const signature = headers[HEADER] ?? '';
    return twilio.validateRequest(secret, signature, request.url, parameters, algorithm);
  },
  signs: { body: 'parameters', url: true },
};

/** A key of one's own signs instead of the account's token. */
const SHARED_KEY: Sender = {
  ...FORM,
  form: 'shared key',
  page: 'https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys',
  request(now, text) {
    const { headers, ...request } = FORM.request(now, text);
    const settings = 'key=webhooks_sharedkey_1,algorithm=HMAC_SHA1';
    return { ...request, headers: { ...headers, [SETTINGS]: settings } };
  },
};

const JSON_BODY: Sender = {
  ...COMMON,
  form: 'JSON',
  request(_now, text) {
    const payload = { MessageSid: 'SM1234567890ABCDE', SmsStatus: 'received', Body: text };
    const hash = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
    return jsonRequest(payload, {}, `${ADDRESS}&bodySHA256=${hash}`);
  },
  async sign({ url }, { secret = '' }, _now, load) {
    const { default: twilio } = await load<{ default: TwilioLibrary }>('twilio');
    return { [HEADER]: twilio.getExpectedTwilioSignature(secret, url, {}) };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { default: twilio } = await load<{ default: TwilioLibrary }>('twilio');
    const body = textOf(request);
    return twilio.validateRequestWithBody(secret, headers[HEADER] ?? '', request.url, body);
  },
  signs: { body: 'bytes', url: true },
};

export const TWILIO: readonly Sender[] = [FORM, SHARED_KEY, JSON_BODY];
