import type { Evidence, Field } from './field.ts';
import type { Headers } from './headers.ts';
import type { JsonObject } from './json.ts';
import { COMMON_FIELDS, type CommonSources, compileRecord, type RecordMapper } from './record.ts';
import type { ProviderRegistration } from './registration.ts';
import type { SignatureScheme } from './signature/scheme.ts';

/** The five providers. */
export type ProviderId = 'siggnal' | 'signal-ark' | 'signals' | 'sigsentry' | 'salesiq';

/** A value of a sample payload: JSON, with bigints for integers that a double cannot hold. */
export type SampleValue =
  | null
  | boolean
  | number
  | string
  | bigint
  | readonly SampleValue[]
  | SampleObject;

/** An object of a sample payload. */
export type SampleObject = { readonly [key: string]: SampleValue };

/** What makes one sample differ from the next: nothing else may. */
export interface SampleContext {
  /** Counts up from 1; part of every id, so that two samples are two events. */
  readonly sequence: number;
  /** When the event happens. */
  readonly at: Date;
}

/** One event type of a provider. */
export interface EventDefinition {
  readonly label: string;
  /** "Triggers when …", one sentence. */
  readonly description: string;
  readonly status: Evidence;
  /** A realistic payload. Called with the same context it gives the same payload. */
  readonly sample: (context: SampleContext) => SampleObject;
}

/** A verified message, read: what it is and how to recognise it again. */
export interface Identity {
  /** The same for every delivery attempt of one event, different for two events. */
  readonly key: string;
  /**
   * How long after an event was stored the same key still means that event, in
   * milliseconds; null: for ever. Only for events that can truly recur with equal content.
   */
  readonly windowMs: number | null;
}

/** How the provider delivers; the emulator does exactly this. */
export interface DeliveryPolicy {
  readonly timeoutMs: number;
  /** What counts as delivered. */
  readonly success: 'exactly-200' | '2xx';
  /** Which failures are tried again. */
  readonly retryOn: 'every-failure' | 'timeouts-and-5xx';
  /** Waits before the 1st, 2nd, … retry, in milliseconds. */
  readonly retryWaitsMs: readonly number[];
  /** Failed deliveries in a row after which the provider stops sending; null: never. */
  readonly disableAfter: number | null;
  /** What is known of the above and where sources disagree. */
  readonly notes: readonly string[];
}

/** How a delivery looks on the wire; for the emulator. */
export interface Wire {
  readonly userAgent: string;
  /** `php`: slashes and non-ASCII characters escaped, as PHP's json_encode does. */
  readonly encoding: 'compact' | 'php';
  /**
   * Headers besides the signature. `deliveryId` is the same for every attempt; a payload
   * that carries its own id wins over it.
   */
  readonly headers?: (event: {
    type: string;
    deliveryId: string;
    payload?: SampleObject;
  }) => Record<string, string>;
  /** What the provider makes anew for every attempt (1, 2, …). */
  readonly perAttempt?: (payload: SampleObject, attempt: number, at: Date) => SampleObject;
}

/** One provider, as data. */
export interface ProviderDefinition {
  readonly id: ProviderId;
  readonly name: string;
  /** What it is, in one sentence. */
  readonly description: string;
  /** The vendor's page on its webhooks. */
  readonly docs: string;
  readonly signature: SignatureScheme;
  /** What the user has to do at the provider so that it signs; absent where it always does. */
  readonly signsWhen?: string;
  readonly registration: ProviderRegistration;
  readonly policy: DeliveryPolicy;
  readonly wire: Wire;
  /** Known event types; others are passed on under their own name. */
  readonly events: Readonly<Record<string, EventDefinition>>;
  /** The message that only tests the connection; recognised by {@link isPing}. */
  readonly ping?: EventDefinition & { readonly type: string };
  /** Reads the event type; a payload without one gets the provider's usual one. */
  readonly eventType: (payload: JsonObject, headers: Headers) => string;
  readonly isPing: (payload: JsonObject, headers: Headers) => boolean;
  /** Recognises a retry. The reasoning stands in the provider's file. */
  readonly identity: (payload: JsonObject, headers: Headers) => Identity;
  readonly common: CommonSources;
  /** The provider's own typed fields, after the common ones. */
  readonly fields: readonly Field[];
}

/** A provider, checked and compiled. */
export interface Provider extends ProviderDefinition {
  readonly mapRecord: RecordMapper;
}

/**
 * Checks a definition and compiles its record mapping, once, when the module is loaded.
 * @throws {TypeError} if a field's key is not snake_case, stands twice or is a common one
 */
export function defineProvider(definition: ProviderDefinition): Provider {
  const seen = new Set<string>([
    ...COMMON_FIELDS.map((field) => field.key),
    'unreadable_fields',
    'raw',
  ]);
  for (const { key } of definition.fields) {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key) || seen.has(key)) {
      throw new TypeError(`${definition.id}: field "${key}" is not snake_case or stands twice`);
    }
    seen.add(key);
  }
  return { ...definition, mapRecord: compileRecord(definition.common, definition.fields) };
}
