import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials, HandshakeAnswer, WebhookRequest } from '@signal-hooks/catalogue';
import type { Cells, GoldenEvent, SignedRequest } from './golden.ts';

/** A request to a preset that was signed outside this project. */
interface PresetRequest extends SignedRequest {
  readonly method?: string;
  /** The whole public address, where it is signed or asks something. */
  readonly url?: string;
  /** When it comes, in seconds since 1970; absent: no time is signed. */
  readonly now?: number;
}

/** What comes of a request: an event, or several of a list. */
type GoldenPresetRequest = PresetRequest & (GoldenEvent | { readonly events: GoldenEvent[] });

/** A request that only asks whether the address is the user's own, and its answer. */
interface GoldenHandshake extends PresetRequest {
  readonly answer: HandshakeAnswer;
}

/** What must come of the sample of one event type, written by hand after its payload. */
interface GoldenPresetSample {
  readonly sequence: number;
  /** The key of its identity; absent: it ends with a digest. */
  readonly identity?: string;
  readonly cells: Cells;
}

/** A preset's golden.json: the only place where its tests' expectations are written. */
export interface PresetGolden {
  /** What made the signatures. */
  readonly signed_with: string;
  readonly credentials: Credentials;
  readonly requests: readonly GoldenPresetRequest[];
  readonly handshakes?: readonly GoldenHandshake[];
  /** By event type. */
  readonly samples: Readonly<Record<string, GoldenPresetSample>>;
}

/** Reads a preset's golden file. @throws {Error} if it has none: then nothing proves the definition */
export const readPresetGolden = (id: string): PresetGolden =>
  JSON.parse(readFileSync(join(__dirname, `../../src/presets/${id}/golden.json`), 'utf8'));

/** The events that must come of a request. */
export const eventsOf = (request: GoldenPresetRequest): readonly GoldenEvent[] =>
  'events' in request ? request.events : [request];

/** The request itself. */
export const requestOf = ({ body, headers, method, url }: PresetRequest): WebhookRequest => ({
  body: Buffer.from(body),
  headers,
  ...(method !== undefined && { method }),
  ...(url !== undefined && { url }),
});
