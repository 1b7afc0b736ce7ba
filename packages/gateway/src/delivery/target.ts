import { type HmacKey, standardKey } from '@signal-hooks/catalogue';
import type { Millis, Subscription, SubscriptionSecrets } from '../domain.ts';

/** A key that signs deliveries until a time; null: for as long as it is there. */
export interface ExpiringKey {
  readonly key: HmacKey;
  readonly until: Millis | null;
}

/** Where a subscription's deliveries go and what signs them, made ready once. */
export interface Target {
  /** Such as https://host:8443 */
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  /** The newest first. */
  readonly keys: readonly ExpiringKey[];
}

/** @throws {TypeError} if the target is no URL, or the secrets are not as this version writes them */
export function prepareTarget(
  { targetUrl }: Pick<Subscription, 'targetUrl'>,
  { secrets }: SubscriptionSecrets,
): Target {
  const { origin, pathname, search } = new URL(targetUrl);
  return {
    origin,
    path: pathname + search,
    keys: secrets.map(({ secret, until }) => ({ key: standardKey(secret), until })),
  };
}
