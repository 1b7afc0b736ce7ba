import type { Store } from '@activepieces/pieces-framework';

/** What a flow keeps of its subscription, in its own store; it is never handed on. */
export interface KeptSubscription {
  readonly id: string;
  /** That deliveries are signed with. */
  readonly secret: string;
}

const KEY = 'subscription';

/** The subscription of the flow that the store belongs to; null: it has none. */
export const keptSubscription = (store: Store): Promise<KeptSubscription | null> =>
  store.get<KeptSubscription>(KEY);

export async function keepSubscription(store: Store, kept: KeptSubscription): Promise<void> {
  await store.put(KEY, kept);
}

export const forgetSubscription = (store: Store): Promise<void> => store.delete(KEY);
