import { jsonRequest, type Sender, textOf } from '../sender.ts';

/**
 * Senders of `X-Hub-Signature`, for which neither has a library; one that others wrote, named by
 * the header, signs and verifies.
 */

interface HubLibrary {
  readonly default: new (
    algorithm: string,
    secret: string,
  ) => { sign(body: Uint8Array): string; verify(signature: string, body: Uint8Array): boolean };
}

const hub = (
  algorithm: 'sha1' | 'sha256',
  header: string,
  rest: Pick<Sender, 'preset' | 'page' | 'request'>,
): Sender => ({
  ...rest,
  library: 'x-hub-signature',
  credentials: 'secret',
  async sign({ body }, { secret = '' }, _now, load) {
    const { default: XHubSignature } = await load<HubLibrary>('x-hub-signature');
    return { [header]: new XHubSignature(algorithm, secret).sign(Buffer.from(body)) };
  },
  async accepts(request, headers, { secret = '' }, load) {
    const { default: XHubSignature } = await load<HubLibrary>('x-hub-signature');
    const body = Buffer.from(textOf(request));
    return new XHubSignature(algorithm, secret).verify(headers[header] ?? '', body);
  },
  signature: { header, pattern: new RegExp(`${algorithm}=(.+)`), encoding: 'hex' },
  tolerance: null,
  signs: { body: 'bytes', url: false },
});

export const HUB: readonly Sender[] = [
  hub('sha256', 'x-hub-signature-256', {
    preset: 'meta',
    page: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads',
    request: (now, text) =>
      jsonRequest({
        object: 'page',
        entry: [{ id: '1', time: now, changes: [{ field: 'feed', value: { message: text } }] }],
      }),
  }),
  hub('sha1', 'x-hub-signature', {
    preset: 'intercom',
    page: 'https://developers.intercom.com/docs/webhooks/webhook-notifications',
    request: (now, text) =>
      jsonRequest({
        type: 'notification_event',
        id: 'notif_78c122d0-23ba-11e4-9464-79b01267cc2e',
        topic: 'contact.created',
        app_id: 'a86dr8yl',
        created_at: now,
        data: { type: 'notification_event_data', item: { type: 'contact', id: '53', name: text } },
      }),
  }),
];
