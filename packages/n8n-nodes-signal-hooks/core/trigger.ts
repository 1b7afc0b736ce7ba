import type {
  Conversation,
  Credentials,
  HandshakeAnswer,
  RegistrationApi,
  RegistrationTarget,
  Settings,
  WebhookRequest,
} from '@signal-hooks/catalogue';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { NextSteps } from './errors.ts';
import type { FirstSeen } from './event-id.ts';
import type { ItemFilter } from './filters.ts';
import type { Rows } from './items.ts';
import type { Wire } from './wire.ts';

/** A request as it came, before anything is trusted. */
export interface RawRequest extends WebhookRequest {
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** One event, verified and read. */
export interface Arrival {
  readonly kind: 'event' | 'ping';
  readonly eventType: string;
  /** The typed flat fields, `event_id` first; without the payload. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
}

/** What became of a request. */
export type Outcome =
  /** Events, in the order in which they were sent. */
  | { readonly kind: 'events'; readonly arrivals: readonly Arrival[] }
  /** The sender only asks whether the address is the user's own, and is to be answered this. */
  | { readonly kind: 'handshake'; readonly answer: HandshakeAnswer }
  /** Not trusted. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Trusted, but its payload cannot be read. */
  | {
      readonly kind: 'unreadable';
      readonly code: string;
      readonly message: string;
      readonly eventId: string;
    };

/** What a trigger asks for at its provider, read from the node's panel. */
interface Wanted {
  readonly settings: Settings;
  readonly events: readonly string[];
}

/** Makes a registration wait; one that is gone counts as paused. */
type Pause = (settings: Settings, target: RegistrationTarget, id: string) => Conversation<void>;

/** How a node registers its own URL at its provider. */
export interface NodeRegistration {
  readonly api: RegistrationApi;
  /** @throws {NodeOperationError} if the panel or the credential lacks something */
  readonly wanted: (hook: IHookFunctions) => Promise<Wanted>;
  /** How requests reach the provider: with the credential's authentication. */
  readonly connect: (hook: IHookFunctions, settings: Settings) => Promise<Wire>;
  /**
   * What unpublishing does instead of removing the registration, if the user wants that; the
   * next publishing enables it again. Absent or null: it is removed.
   */
  readonly pause?: (hook: IHookFunctions) => Pause | null;
  /** Which of the node's webhooks requests are to come to; absent: `default`. */
  readonly webhookName?: (hook: IHookFunctions) => 'default' | 'setup';
  /** The other side says by itself where it does not send to; it may be in this n8n's own network. */
  readonly isTargetChecked?: true;
  /** Every publishing brings new credentials: the stored ones may have been changed there. */
  readonly isRenewed?: true;
  /** What the user can do about refusals, where that differs from the usual. */
  readonly nextSteps?: Partial<NextSteps>;
}

/** One trigger node, as data: everything in which it differs from the others. */
export interface Trigger {
  /** Of the provider, as messages call it. */
  readonly name: string;
  /** Its id; becomes the cell `provider` of what cannot be read. */
  readonly id: string;
  /** Absent: the user pastes the node's URL at the provider. */
  readonly registration?: NodeRegistration;
  /** What requests are checked with; null if nothing is stored. */
  readonly credentials: (webhook: IWebhookFunctions) => Promise<Credentials | null>;
  /** Verifies over the raw bytes, before anything else; then reads. */
  readonly receive: (
    request: RawRequest,
    credentials: Credentials,
    firstSeen: FirstSeen,
    webhook: IWebhookFunctions,
  ) => Outcome;
  readonly filters: readonly ItemFilter[];
  /** Request headers that carry a secret, in lower case; they never become part of an item. */
  readonly secretHeaders?: readonly string[];
  /** Lists that can be made into one item per row. */
  readonly rows: Rows;
}
