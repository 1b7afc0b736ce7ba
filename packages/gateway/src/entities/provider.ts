/** A provider of the user's own. */
export const PROVIDER = {
  /** Chosen by the user, unlike other ids. */
  id: { kind: 'provider' },
  /** JSON of a definition; read and written by `stored-definition.ts`. */
  definition: { kind: 'text', shownAs: null },
  createdAt: { kind: 'time' },
  updatedAt: { kind: 'time' },
} as const;
