/**
 * Everything that can be done to a gateway, without HTTP: the API and the command line both
 * use it.
 *
 * @module
 */
import { DeliveryService } from './deliveries.ts';
import type { ServiceDeps } from './deps.ts';
import { EventService } from './events.ts';
import { SourceService } from './sources.ts';
import { SubscriptionService } from './subscriptions.ts';
import { TokenService } from './tokens.ts';

/** One service per word of the API. */
export interface Services {
  readonly tokens: TokenService;
  readonly sources: SourceService;
  readonly subscriptions: SubscriptionService;
  readonly events: EventService;
  readonly deliveries: DeliveryService;
}

/** Makes all services on one set of dependencies. */
export function createServices(deps: ServiceDeps): Services {
  return {
    tokens: new TokenService(deps),
    sources: new SourceService(deps),
    subscriptions: new SubscriptionService(deps),
    events: new EventService(deps),
    deliveries: new DeliveryService(deps),
  };
}
