/** One provider account connected to this gateway. */
export const SOURCE = {
  id: { kind: 'id' },
  /** One that this version does not know makes the source unusable. */
  provider: { kind: 'provider' },
  name: { kind: 'text' },
  /** Event types asked for at the provider; empty: all known ones. */
  events: { kind: 'texts', default: [] },
  /** The registration's id at the provider, if this gateway made or adopted one. */
  registrationId: { kind: 'text', nullable: true, shownAs: null },
  createdAt: { kind: 'time' },
  /** Signs of life. */
  lastEventAt: { kind: 'time', nullable: true, keepsLater: true },
  lastPingAt: { kind: 'time', nullable: true, keepsLater: true },
  /** Sealed JSON of `SourceSecrets`; only the vault opens it. */
  sealed: { kind: 'bytes' },
} as const;
