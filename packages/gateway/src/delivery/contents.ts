import type { SignalRecord } from '@signal-hooks/catalogue';
import type { StoredEvent } from '../domain.ts';
import type { Origin } from '../ready.ts';
import type { TraceHeaders } from '../tracing/tracing.ts';
import { buildContent, type ContentForm, type DeliveryContent } from './body.ts';

/** What is sent of one event: each form that a subscription asks for is built once. */
export class Contents {
  /** Where in a trace its event is; null: nowhere. */
  readonly trace: TraceHeaders | null;
  readonly #byForm = new Map<string, DeliveryContent>();
  #bytes = 0;

  /** @param headers those that are stored with the event */
  constructor(headers: TraceHeaders) {
    this.trace = headers.traceparent === undefined ? null : headers;
  }

  /** Bytes of all that were built. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param record that of the event, where it is known already
   * @throws {BuildError} if the stored event cannot be read
   */
  build(
    origin: Origin,
    event: StoredEvent,
    form: ContentForm,
    record?: () => SignalRecord,
  ): DeliveryContent {
    const known = this.get(form);
    if (known !== undefined) return known;
    const content = buildContent(origin, event, form, record);
    this.#byForm.set(keyOf(form), content);
    this.#bytes += content.body.length;
    return content;
  }

  /** What was built in this form. */
  get(form: ContentForm): DeliveryContent | undefined {
    return this.#byForm.get(keyOf(form));
  }
}

/** Only these two hold the record, which may leave something out. */
const keyOf = ({ format, includeRaw }: ContentForm): string =>
  includeRaw && (format === 'standard' || format === 'flat') ? `${format} with raw` : format;

/**
 * Whether an event is mapped to the same record. A definition that was changed is another provider, and
 * a source that was renamed another row.
 */
const isSame = (one: Origin, other: Origin): boolean =>
  one.provider === other.provider && one.source === other.source;

/** Most bytes that are kept, besides the newest. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Most events that are kept: a batch's worth. */
const MAX_EVENTS = 256;

/** Builds what is sent of stored events, and keeps the latest: an event for many subscribers is mapped once. */
export class RecentContents {
  readonly #kept = new Map<string, { readonly of: Origin; readonly contents: Contents }>();
  #bytes = 0;

  /** @throws {BuildError} if the stored event cannot be read */
  build(origin: Origin, event: StoredEvent, form: ContentForm): DeliveryContent {
    const known = this.#kept.get(event.id);
    const contents =
      known !== undefined && isSame(known.of, origin)
        ? known.contents
        : new Contents(event.headers);
    const before = known?.contents.bytes ?? 0;
    const content = contents.build(origin, event, form);
    this.#kept.set(event.id, { of: origin, contents });
    this.#bytes += contents.bytes - before;
    this.#trim();
    return content;
  }

  /** Keeps the newest whatever its size: the next subscribers of a large event come at once. */
  #trim(): void {
    for (const [id, { contents }] of this.#kept) {
      if (this.#kept.size <= MAX_EVENTS && this.#bytes <= MAX_BYTES) return;
      if (this.#kept.size === 1) return;
      this.#kept.delete(id);
      this.#bytes -= contents.bytes;
    }
  }
}
