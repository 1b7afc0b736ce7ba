import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import {
  type Credentials,
  createReceiver,
  encodePayload,
  PROVIDERS,
  type Provider,
  type ReceivedEvent,
  toRecord,
} from '@signal-hooks/catalogue';
import { callsPerSecond } from '../calls.ts';
import { compare, inTurn } from '../rounds.ts';
import type { Figure } from '../rows.ts';
import { SECRET, sampleBody } from '../sample.ts';
import type { Suite } from '../suite.ts';

const ROUNDS = 9;

/** Verifying, parsing and mapping a body, by the catalogue alone. */
export const receive: Suite = {
  names: ['receive', 'receive-rsa'],
  async run() {
    return { receive: await measureHmac(), 'receive-rsa': await measureRsa() };
  },
};

const measure = async (ours: () => unknown, peer: () => unknown): Promise<Figure> =>
  compare(
    await inTurn(
      ROUNDS,
      () => callsPerSecond(ours),
      () => callsPerSecond(peer),
    ),
    (perSecond) => perSecond,
  );

function measureHmac(): Promise<Figure> {
  const provider = PROVIDERS.siggnal;
  const body = sampleBody(1);
  const headers = provider.signature.sign([{ secret: SECRET }], body);
  return measure(receiverOf(provider, { secrets: [SECRET] }, body, headers), () => {
    const expected = createHmac('sha256', SECRET).update(body).digest();
    const claimed = Buffer.from(headers['x-siggnal-signature'] ?? '', 'hex');
    if (!timingSafeEqual(expected, claimed)) throw new Error('mismatch');
    return JSON.parse(body.toString());
  });
}

function measureRsa(): Promise<Figure> {
  const provider = PROVIDERS.salesiq;
  const [type = '', event] = Object.entries(provider.events)[0] ?? [];
  const payload = event?.sample({ sequence: 1, at: new Date(Date.UTC(2026, 0, 1)) });
  if (payload === undefined) throw new Error(`SalesIQ has no sample of ${type}`);
  const body = encodePayload(payload, 'compact');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const headers = provider.signature.sign([{ privateKey }], body);
  const key = createPublicKey(publicKey);
  return measure(receiverOf(provider, { publicKeys: [publicKey] }, body, headers), () => {
    const claimed = Buffer.from(headers[provider.signature.header] ?? '', 'base64');
    if (!verify('sha256', body, key, claimed)) throw new Error('mismatch');
    return JSON.parse(body.toString());
  });
}

/** Ours: from the raw request to the record. */
function receiverOf(
  provider: Provider,
  credentials: Credentials,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): () => unknown {
  const receiver = createReceiver(provider, credentials);
  const added = { event_id: 'evt_bench', received_at: '2026-01-01T00:00:00.000Z' };
  return () => {
    const received = receiver({ body, headers }, 0);
    if (!received.ok) throw new Error(received.code);
    return toRecord(provider, received.events[0] as ReceivedEvent, added);
  };
}
