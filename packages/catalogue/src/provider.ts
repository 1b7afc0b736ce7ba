import type { FilterCondition } from './conditions/condition.ts';
import { compileCondition, compileExpression } from './definition/compile.ts';
import type { Condition, Expression, IdentityRule } from './definition/expression.ts';
import { compileIdentity } from './definition/identity.ts';
import { readPath } from './definition/path.ts';
import { readSetup, type Setup } from './definition/setup.ts';
import { fillTemplate, fillText, type TemplateObject } from './definition/template.ts';
import type { HandshakeDefinition } from './handshake.ts';
import { compileHandshakes, type Handshakes } from './handshakes.ts';
import type { Headers } from './headers.ts';
import type { JsonObject } from './json.ts';
import type { Panel } from './panel/panel.ts';
import { asText } from './payload.ts';
import type { Evidence, Field } from './record/field.ts';
import {
  COMMON_FIELDS,
  type CommonSources,
  compileRecord,
  type RecordMapper,
} from './record/record.ts';
import {
  type ProviderRegistration,
  type RegistrationDefinition,
  resolveRegistration,
} from './registration/kinds.ts';
import type { SignatureDefinition } from './signature/definition.ts';
import { resolveScheme, type Scheme } from './signature/scheme.ts';
import { eventTypeLabel } from './wording.ts';

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

/** One event type of a provider, as data. */
export interface EventDefinition {
  readonly label: string;
  /** "Triggers when …", one sentence. */
  readonly description: string;
  readonly status: Evidence;
  /** A realistic payload, with places for `sequence` and `at`. */
  readonly sample: TemplateObject;
}

