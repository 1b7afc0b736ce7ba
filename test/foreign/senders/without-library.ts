import { hmac } from '../openssl.ts';
import { jsonRequest, type Sender } from '../sender.ts';

/** Senders without any library: OpenSSL signs as their documents say. */

const CALENDLY: Sender = {
  preset: 'calendly',
  library: null,
  page: 'https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest({
      event: 'invitee.created',
      created_at: new Date(now * 1000).toISOString(),
      created_by: 'https://api.calendly.com/users/AAAA',
      payload: { uri: 'https://api.calendly.com/scheduled_events/A/invitees/B', name: text },
    }),
  async sign({ body }, { secret = '' }, now) {
    const digest = hmac('sha256', secret, `${now}.`, body).toString('hex');
    return { 'calendly-webhook-signature': `t=${now},v1=${digest}` };
  },
  signature: { header: 'calendly-webhook-signature', pattern: /v1=([^,]+)/, encoding: 'hex' },
  time: { header: 'calendly-webhook-signature', pattern: /t=([^,]+)/ },
  several: { separator: ',v1=', ignored: ',v0=6ffbb59b2300aae6', libraryReads: null },
  tolerance: 180,
  signs: { body: 'bytes', url: false },
};

const TYPEFORM: Sender = {
  preset: 'typeform',
  library: null,
  page: 'https://www.typeform.com/developers/webhooks/secure-your-webhooks/',
  credentials: 'secret',
  request: (now, text) =>
    jsonRequest({
      event_id: 'LtWXD3crgy',
      event_type: 'form_response',
      form_response: {
        form_id: 'lT4Z3j',
        token: 'a3a12ec67a1365927098a606107fac15',
        submitted_at: new Date(now * 1000).toISOString(),
        answers: [{ type: 'text', text, field: { id: 'JwWggjAKtOkA', type: 'short_text' } }],
      },
    }),
  async sign({ body }, { secret = '' }) {
    return { 'typeform-signature': `sha256=${hmac('sha256', secret, body).toString('base64')}` };
  },
  signature: { header: 'typeform-signature', pattern: /sha256=(.+)/, encoding: 'base64' },
  tolerance: null,
  signs: { body: 'bytes', url: false },
};

const WOOCOMMERCE: Sender = {
  preset: 'woocommerce',
  library: null,
  page: 'https://developer.woocommerce.com/docs/best-practices/urls-and-routing/webhooks/',
  credentials: 'secret',
  request: (_now, text) =>
    jsonRequest(
      { id: 727, status: 'processing', date_created_gmt: '2026-04-25T14:30:00', number: text },
      {
        'x-wc-webhook-source': 'https://shop.example.com/',
        'x-wc-webhook-topic': 'order.created',
        'x-wc-webhook-resource': 'order',
        'x-wc-webhook-event': 'created',
        'x-wc-webhook-id': '142',
        'x-wc-webhook-delivery-id': '723',
      },
    ),
  async sign({ body }, { secret = '' }) {
    return { 'x-wc-webhook-signature': hmac('sha256', secret, body).toString('base64') };
  },
  signature: { header: 'x-wc-webhook-signature', pattern: /(.+)/, encoding: 'base64' },
  tolerance: null,
  signs: { body: 'bytes', url: false },
};

const GITLAB: Sender = {
  preset: 'gitlab',
  library: null,
  page: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
  credentials: 'secret',
  request: (_now, text) =>
    jsonRequest(
      { object_kind: 'push', event_name: 'push', ref: text, project: { id: 15 }, commits: [] },
      {
        'x-gitlab-event': 'Push Hook',
        'x-gitlab-event-uuid': '13792a34-cac6-4fda-95a8-c58e00a3954e',
        'x-gitlab-instance': 'https://gitlab.example.com',
      },
    ),
  sign: async (_request, { secret = '' }) => ({ 'x-gitlab-token': secret }),
  signature: { header: 'x-gitlab-token', pattern: /(.+)/, encoding: 'text' },
  tolerance: null,
  signs: { body: 'nothing', url: false },
};

const HMAC: Sender = {
  preset: 'hmac',
  library: null,
  page: 'https://www.rfc-editor.org/rfc/rfc2104',
  credentials: 'secret',
  request: (now, text) => jsonRequest({ event: 'thing.happened', id: 'e1', at: now, text }),
  async sign({ body }, { secret = '' }) {
    return { 'x-signature': hmac('sha256', secret, body).toString('hex') };
  },
  signature: { header: 'x-signature', pattern: /(.+)/, encoding: 'hex' },
  tolerance: null,
  signs: { body: 'bytes', url: false },
};

export const WITHOUT_LIBRARY: readonly Sender[] = [CALENDLY, TYPEFORM, WOOCOMMERCE, GITLAB, HMAC];
