import { roomOf } from '../../alerts/rules/disk-nearly-full.ts';
import type { GatewayConfig } from '../../config.ts';
import type { Millis } from '../../domain.ts';
import { shareReading } from '../../reading.ts';
import type { StorageMeasure } from '../../store/storage.ts';
import type { Store } from '../../store/store.ts';
import { type Forecast, forecastOf, type StorageNumbers } from './forecast.ts';

/** What decides how much is kept, and where. */
export type KeepingConfig = Pick<
  GatewayConfig,
  'dataDir' | 'databaseUrl' | 'retentionDays' | 'retentionBytes' | 'payloadDays'
>;

/** How much is stored, and what comes of it. */
export interface StorageState extends StorageMeasure, Omit<StorageNumbers, 'freeBytes'> {
  readonly measuredAt: Millis;
  readonly database: 'sqlite' | 'postgresql';
  /** Of the disk of the data folder; null: the database is elsewhere. */
  readonly diskFreeBytes: number | null;
  readonly payloadDays: number | null;
  readonly forecast: Forecast;
}

const GB = 1024 ** 3;
const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** "Lately". */
const RECENT_MS = 7 * DAY_MS;
/** Fewer events do not tell how much one takes. */
const FEWEST = 100;
/** Whoever asks again within this time gets the same answer. */
const KEPT_MS = 5000;

/** Says how much is stored, and for how long there is room. */
export class StorageService {
  /** Measured at most once in five seconds. */
  readonly state: () => Promise<StorageState>;

  constructor(store: Pick<Store, 'storage'>, config: KeepingConfig, now: () => Millis) {
    this.state = shareReading(() => stateOf(store, config, now()), KEPT_MS);
  }
}

async function stateOf(
  { storage }: Pick<Store, 'storage'>,
  { dataDir, databaseUrl, retentionDays, retentionBytes, payloadDays }: KeepingConfig,
  now: Millis,
): Promise<StorageState> {
  const measure = await storage.measure(now - RECENT_MS);
  const { usedBytes, reusableBytes, events, recentEvents, oldestAt } = measure;
  const free = databaseUrl === null ? Math.round((await roomOf(dataDir)).freeGb * GB) : null;
  const bytesPerEvent = events < FEWEST ? null : Math.round(usedBytes / events);
  const age = oldestAt === null ? 0 : Math.min(RECENT_MS, now - oldestAt);
  const eventsPerDay = age < HOUR_MS ? null : Math.round((recentEvents / age) * DAY_MS);
  const numbers = {
    ...{ usedBytes, bytesPerEvent, eventsPerDay, retentionDays, retentionBytes },
    freeBytes: free === null ? null : free + (reusableBytes ?? 0),
  };
  const { freeBytes: _, ...shown } = numbers;
  return {
    ...measure,
    ...shown,
    measuredAt: now,
    payloadDays,
    database: databaseUrl === null ? 'sqlite' : 'postgresql',
    diskFreeBytes: free,
    forecast: forecastOf(numbers, now),
  };
}
