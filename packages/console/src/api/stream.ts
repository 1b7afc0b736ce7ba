import { useEffect, useEffectEvent } from 'react';
import { gatewayAddress } from './client.ts';

/** What the gateway says at once when it happens; `ready` at the beginning and after each break. */
const NAMES = [
  ...(['ready', 'event', 'rejection', 'ping', 'deliveries', 'configuration', 'alerts'] as const),
  'more',
] as const;

/** Something has changed; what exactly is then read by a call. */
export interface Notice {
  readonly name: (typeof NAMES)[number];
  readonly data: { readonly [key: string]: unknown };
}

type Listener = (notice: Notice) => void;

/** After a refusal the browser itself does not try again. */
const REOPEN_MS = 10_000;

const listeners = new Set<Listener>();
let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Calls back for every notice while the component is shown. All pages share one stream. */
export function useNotices(listener: Listener): void {
  const call = useEffectEvent(listener);
  useEffect(() => {
    const each: Listener = (notice) => call(notice);
    listeners.add(each);
    update();
    return () => {
      listeners.delete(each);
      update();
    };
  }, []);
}

/**
 * Calls back whenever something came to a source, and each time the stream begins again.
 * @param sourceId null: nothing is watched
 */
export function useArrivals(sourceId: string | null, onArrival: () => void): void {
  useNotices(({ name, data }) => {
    if (sourceId !== null && (name === 'ready' || data.source_id === sourceId)) onArrival();
  });
}

// Browsers open six connections to a host at most: a tab that nobody sees takes none of them.
document.addEventListener('visibilitychange', update);

function update(): void {
  const isWanted = listeners.size > 0 && document.visibilityState === 'visible';
  if (isWanted && source === null) open();
  if (!isWanted) close();
}

function open(): void {
  clearTimeout(timer);
  const opened = new EventSource(`${gatewayAddress}/v1/stream`);
  source = opened;
  for (const name of NAMES) {
    opened.addEventListener(name, (message) => {
      const notice = { name, data: JSON.parse(message.data as string) };
      for (const listener of listeners) listener(notice);
    });
  }
  opened.addEventListener('error', () => {
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    source = null;
    timer = setTimeout(update, REOPEN_MS);
  });
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
}
