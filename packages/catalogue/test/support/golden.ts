import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials, Identity } from '@signal-hooks/catalogue';

/** A request signed outside this project, and what must come of it, written by hand. */
interface GoldenRequest {
  readonly what: string;
  /** The body as it comes. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly event_type: string;
  readonly identity: Identity;
  /** Everything but event_id, provider, event_type, received_at and raw, in order. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** A provider's golden.json. */
export interface Golden {
  /** What made the signatures. */
  readonly signed_with: string;
  readonly credentials: Credentials;
  readonly requests: readonly GoldenRequest[];
}

/** Reads a provider's golden file. @throws {Error} if it has none: then nothing proves the definition */
export const readGolden = (id: string): Golden =>
  JSON.parse(readFileSync(join(__dirname, '../../src/providers', id, 'golden.json'), 'utf8'));
