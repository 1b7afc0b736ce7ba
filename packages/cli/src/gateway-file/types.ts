import type { Scope } from '@signal-hooks/catalogue';
import type { Condition } from '@signal-hooks/client';

/** A value that is kept elsewhere. */
type Reference = { readonly env: string } | { readonly file: string };

/** A text, or where it is kept. */
export type Text = string | Reference;

/** A definition of the user's own. */
export interface ProviderEntry {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly preset?: string;
}

/** A provider account. What is absent stays as it is. */
export interface SourceEntry {
  readonly id?: string;
  readonly name: string;
  readonly provider: string;
  readonly secrets?: readonly Reference[];
  readonly authorization?: readonly Reference[];
  readonly public_keys?: readonly Text[];
  readonly settings?: Readonly<Record<string, Text>>;
  readonly events?: readonly string[];
  readonly unsigned?: boolean;
  readonly register?: boolean;
  readonly max_per_second?: number | null;
  readonly max_body_bytes?: number | null;
}

/** Where events are delivered. What is absent stays as it is. */
export interface SubscriptionEntry {
  readonly id?: string;
  readonly name: string;
  readonly target_url: Text;
  readonly source?: string;
  readonly provider?: string | null;
  readonly secret?: Reference;
  readonly event_types?: readonly string[];
  readonly filter?: readonly Condition[];
  readonly format?: 'standard' | 'flat' | 'raw' | 'slack';
  readonly status?: 'active' | 'paused';
  /** What else the API takes. */
  readonly [key: string]: unknown;
}

/** A bearer token: what it may do. */
export interface TokenEntry {
  readonly id?: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** How long a new one is valid; null: always. */
  readonly days?: number | null;
}

/** What is set for a rule of alerts. What is absent stays as it is. */
export interface AlertRuleEntry {
  readonly rule: string;
  readonly is_on?: boolean;
  readonly threshold?: number | null;
  /** Names in this file. */
  readonly sources?: readonly string[];
  readonly subscriptions?: readonly string[];
}

/** Where alerts go. */
export interface AlertChannelEntry {
  readonly id?: string;
  readonly name: string;
  readonly kind: 'slack' | 'email';
  readonly url?: Reference;
  readonly to?: readonly Text[];
}

/** What the schema allows, read. */
export interface GatewayFile {
  readonly providers: readonly ProviderEntry[];
  readonly sources: readonly SourceEntry[];
  readonly subscriptions: readonly SubscriptionEntry[];
  readonly tokens: readonly TokenEntry[];
  readonly alerts: {
    readonly rules?: readonly AlertRuleEntry[];
    readonly channels?: readonly AlertChannelEntry[];
  };
}
