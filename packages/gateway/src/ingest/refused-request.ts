import type { Headers, WebhookRequest } from '@signal-hooks/catalogue';

/** A refused request as it is kept. It may hold a secret, and so it is sealed. */
export interface RefusedRequest {
  readonly method: string;
  /** The address as the sender has it; null where the public one is not known. */
  readonly url: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The first bytes of the body, in base64; null: it was not read. */
  readonly body: string | null;
}

/** What was sent: its body only where that was read. */
export type SentRequest = Omit<WebhookRequest, 'body'> & { readonly body: Uint8Array | null };

/** Bytes of a refused body that are kept. */
export const MAX_KEPT_BODY: number = 16 * 1024;
/** Characters of all its headers. */
const MAX_KEPT_HEADERS = 16 * 1024;

/** Who is behind a proxy is nobody's business here. */
const NOT_KEPT = /^(?:forwarded|x-forwarded-.*|x-real-ip|cf-connecting-ip|true-client-ip|cookie)$/i;

/** What is kept of a request that was refused: bounded, whatever came. */
export const refusedRequest = ({
  method = 'POST',
  url,
  headers,
  body,
}: SentRequest): RefusedRequest => ({
  method,
  url: url?.slice(0, 2000) ?? null,
  headers: keptOf(headers),
  body: body && Buffer.from(body.subarray(0, MAX_KEPT_BODY)).toString('base64'),
});

function keptOf(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  let left = MAX_KEPT_HEADERS;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NOT_KEPT.test(name)) continue;
    const text = typeof value === 'string' ? value : value.join(', ');
    left -= name.length + text.length;
    if (left < 0) break;
    kept[name] = text;
  }
  return kept;
}
