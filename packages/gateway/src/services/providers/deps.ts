import type { ServiceDeps } from '../deps.ts';

/** What the verbs of providers share. */
export type ProviderDeps = Pick<ServiceDeps, 'store' | 'directory' | 'now' | 'vault'>;
