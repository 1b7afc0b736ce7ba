import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

/** One captured request of a provider, written by hand from its documentation. */
export interface Captured {
  readonly provider: string;
  readonly body: string;
  /** Its signature header, made without any code of ours. */
  readonly header: (body: string) => string;
  readonly credential: 'secret' | 'key';
  readonly type: string;
  readonly identity: string | RegExp;
  /** Some cells of the record. */
  readonly cells: Readonly<Record<string, unknown>>;
}

export const SECRET = 'captured-secret-0123456789';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** The public half of SalesIQ's pair, as it shows it: bare base64. */
export const PUBLIC_KEY: string = publicKey
  .export({ type: 'spki', format: 'der' })
  .toString('base64');

export const hex = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

export const CAPTURED: readonly Captured[] = [
  {
    provider: 'siggnal',
    body: '{"signal_id":"sig_abc123","project_id":"proj_xyz","company":{"name":"ООО «Ромашка»","inn":"7701234567"},"priority":"high","contacts":[{"name":"Anna","role":"CFO","email":"anna@romashka.example","phone":null}]}',
    header: (body) => `X-Siggnal-Signature: ${hex(SECRET, body)}`,
    credential: 'secret',
    type: 'signal',
    identity: 'sig_abc123',
    cells: {
      company_name: 'ООО «Ромашка»',
      company_tax_id: '7701234567',
      priority: 'high',
      contact_email: 'anna@romashka.example',
      contact_phone: null,
    },
  },
  {
    provider: 'signal-ark',
    body: '{"event":"signal.promoted","timestamp":"2025-04-25T14:30:00Z","batchId":"batch_1","signal":{"id":"sig_9","signal_name":"Acme raises","icp_score":82},"account":{"name":"Acme Corp","domain":"acme.example"}}',
    header: (body) => `x-signalark-signature: ${hex(SECRET, body)}`,
    credential: 'secret',
    type: 'signal.promoted',
    identity: 'signal.promoted:sig_9:batch:batch_1',
    cells: { title: 'Acme raises', score: 82, company_domain: 'acme.example' },
  },
  {
    provider: 'signals',
    body: '{"event":"user.created","data":{"user":{"id":42,"name":"Jane Smith","email":"jane@example.com","is_admin":false}},"timestamp":"2025-04-25T14:30:00+00:00"}',
    header: (body) => `X-Signals-Signature: ${hex(SECRET, body)}`,
    credential: 'secret',
    type: 'user.created',
    identity: /^user\.created:\w+/,
    cells: { contact_name: 'Jane Smith', subject_id: '42', user_is_admin: false },
  },
  {
    provider: 'sigsentry',
    body: '{"event":"analysis.complete","deliveryId":"del_7","analysisId":"ana_7","createdAt":"2025-04-25T14:30:00.000Z","summary":"Pool exhausted","severity":"critical","confidence":0.87}',
    header: (body) => `X-SigSentry-Signature: sha256=${hex(SECRET, body)}`,
    credential: 'secret',
    type: 'analysis.complete',
    identity: 'delivery:del_7',
    cells: { title: 'Pool exhausted', priority: 'critical', confidence: 0.87 },
  },
  {
    provider: 'salesiq',
    body: '{"event":"conversation.created","event_time":"1745591400000","entity_id":40526000000002041,"entity_type":"conversation","attempt":1,"entity":{"question":"Hi","visitor":{"name":"Tricia","email":"tricia@zylker.example"}}}',
    header: (body) =>
      `x-siqsignature: ${sign('sha256', Buffer.from(body), privateKey).toString('base64')}`,
    credential: 'key',
    type: 'conversation.created',
    identity: 'conversation.created:40526000000002041:1745591400000',
    cells: { subject_id: '40526000000002041', contact_name: 'Tricia', title: 'Hi' },
  },
];
