import type { Suite } from '../suite.ts';
import { burstToFive, burstToOne } from './bursts.ts';
import { busy } from './busy.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { receive } from './receive.ts';

/** All suites, in the order of the table. */
export const SUITES: readonly Suite[] = [receive, ingest, latency, burstToOne, burstToFive, busy];
