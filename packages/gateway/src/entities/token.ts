/** A bearer token as it is stored; the token itself is a JWT and is not kept. */
export const TOKEN = {
  id: { kind: 'id' },
  name: { kind: 'text' },
  scopes: { kind: 'texts' },
  createdAt: { kind: 'time' },
  expiresAt: { kind: 'time', nullable: true },
  revokedAt: { kind: 'time', nullable: true },
} as const;