/** One event type of a provider. */
export interface EventType extends Omit<EventDefinition, 'sample'> {
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

/** How a delivery looks on the wire, as data; for the emulator. */
export interface WireDefinition {
  readonly userAgent: string;
  /** `php`: slashes and non-ASCII characters escaped, as PHP's json_encode does. */
  readonly encoding: 'compact' | 'php';
  /** Headers besides the signature, with places for `type` and `deliveryId`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Path of the payload's own delivery id, where it has one; it wins over the sender's. */
  readonly deliveryId?: string;
  /** Keys that the provider writes anew for every attempt, with places for `attempt` and `at`. */
  readonly perAttempt?: TemplateObject;
}

/** How a delivery looks on the wire; for the emulator. */
export interface Wire extends Pick<WireDefinition, 'userAgent' | 'encoding'> {
  /** Headers besides the signature. `deliveryId` is the same for every attempt. */
  readonly headers: (event: {
    type: string;
    deliveryId: string;
    payload?: SampleObject;
  }) => Record<string, string>;
  /** What the provider makes anew for every attempt (1, 2, …). */
  readonly perAttempt: (payload: SampleObject, attempt: number, at: Date) => SampleObject;
}

/** How surfaces that are made for one provider speak of it. */
export interface Wording {
  /** What one event is called, singular and capitalised: "Signal", "Analysis". */
  readonly noun: string;
  /** The name as people say it, where that is shorter: "SalesIQ" of "Zoho SalesIQ". */
  readonly shortName?: string;
  /** The clause after "Triggers when", without a full stop: "Siggnal finds a signal about a company". */
  readonly startsWhen: string;
  /** Kinds of events that surfaces offer a trigger of their own for, beside the one for all. */
  readonly triggers?: readonly TriggerWording[];
}

/** One kind of event that many want alone. */
export interface TriggerWording {
  /** What it is called after "New": "Missed Chat". Workflows name the trigger by it: it never changes. */
  readonly name: string;
  /** What one is called, singular and capitalised: "Chat". */
  readonly noun: string;
  /** The clause after "Triggers when", without a full stop. */
  readonly startsWhen: string;
  readonly eventType: string;
  /** What must hold of the record besides; absent: nothing. */
  readonly filter?: readonly FilterCondition[];
  /** A payload that meets the filter, where the event type's own sample does not. */
  readonly sample?: TemplateObject;
}

/** What a provider's bodies are. */
export interface BodyDefinition {
  /**
   * What is sent: JSON, or a form (`application/x-www-form-urlencoded`), recognised by the content
   * type. A form's payload is an object of its parameters (of several with one name a list), or,
   * if it has a parameter `payload` that is a JSON object, that object. Absent: JSON.
   */
  readonly accepts?: readonly ('json' | 'form')[];
  /**
   * Path of the list whose items are one event each; an empty text: the body itself is that list.
   * Absent: the body is one event.
   */
  readonly each?: string;
}

/** What of a definition its {@link ProviderDefinition.evidence} can speak of. */
export type EvidenceSubject =
  | 'signature'
  | 'timestamp'
  | 'handshake'
  | 'eventType'
  | 'identity'
  | 'occurredAt'
  | 'delivery';

/** One provider, as data. */
export interface ProviderDefinition {
  /** Lower-case words joined by hyphens; also the name of the definition's folder. */
  readonly id: string;
  readonly name: string;
  /** What it is, in one sentence. */
  readonly description: string;
  /** The vendor's page on its webhooks. */
  readonly docs: string;
  readonly wording: Wording;
  readonly signature: SignatureDefinition;
  /** What bodies are, and how they are read. */
  readonly body?: BodyDefinition;
  /** Requests that only ask whether the address is the user's own. */
  readonly handshakes?: readonly HandshakeDefinition[];
  /** How well the rest is known, where that is not obvious; and the page that says it. */
  readonly evidence?: Readonly<
    Partial<Record<EvidenceSubject, { readonly status: Evidence; readonly source?: string }>>
  >;
  /** What the user has to do at the provider so that it signs; absent where it always does. */
  readonly signsWhen?: string;
  readonly registration: RegistrationDefinition;
  /**
   * What the user does at the provider, in Markdown. Of the providers of this project it is the
   * file `setup.md` beside the definition, and the registry puts it here.
   */
  readonly setup?: string;
  readonly policy: DeliveryPolicy;
  readonly wire: WireDefinition;
  /** Known event types; others are passed on under their own name. */
  readonly events: Readonly<Record<string, EventDefinition>>;
  /** The message that only tests the connection, and how it is recognised. */
  readonly ping?: EventDefinition & { readonly type: string; readonly when: Condition };
  /** Where the event type of anything but a ping is; what gives nothing is "unknown". */
  readonly eventType: Expression;
  /** Recognises a retry: the first rule that holds. The reasoning is in the provider's file. */
  readonly identity: readonly IdentityRule[];
  readonly common: CommonSources;
  /** Whose people its events name, where they are no prospects: `colleagues` use the product itself. */
  readonly people?: 'colleagues';
  /** The provider's own typed fields, after the common ones. */
  readonly fields: readonly Field[];
  /** Of its node in a workflow editor; absent: what follows from the above. */
  readonly panel?: Panel;
}

type Compiled =
  | 'id'
  | 'signature'
  | 'registration'
  | 'setup'
  | 'wire'
  | 'events'
  | 'ping'
  | 'eventType'
  | 'identity';

/** A provider, checked and compiled. */
export interface Provider<Id extends string = string> extends Omit<ProviderDefinition, Compiled> {
  readonly id: Id;
  /** What it was compiled from: other compilers start there. */
  readonly definition: ProviderDefinition;
  readonly signature: Scheme;
  /** Answers what only asks for the address; null if nothing does. */
  readonly handshake: Handshakes | null;
  readonly registration: ProviderRegistration;
  readonly setup: Setup;
  readonly wire: Wire;
  readonly events: Readonly<Record<string, EventType>>;
  readonly ping?: EventType & { readonly type: string };
  readonly eventType: (payload: JsonObject, headers: Headers) => string;
  readonly isPing: (payload: JsonObject, headers: Headers) => boolean;
  readonly identity: (payload: JsonObject, headers: Headers) => Identity;
  readonly mapRecord: RecordMapper;
}

/** What an event without a type of its own is called. */
const UNKNOWN_TYPE = 'unknown';

/**
 * Checks a definition and compiles it, once, when the module is loaded.
 * @throws {TypeError} if a field's key is not snake_case, is there twice or is a common one, if no
 *   rule of its identity holds for every payload, if what is signed has no header, or if a handshake
 *   would answer every request
 */
export function defineProvider<Id extends string>(
  id: Id,
  definition: ProviderDefinition,
): Provider<Id> {
  checkKeys(definition);
  const { ping, common, fields } = definition;
  const isPing = ping === undefined ? () => false : compileCondition(ping.when);
  const readType = compileExpression(definition.eventType);
  const { ping: _ping, ...rest } = definition;
  return {
    ...rest,
    id,
    definition,
    signature: resolveScheme(definition.signature),
    handshake: compileHandshakes(definition.handshakes ?? [], definition.signature.algorithm),
    registration: resolveRegistration(definition.registration, Object.keys(definition.events)),
    setup: readSetup(definition.setup ?? ''),
    wire: compileWire(definition.wire),
    events: Object.fromEntries(
      Object.entries(definition.events).map(([type, event]) => [type, compileEvent(event)]),
    ),
    ...(ping && { ping: { ...compileEvent(ping), type: ping.type } }),
    eventType: (payload, headers) =>
      ping !== undefined && isPing(payload, headers)
        ? ping.type
        : asText(readType(payload, headers)) || UNKNOWN_TYPE,
    isPing,
    identity: compileIdentity(definition.identity, definition.body?.each !== undefined),
    mapRecord: compileRecord(common, fields, {
      provider: definition.name,
      eventType: compileLabels(definition),
    }),
  };
}

function checkKeys({ fields }: ProviderDefinition): void {
  const seen = new Set<string>([
    ...COMMON_FIELDS.map((field) => field.key),
    'unreadable_fields',
    'raw',
  ]);
  for (const { key } of fields) {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key) || seen.has(key)) {
      throw new TypeError(
        `the key "${key}" is a common field’s, is there twice or is not snake_case`,
      );
    }
    seen.add(key);
  }
}

