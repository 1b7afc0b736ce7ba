import { createHmac, timingSafeEqual } from 'node:crypto';
import { createReceiver, PROVIDERS, type ReceivedEvent, toRecord } from '@signal-hooks/catalogue';
import { SECRET, sampleBody } from './sample.ts';

const ROUNDS = 9;
const CALLS = 20_000;

/** What {@link benchCatalogue} measured: medians of calls per second, and the ratio of the pairs. */
export interface CatalogueResult {
  readonly oursPerSecond: number;
  readonly barePerSecond: number;
  readonly ratio: number;
}

/** Verify, parse and map a 2 kB body, against bare node:crypto plus JSON.parse, in turn. */
export function benchCatalogue(): CatalogueResult {
  const provider = PROVIDERS.siggnal;
  const body = sampleBody(1);
  const headers = provider.signature.sign([{ secret: SECRET }], body);
  const receive = createReceiver(provider, { secrets: [SECRET] });
  const added = { event_id: 'evt_bench', received_at: '2026-01-01T00:00:00.000Z' };
  const ours = (): unknown => {
    const received = receive({ body, headers }, 0);
    if (!received.ok) throw new Error(received.code);
    return toRecord(provider, received.events[0] as ReceivedEvent, added);
  };
  const bare = (): unknown => {
    const expected = createHmac('sha256', SECRET).update(body).digest();
    const claimed = Buffer.from(headers['x-siggnal-signature'] ?? '', 'hex');
    if (!timingSafeEqual(expected, claimed)) throw new Error('mismatch');
    return JSON.parse(body.toString());
  };
  const pairs = Array.from({ length: ROUNDS + 1 }, () => [
    callsPerSecond(ours),
    callsPerSecond(bare),
  ]);
  const counted = pairs.slice(1) as [number, number][];
  return {
    oursPerSecond: median(counted.map(([a]) => a)),
    barePerSecond: median(counted.map(([, b]) => b)),
    ratio: median(counted.map(([a, b]) => a / b)),
  };
}

function callsPerSecond(call: () => unknown): number {
  const started = performance.now();
  for (let at = 0; at < CALLS; at += 1) call();
  return (CALLS / (performance.now() - started)) * 1000;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
