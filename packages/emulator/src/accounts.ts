/** A token of SIGNALS. */
export interface SignalsToken {
  readonly token: string;
  /** Whose it is; nobody manages another user's webhooks. */
  readonly user: number;
  readonly abilities: readonly string[];
}

/** An API key of SigSentry. */
export interface SigsentryKey {
  readonly key: string;
  readonly permissions: readonly string[];
  /** The only project of a project key; a tenant key (null) names it in X-Project-Id. */
  readonly project: string | null;
}

/** An OAuth grant of SalesIQ: a refresh token with what it may do. */
export interface SalesiqGrant {
  readonly refreshToken: string;
  readonly scopes: readonly string[];
}

/** The accounts that exist at the emulated providers. */
export interface Accounts {
  readonly signals: { readonly tokens: readonly SignalsToken[] };
  readonly sigsentry: { readonly keys: readonly SigsentryKey[] };
  readonly salesiq: {
    readonly clientId: string;
    readonly clientSecret: string;
    /** An authorization code that can be exchanged once. */
    readonly code: string;
    readonly grants: readonly SalesiqGrant[];
    readonly screenName: string;
    readonly appIds: readonly string[];
  };
  /** Signal Ark has one signing secret for the whole workspace; it is generated unless given. */
  readonly signalArk: { readonly signingSecret?: string };
}

/** The scopes SalesIQ has for webhooks. */
export const SALESIQ_SCOPES: readonly string[] = ['READ', 'CREATE', 'UPDATE', 'DELETE'].map(
  (action) => `SalesIQ.webhooks.${action}`,
);

/**
 * Accounts that work out of the box. They open nothing but this emulator, so they are
 * fixed and listed at its index.
 */
export const DEFAULT_ACCOUNTS: Accounts = {
  signals: {
    tokens: [
      { token: '1|emulated-signals-token', user: 1, abilities: ['webhooks:manage'] },
      { token: '2|emulated-signals-other-user', user: 2, abilities: ['webhooks:manage'] },
      { token: '3|emulated-signals-no-ability', user: 1, abilities: ['users:read'] },
    ],
  },
  sigsentry: {
    keys: [
      {
        key: 'ss_secret_emulated',
        permissions: ['config:read', 'config:write'],
        project: 'proj_p1q2r3',
      },
      { key: 'ss_secret_emulated_read', permissions: ['config:read'], project: 'proj_p1q2r3' },
      {
        key: 'ss_secret_emulated_tenant',
        permissions: ['config:read', 'config:write'],
        project: null,
      },
    ],
  },
  salesiq: {
    clientId: '1000.EMULATEDCLIENT',
    clientSecret: 'emulated-client-secret',
    code: '1000.emulated-code',
    grants: [
      { refreshToken: '1000.emulated-refresh-token', scopes: SALESIQ_SCOPES },
      { refreshToken: '1000.emulated-read-only', scopes: ['SalesIQ.webhooks.READ'] },
    ],
    screenName: 'emulated',
    appIds: ['19367000000002043'],
  },
  signalArk: {},
};
