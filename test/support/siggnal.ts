import { createHmac } from 'node:crypto';

/** An event as Siggnal sends it, written by hand: https://docs.siggnal.ru */
export function signalBody(signalId: string, text = 'A new head of procurement.'): string {
  return JSON.stringify({
    signal_id: signalId,
    project_id: 'proj_1',
    company: { name: 'Romashka', inn: '7701234567', industry: 'Retail' },
    event: {
      type: 'executive_change',
      description: text,
      detected_at: '2026-04-25T14:30:00.000Z',
    },
    priority: 'high',
    relevance_explanation: 'Fits the project.',
    recommended_action: 'Congratulate.',
    contacts: [{ name: 'Anna', role: 'CFO', email: 'anna@romashka.example', phone: null }],
  });
}

/** HMAC-SHA256 in hex, straight from the crypto library. */
export const hmacHex = (secret: string, body: string | Uint8Array): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** The headers of a Siggnal request. */
export function signedHeaders(secret: string, body: string | Uint8Array): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-siggnal-signature': hmacHex(secret, body),
  };
}
