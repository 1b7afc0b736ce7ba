import type { SignalRecord } from '@signal-hooks/catalogue';
import { recordOf } from '../delivery/body.ts';
import type { FilterSubject } from '../delivery/filter.ts';
import type { StoredEvent } from '../domain.ts';
import type { Origin } from '../ready.ts';

/** A stored event as filters see it. Its record is mapped once, and only if somebody asks for it. */
export class StoredSubject implements FilterSubject {
  readonly sourceId: string;
  readonly provider: string;
  readonly type: string;
  readonly #map: () => SignalRecord | null;
  #record: SignalRecord | null | undefined;

  /** @param onUnreadable called with why its record cannot be mapped any more: then it has none */
  constructor(origin: Origin, event: StoredEvent, onUnreadable: (error: unknown) => void) {
    this.sourceId = event.sourceId;
    this.provider = origin.provider.id;
    this.type = event.type;
    this.#map = () => {
      try {
        return recordOf(origin, event);
      } catch (error) {
        onUnreadable(error);
        return null;
      }
    };
  }

  get record(): SignalRecord | null {
    if (this.#record === undefined) this.#record = this.#map();
    return this.#record;
  }
}
