import type { ServiceDeps } from '../deps.ts';

/** What the verbs of erasures share. */
export type ErasureDeps = Pick<ServiceDeps, 'store' | 'directory' | 'vault' | 'now' | 'keeping'>;
