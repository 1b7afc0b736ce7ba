import type { ServiceDeps } from '../deps.ts';

/** What the verbs of bulk replays share. */
export type ReplayDeps = Pick<ServiceDeps, 'store' | 'directory' | 'log' | 'now'>;
