import type { Api } from '../support/api.ts';
import { send } from '../support/http.ts';
import { signedHeaders } from '../support/siggnal.ts';

const SECRET = 'secret-of-a-test';

/** A source of Siggnal, and the sender of its events. */
export interface SiggnalSource {
  readonly id: string;
  readonly ingestUrl: string;
  /** Sends an event, signed by the source's secret or by another one. @returns the HTTP status */
  readonly send: (body: string, secret?: string) => Promise<number>;
}

export async function addSiggnal(api: Api, name: string): Promise<SiggnalSource> {
  const { status, json, text } = await api.post('/v1/sources', {
    provider: 'siggnal',
    name,
    secrets: [SECRET],
  });
  if (status !== 201) throw new Error(`the source was not made: ${text}`);
  const ingestUrl = String(json.ingest_url);
  return {
    id: String(json.id),
    ingestUrl,
    send: async (body, secret = SECRET) =>
      (await send(ingestUrl, { headers: signedHeaders(secret, body), body })).status,
  };
}
