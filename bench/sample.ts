import { encodePayload, PROVIDERS } from '@signal-hooks/catalogue';

/** The secret every benchmark signs with. */
export const SECRET = 'bench-secret-0123456789abcdef';

/** A Siggnal signal of 2 kB. */
export function sampleBody(sequence: number): Buffer {
  const signal = PROVIDERS.siggnal.events.signal;
  if (signal === undefined) throw new Error('Siggnal has no sample');
  const payload = signal.sample({ sequence, at: new Date(Date.UTC(2026, 0, 1)) });
  const bare = encodePayload(payload, 'compact').length;
  const relevance_explanation = `${payload.relevance_explanation} ${'It fits. '.repeat(300)}`;
  const room = 2048 - bare + Buffer.byteLength(String(payload.relevance_explanation));
  return encodePayload(
    { ...payload, relevance_explanation: relevance_explanation.slice(0, room) },
    'compact',
  );
}

/** A whole HTTP request that carries the body, signed as Siggnal signs. */
export function sampleRequest(path: string, body: Buffer): Buffer {
  const headers = Object.entries(PROVIDERS.siggnal.signature.sign([{ secret: SECRET }], body));
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    'user-agent: Siggnal-Webhook/1.0',
    `content-length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
