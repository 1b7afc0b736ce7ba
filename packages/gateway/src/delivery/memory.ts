/** What deliveries may take of this process's memory, in all. */
export interface MemoryLimits {
  /** Most deliveries, from when they are leased until their outcome is written. */
  readonly deliveries: number;
  /** Most bytes of what is sent. */
  readonly bytes: number;
}

/** Counts what deliveries take of this process's memory. What has no room waits in the log. */
export class Memory {
  readonly #limits: MemoryLimits;
  #deliveries = 0;
  #bytes = 0;

  constructor(limits: MemoryLimits) {
    this.#limits = limits;
  }

  /** How many more deliveries there is room for. */
  get freeDeliveries(): number {
    return Math.max(0, this.#limits.deliveries - this.#deliveries);
  }

  /** How many more bytes there is room for. */
  get freeBytes(): number {
    return Math.max(0, this.#limits.bytes - this.#bytes);
  }

  /** Whether nothing more is claimed until something is given back. */
  get isFull(): boolean {
    return this.freeDeliveries === 0 || this.freeBytes === 0;
  }

  /** Takes room for deliveries that share something of so many bytes, whether there is any or not. */
  take(deliveries: number, bytes: number): Share {
    this.#deliveries += deliveries;
    this.#bytes += bytes;
    return new Share(deliveries, (last) => {
      this.#deliveries -= 1;
      if (last) this.#bytes -= bytes;
    });
  }
}

/** What some deliveries take together: each gives back its own part, the last one the bytes. */
export class Share {
  #left: number;
  readonly #giveBack: (last: boolean) => void;

  constructor(deliveries: number, giveBack: (last: boolean) => void) {
    this.#left = deliveries;
    this.#giveBack = giveBack;
  }

  /** To be called once for each of the deliveries. */
  giveBackOne(): void {
    this.#left -= 1;
    this.#giveBack(this.#left === 0);
  }
}
