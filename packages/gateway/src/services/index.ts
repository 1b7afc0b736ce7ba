/**
 * Everything that can be done to a gateway, without HTTP: the API and the command line both
 * use it.
 *
 * @module
 */

import { shareReading } from '../reading.ts';
import * as alerts from './alerts/verbs.ts';
import { AuditService } from './audit/index.ts';
import { BackupService } from './backups.ts';
import { DeliveryService } from './deliveries.ts';
import type { ServiceDeps } from './deps.ts';
import * as erasures from './erasures/verbs.ts';
import { EventService } from './events.ts';
import { Exclusive } from './exclusive.ts';
import * as providers from './providers/verbs.ts';
import * as replays from './replays/verbs.ts';
import { SessionService } from './sessions.ts';
import { Registrar } from './sources/registrar.ts';
import * as sources from './sources/verbs.ts';
import { listPending } from './statistics/pending.ts';
import * as statistics from './statistics/verbs.ts';
import { StorageService } from './storage/index.ts';
import * as subscriptions from './subscriptions/verbs.ts';
import { TokenService } from './tokens.ts';
import { type Bound, bind } from './verbs.ts';

const PENDING_KEPT_MS = 2000;

/** One service per word of the API. */
export interface Services {
  readonly tokens: TokenService;
  readonly statistics: Bound<typeof statistics> & {
    readonly pending: () => ReturnType<typeof listPending>;
  };
  readonly sessions: SessionService;
  readonly providers: Bound<typeof providers>;
  readonly sources: Bound<typeof sources>;
  readonly subscriptions: Bound<typeof subscriptions>;
  readonly events: EventService;
  readonly deliveries: DeliveryService;
  readonly replays: Bound<typeof replays>;
  readonly alerts: Bound<typeof alerts>;
  readonly storage: StorageService;
  readonly backups: BackupService;
  readonly audit: AuditService;
  readonly erasures: Bound<typeof erasures>;
}

/** Makes all services on one set of dependencies. */
export function createServices(deps: ServiceDeps): Services {
  const bound = bind(subscriptions, { ...deps, changes: new Exclusive() });
  const tokens = new TokenService(deps);
  const services: Services = {
    tokens,
    statistics: {
      ...bind(statistics, deps),
      // Counting takes longer the more there is.
      pending: shareReading(() => listPending(deps), PENDING_KEPT_MS),
    },
    sessions: new SessionService(deps, tokens),
    providers: bind(providers, deps),
    sources: bind(sources, { ...deps, registrar: new Registrar(deps), changes: new Exclusive() }),
    subscriptions: bound,
    events: new EventService(deps),
    deliveries: new DeliveryService(deps),
    replays: bind(replays, deps),
    alerts: bind(alerts, { ...deps, subscriptions: bound }),
    erasures: bind(erasures, deps),
    storage: new StorageService(deps.store, deps.keeping, deps.now),
    backups: new BackupService(deps),
    audit: new AuditService(deps, () => services),
  };
  return services;
}
