/** What a token may do. The set is closed; `admin` includes all others. */
export const SCOPES = [
  'sources:read',
  'sources:write',
  'subscriptions:read',
  'subscriptions:write',
  'events:read',
  'deliveries:read',
  'deliveries:write',
  'admin',
] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** Whether a token with these scopes may do what needs `wanted`. */
export function allows(scopes: readonly string[], wanted: Scope): boolean {
  return scopes.includes(wanted) || scopes.includes('admin');
}

const PLATFORM: readonly Scope[] = [
  'sources:read',
  'subscriptions:read',
  'subscriptions:write',
  'events:read',
  'deliveries:read',
  'deliveries:write',
];

/** What a token can be made for. */
export type TokenPurpose = 'zapier' | 'make' | 'n8n' | 'metrics' | 'console';

/** What a token needs, by what it is made for. */
export const TOKEN_PURPOSES: Readonly<Record<TokenPurpose, readonly Scope[]>> = {
  zapier: PLATFORM,
  make: PLATFORM,
  n8n: ['sources:read', 'subscriptions:read', 'subscriptions:write'],
  // Any token may read them, so this is one that may do little else.
  metrics: ['sources:read'],
  console: ['admin'],
};
