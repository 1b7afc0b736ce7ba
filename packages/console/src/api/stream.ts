import { useEffect, useEffectEvent } from 'react';
import { gatewayAddress } from './client.ts';

/** What the gateway says of a source as it happens. */
type SourceNotice = 'event' | 'rejection' | 'ping';

const NOTICES: readonly SourceNotice[] = ['event', 'rejection', 'ping'];

/**
 * Calls back whenever something came to a source, and each time the stream begins again.
 * @param sourceId null: nothing is watched
 */
export function useArrivals(sourceId: string | null, onArrival: () => void): void {
  const arrived = useEffectEvent(onArrival);
  useEffect(() => {
    if (sourceId === null) return;
    const stream = new EventSource(`${gatewayAddress}/v1/stream`);
    const listen = ({ data }: MessageEvent<string>): void => {
      const notice = JSON.parse(data) as { readonly source_id?: string };
      if (notice.source_id === sourceId) arrived();
    };
    for (const name of NOTICES) stream.addEventListener(name, listen);
    stream.addEventListener('ready', () => arrived());
    return () => stream.close();
  }, [sourceId]);
}
