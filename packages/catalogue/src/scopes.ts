/** What a token of the gateway may do. The set is closed; `admin` includes all others. */
export const SCOPES = [
  'sources:read',
  'sources:write',
  'subscriptions:read',
  'subscriptions:write',
  'events:read',
  'deliveries:read',
  'deliveries:write',
  'alerts:read',
  'alerts:write',
  'audit:read',
  'admin',
] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** What a platform's connection needs; some refuse a token without it. */
export const CONNECTION_SCOPES: Readonly<
  Record<'zapier' | 'make' | 'n8n' | 'activepieces', readonly Scope[]>
> = {
  zapier: ['subscriptions:write', 'events:read', 'sources:read'],
  make: ['subscriptions:write', 'events:read', 'sources:read'],
  n8n: ['subscriptions:read', 'subscriptions:write', 'sources:read'],
  activepieces: ['subscriptions:write', 'events:read', 'sources:read'],
};

/** What it takes besides to choose a failed delivery and to replay it. */
export const REPLAY_SCOPES: readonly Scope[] = ['deliveries:read', 'deliveries:write'];

/** What a token can be made for. */
export type TokenPurpose = keyof typeof CONNECTION_SCOPES | 'metrics' | 'console';

/** What a token needs, by what it is made for. */
export const TOKEN_PURPOSES: Readonly<Record<TokenPurpose, readonly Scope[]>> = {
  // The last is for choosing a subscription, to replay to it or to test it.
  zapier: [...CONNECTION_SCOPES.zapier, ...REPLAY_SCOPES, 'subscriptions:read'],
  // The last is for what the form of “Make an API call” gives as an example.
  make: [...CONNECTION_SCOPES.make, ...REPLAY_SCOPES, 'subscriptions:read'],
  // The action node searches and replays events, and makes sources.
  n8n: [...CONNECTION_SCOPES.n8n, ...REPLAY_SCOPES, 'sources:write', 'events:read'],
  activepieces: [...CONNECTION_SCOPES.activepieces, ...REPLAY_SCOPES, 'subscriptions:read'],
  // Any token may read them, so this is one that may do little else.
  metrics: ['sources:read'],
  console: ['admin'],
};
