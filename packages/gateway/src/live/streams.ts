import type { ServerResponse } from 'node:http';
import type { Millis } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import { type Logger, logSampled } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type Notice, NoticeLook } from './notices.ts';

/** What {@link Streams} works with. */
export interface StreamsDeps {
  readonly store: Store;
  readonly log: Logger;
  readonly now: () => Millis;
}

/** Somebody who reads along. */
export interface StreamReader {
  readonly response: ServerResponse;
  readonly scopes: readonly string[];
  /** Asked again and again; rejects once whoever reads may not do so any more. */
  readonly recheck: () => Promise<unknown>;
  /** After so long the stream ends; null: when the reader goes. */
  readonly ms: Millis | null;
}

/** Readers at once. */
const MAX_READERS = 100;
/** What may wait for a reader; one who takes less is cut off, and begins anew. */
const MAX_BUFFERED_BYTES = 256 * 1024;
const LOOK_MS: Millis = 1000;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS: Millis = 15_000;
/** How long a browser waits until it connects again. */
const RETRY_MS: Millis = 3000;

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream',
  // nginx would collect the answer: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
  'x-accel-buffering': 'no',
};

/**
 * Tells whoever reads along what has changed, as server-sent events. However many read, the store is
 * looked at once a second, and not at all where nobody does.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class Streams {
  readonly #log: Logger;
  readonly #look: NoticeLook;
  readonly #readers = new Set<StreamReader>();
  #looking: Promise<void> = Promise.resolve();
  #lookTimer: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor({ store, log, now }: StreamsDeps) {
    this.#log = log;
    this.#look = new NoticeLook(store, now);
  }

  /** How many read along. */
  get count(): number {
    return this.#readers.size;
  }

  /**
   * Begins a stream. What happens from now on is in it.
   * @throws {GatewayError} `overloaded` if too many read along
   */
  async open(reader: StreamReader): Promise<void> {
    const { response, ms } = reader;
    if (this.#readers.size >= MAX_READERS) throw new GatewayError('overloaded');
    this.#readers.add(reader);
    const timer = ms === null ? undefined : setTimeout(() => response.end(), ms);
    response.once('close', () => {
      clearTimeout(timer);
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#stop();
    });
    await this.#start();
    response.writeHead(200, HEADERS);
    write(reader, `retry: ${RETRY_MS}\n\n${textOf('ready', {})}`);
  }

  /** Ends all streams: browsers connect again by themselves. */
  async close(): Promise<void> {
    for (const { response } of this.#readers) response.end();
    this.#stop();
    await this.#looking;
  }

  /** Sees how things are, if nobody has been reading so far. */
  async #start(): Promise<void> {
    if (this.#heartbeat === undefined) {
      this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
      this.#look.forget();
      this.#looking = this.#tell();
    }
    await this.#looking;
  }

  #stop(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#lookTimer);
    this.#heartbeat = undefined;
  }

  async #tell(): Promise<void> {
    try {
      const notices = await this.#look.take();
      for (const reader of this.#readers) tell(reader, notices);
    } catch (error) {
      logSampled(this.#log, 'stream', (more) =>
        this.#log.warn({ err: error, ...more }, 'the store could not be looked at for news'),
      );
    }
    clearTimeout(this.#lookTimer);
    if (this.#heartbeat === undefined) return;
    this.#lookTimer = setTimeout(() => {
      this.#looking = this.#tell();
    }, LOOK_MS).unref();
  }

  #beat(): void {
    for (const reader of this.#readers) {
      write(reader, ':\n\n');
      reader.recheck().catch(() => reader.response.end());
    }
  }
}

function tell(reader: StreamReader, notices: readonly Notice[]): void {
  const { scopes, response } = reader;
  if (!response.headersSent) return;
  const isAdmin = scopes.includes('admin');
  const text = notices
    .filter(({ scope }) => scope === null || isAdmin || scopes.includes(scope))
    .map(({ name, data }) => textOf(name, data))
    .join('');
  if (text !== '') write(reader, text);
}

const textOf = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function write({ response }: StreamReader, text: string): void {
  if (response.writableEnded || response.destroyed) return;
  if (response.writableLength > MAX_BUFFERED_BYTES) response.destroy();
  else response.write(text);
}
