import { createHash } from 'node:crypto';
import { jsonRequest, type Sender, textOf, type UnsignedRequest } from '../sender.ts';

/** Twilio, whose library signs: forms by their parameters, other bodies by their SHA-256 in the address. */

interface TwilioLibrary {
  getExpectedTwilioSignature(token: string, url: string, parameters: object): string;
  validateRequest(token: string, header: string, url: string, parameters: object): boolean;
  validateRequestWithBody(token: string, header: string, url: string, body: string): boolean;
}

const PAGE = 'https://www.twilio.com/docs/usage/webhooks/webhooks-security';
const HEADER = 'x-twilio-signature';
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
    const parameters = parametersOf(request);
    return { [HEADER]: twilio.getExpectedTwilioSignature(secret, request.url, parameters) };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { default: twilio } = await load<{ default: TwilioLibrary }>('twilio');
    const parameters = parametersOf(request);
    return twilio.validateRequest(secret, headers[HEADER] ?? '', request.url, parameters);
  },
  signs: { body: 'parameters', url: true },
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

export const TWILIO: readonly Sender[] = [FORM, JSON_BODY];
