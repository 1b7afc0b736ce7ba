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
