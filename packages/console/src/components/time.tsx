import { useFormat } from '../app/format.ts';

/** A moment in the viewer's zone; the full one on hover. */
export function Time({ at }: { readonly at: string }) {
  const format = useFormat();
  const date = new Date(at);
  return (
    <time dateTime={at} title={format.fullTime(date)}>
      {format.time(date)}
    </time>
  );
}
