import type { Suite } from '../suite.ts';
import { pending, stored } from './backlog.ts';
import { burstToFive, burstToOne } from './bursts.ts';
import { busy } from './busy.ts';
import { ingest, ingestBesideGo } from './ingest.ts';
import { latency } from './latency.ts';
import { postgres, postgresTwo } from './postgres.ts';
import { queue } from './queue.ts';
import { receive } from './receive.ts';
import { rss } from './rss.ts';
import { verify } from './verify.ts';

/** All suites, in the order of the table. */
export const SUITES: readonly Suite[] = [
  receive,
  verify,
  ingest,
  ingestBesideGo,
  latency,
  burstToOne,
  burstToFive,
  busy,
  stored,
  pending,
  postgres,
  postgresTwo,
  queue,
  rss,
];
