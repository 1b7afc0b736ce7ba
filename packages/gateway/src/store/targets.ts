import type { Subscription } from '../domain.ts';

/** Seals what nobody may read in the database; the vault does. */
export interface Sealer {
  seal(value: unknown, owner: string): Uint8Array;
  open<Value>(sealed: Uint8Array, owner: string): Value;
}

/** No address begins like this. */
export const SEALED = 'sealed:';

/**
 * Target addresses as they are stored. Some platforms take whoever knows the address for
 * authorised, so it is sealed like a secret.
 */
export class Targets {
  readonly #sealer: Sealer | null;
  /** What was opened last, by subscription: all are read whenever one has changed. */
  readonly #opened = new Map<string, { readonly sealed: string; readonly url: string }>();

  /** @param sealer null: addresses are stored as they are */
  constructor(sealer: Sealer | null) {
    this.#sealer = sealer;
  }

  /** An address as it is stored for a subscription. */
  sealUrl(id: string, url: string): string {
    if (this.#sealer === null || url.startsWith(SEALED)) return url;
    return SEALED + Buffer.from(this.#sealer.seal(url, ownerOf(id))).toString('base64');
  }

  /** A row as it is stored. */
  seal(subscription: Subscription): Subscription {
    const { id, targetUrl } = subscription;
    return { ...subscription, targetUrl: this.sealUrl(id, targetUrl) };
  }

  /** A row as it was before it was sealed; one that the key does not open keeps its sealed address. */
  open(subscription: Subscription): Subscription {
    const { id, targetUrl } = subscription;
    if (this.#sealer === null || !targetUrl.startsWith(SEALED)) return subscription;
    const known = this.#opened.get(id);
    if (known?.sealed === targetUrl) return { ...subscription, targetUrl: known.url };
    try {
      const bytes = Buffer.from(targetUrl.slice(SEALED.length), 'base64');
      const url = this.#sealer.open<string>(bytes, ownerOf(id));
      this.#opened.set(id, { sealed: targetUrl, url });
      return { ...subscription, targetUrl: url };
    } catch {
      // Neither does it open the row's secrets, so the row is not used.
      return subscription;
    }
  }

  /** All rows of a store, opened. */
  openAll(subscriptions: readonly Subscription[]): Subscription[] {
    const ids = new Set(subscriptions.map(({ id }) => id));
    for (const id of this.#opened.keys()) if (!ids.has(id)) this.#opened.delete(id);
    return subscriptions.map((subscription) => this.open(subscription));
  }

  /** A change of an opened row as a change of a sealed one. */
  sealing(
    change: (stored: Subscription) => Subscription | null,
  ): (stored: Subscription) => Subscription | null {
    return (stored) => {
      const changed = change(this.open(stored));
      return changed === null ? null : this.seal(changed);
    };
  }
}

/** Not the row's own: what is sealed as its secrets must not open as its address. */
const ownerOf = (id: string): string => `${id} target`;
