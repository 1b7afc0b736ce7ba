import type { Attempt, Delivery } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import { type DeliveryQuery, EVERY_DELIVERY, type Page, type PageRequest } from '../store/store.ts';
import type { ServiceDeps } from './deps.ts';
import { assertPayload } from './payload-gone.ts';

/** A delivery with every try at it, the first one first. */
export interface DeliveryWithAttempts {
  readonly delivery: Delivery;
  readonly attempts: readonly Attempt[];
}

/** The delivery log, which is the queue too. */
export class DeliveryService {
  readonly #deps: Pick<ServiceDeps, 'store' | 'directory' | 'now' | 'dispatcher'>;

  constructor(deps: Pick<ServiceDeps, 'store' | 'directory' | 'now' | 'dispatcher'>) {
    this.#deps = deps;
  }

  /** Newest first. A page may be short and not the last one. @param query absent: no restriction */
  list(query: Partial<DeliveryQuery>, page: PageRequest): Promise<Page<Delivery>> {
    return this.#deps.store.deliveries.list({ ...EVERY_DELIVERY, ...query }, page);
  }

  /** @throws {GatewayError} `delivery_not_found` */
  async get(id: string): Promise<DeliveryWithAttempts> {
    const { store } = this.#deps;
    const [delivery, attempts] = await Promise.all([
      store.deliveries.get(id),
      store.deliveries.listAttempts(id),
    ]);
    if (delivery === null) throw new GatewayError('delivery_not_found');
    return { delivery, attempts };
  }

  /**
   * Delivers a finished delivery once more, with a full set of retries.
   * @throws {GatewayError} `delivery_not_found`, or `conflict` if it is still pending, it or the payload of its event has expired, or its subscription has ended
   */
  async replay(id: string): Promise<DeliveryWithAttempts> {
    const { store, directory, now, dispatcher } = this.#deps;
    const { delivery } = await this.get(id);
    if (delivery.status === 'expired') {
      throw new GatewayError('conflict', 'Its event was deleted when its time was over.');
    }
    await this.#checkPayload(delivery.eventId);
    await directory.refresh();
    const { subscriptionId } = delivery;
    const known =
      directory.subscription(subscriptionId) ?? directory.unusableSubscription(subscriptionId);
    const status = known?.subscription.status;
    if (status === undefined || status === 'ended') {
      throw new GatewayError('conflict', 'The subscription has ended; nothing is sent to it.');
    }
    if (delivery.status === 'pending' || !(await store.deliveries.replay(id, now()))) {
      throw new GatewayError('conflict', 'The delivery is still pending; it needs no replay.');
    }
    dispatcher.wake();
    return this.get(id);
  }

  async #checkPayload(eventId: string): Promise<void> {
    const event = await this.#deps.store.events.get(eventId);
    if (event !== null) assertPayload(event);
  }
}