/** Labels that are made of types a definition does not know; as many are kept. */
const MAX_MADE_LABELS = 200;

/** What event types are called: as the definition says, else by {@link eventTypeLabel}. */
function compileLabels({
  events,
  ping,
}: Pick<ProviderDefinition, 'events' | 'ping'>): (type: string) => string {
  const all = [
    ...(ping === undefined ? [] : [[ping.type, ping] as const]),
    ...Object.entries(events),
  ];
  const known = new Map(all.map(([type, { label }]) => [type, label]));
  const made = new Map<string, string>();
  return (type) => {
    const label = known.get(type) ?? made.get(type);
    if (label !== undefined) return label;
    const fresh = eventTypeLabel(type);
    if (made.size < MAX_MADE_LABELS) made.set(type, fresh);
    return fresh;
  };
}

const compileEvent = ({ label, description, status, sample }: EventDefinition): EventType => ({
  label,
  description,
  status,
  sample: ({ sequence, at }) => fillTemplate(sample, { sequence, at }),
});

function compileWire(wire: WireDefinition): Wire {
  const { userAgent, encoding, headers = {}, perAttempt = {} } = wire;
  const ownId = wire.deliveryId === undefined ? () => null : readPath(wire.deliveryId);
  return {
    userAgent,
    encoding,
    headers({ type, deliveryId, payload }) {
      const own = payload === undefined ? '' : asText(ownId(payload as JsonObject));
      const values = { type, deliveryId: own || deliveryId };
      return Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, fillText(text, values)]),
      );
    },
    perAttempt: (payload, attempt, at) => ({
      ...payload,
      ...fillTemplate(perAttempt, { attempt, at }),
    }),
  };
}
