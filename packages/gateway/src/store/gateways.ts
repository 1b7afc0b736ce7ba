import type { Millis } from '../domain.ts';

/** A gateway that is alive. */
export interface LiveGateway {
  readonly id: string;
  /** The set of gateways among which it shares limits, as it last wrote. */
  readonly shares: string;
}

/** Which gateways are alive on a database. By the database's clock: those of the gateways may differ. */
export interface GatewayStore {
  /**
   * Writes that a gateway is alive and among whom it shares limits; then, in a transaction of its own,
   * reads which are. So of two that begin at the same time at least one sees the other.
   * @param lifeMs one that has not written for so long is not alive
   */
  beat(gateway: LiveGateway, lifeMs: Millis): Promise<readonly LiveGateway[]>;
  /** It is not alive any more. */
  leave(id: string): Promise<void>;
}
