/** What a link signs somebody in with, once. */
export const SIGN_IN_CODE = {
  /** SHA-256 of the code, in hex. */
  hash: { kind: 'text' },
  method: { kind: 'text', values: ['link', 'email'] },
  /** Who is signed in by it: what the session is called. */
  name: { kind: 'text' },
  createdAt: { kind: 'time' },
  expiresAt: { kind: 'time' },
} as const;
