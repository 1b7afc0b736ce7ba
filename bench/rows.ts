/**
 * The table of figures: what is measured, against what, and what is aimed at. What was measured is in
 * `figures.json`; `npm run generate` makes the README's table of both.
 *
 * @module
 */

/** What a figure should be. */
export interface Aim {
  /** What is compared: our own figure, or its ratio to the peer's. */
  readonly of: 'ours' | 'ratio';
  readonly is: '≥' | '>' | '≤' | '<';
  readonly value: number;
}

/** One figure. */
export interface Row {
  /** What is measured, in words. */
  readonly what: string;
  /** What it is compared with; null: nothing. */
  readonly peer: string | null;
  readonly unit: '/s' | 'ms' | 'MB';
  readonly aim: Aim;
  /** Takes minutes: it runs only when it is named, or with `--all`. */
  readonly isLong?: true;
}

const atLeast = (value: number): Aim => ({ of: 'ratio', is: '≥', value });
const faster: Aim = { of: 'ratio', is: '>', value: 1 };

const RELAY =
  'relay: Express 5 that verifies, answers and forwards with undici, and stores nothing';

/** All figures by name. */
export const ROWS = {
  receive: {
    what: 'verify, parse and map a 2 kB body, HMAC',
    peer: '`node:crypto` and `JSON.parse`',
    unit: '/s',
    aim: atLeast(0.8),
  },
  'receive-rsa': {
    what: 'the same with RSA (SalesIQ)',
    peer: '`node:crypto` and `JSON.parse`',
    unit: '/s',
    aim: atLeast(0.8),
  },
  verify: {
    what: 'verify alone, each library on a request of its own kind',
    peer: 'the hardest to beat of `@octokit/webhooks-methods`, `stripe`, `svix`, `standardwebhooks`',
    unit: '/s',
    aim: faster,
  },
  ingest: {
    what: 'take a 2 kB event over HTTP, on disk before the answer, 32 connections',
    peer: 'Express 5 that checks the HMAC and stores nothing',
    unit: '/s',
    aim: atLeast(0.85),
  },
  'ingest-webhook-go': {
    what: 'the same',
    peer: 'Debian’s `webhook` (Go), which checks the HMAC and runs `/bin/true` before the answer',
    unit: '/s',
    aim: atLeast(4),
  },
  'delivery-p50': {
    what: 'from the provider to the subscriber at 1,000 events/s, half of them within',
    peer: RELAY,
    unit: 'ms',
    aim: { of: 'ours', is: '≤', value: 2 },
  },
  'delivery-p99': {
    what: 'the same, 99 of 100 within',
    peer: 'the relay',
    unit: 'ms',
    aim: { of: 'ratio', is: '≤', value: 2 },
  },
  'delivery-burst': {
    what: 'a burst, until all of it is delivered to one subscriber, 100 at once',
    peer: 'the relay',
    unit: '/s',
    aim: atLeast(0.75),
  },
  'delivery-5': {
    what: 'the same to five subscribers',
    peer: 'the relay, forwarding to five',
    unit: '/s',
    aim: atLeast(0.75),
  },
  'ingest-while-delivering': {
    what: 'taking a burst while it is delivered to one subscriber',
    peer: 'the same without a subscriber',
    unit: '/s',
    aim: atLeast(0.5),
  },
  'stored-3m': {
    what: 'the burst to one subscriber with 3 million delivered events in the store',
    peer: 'the same with none',
    unit: '/s',
    aim: atLeast(0.95),
    isLong: true,
  },
  'pending-1m': {
    what: 'the same with a million pending for a dead subscriber beside it',
    peer: 'the same with none',
    unit: '/s',
    aim: atLeast(0.95),
    isLong: true,
  },
  postgres: {
    what: 'a burst, until all of it is delivered to one subscriber, with PostgreSQL on the same machine',
    peer: 'the same with SQLite',
    unit: '/s',
    aim: atLeast(0.75),
  },
  'postgres-2': {
    what: 'the same with two gateways',
    peer: 'one gateway',
    unit: '/s',
    aim: atLeast(1.3),
  },
  queue: {
    what: 'the queue alone, in PostgreSQL: add a job of 2 kB, take it, note that it is done',
    peer: 'the faster one of `pg-boss` and `graphile-worker`',
    unit: '/s',
    aim: faster,
  },
  rss: {
    what: 'memory of the process after a million events, each delivered to one subscriber',
    peer: null,
    unit: 'MB',
    aim: { of: 'ours', is: '<', value: 250 },
    isLong: true,
  },
} as const satisfies Record<string, Row>;

/** The name of a figure. */
export type RowName = keyof typeof ROWS;

/** Whether a word is one of them. */
export const isRowName = (word: string): word is RowName => Object.hasOwn(ROWS, word);

/** What was measured of one row. */
export interface Figure {
  readonly ours: number;
  readonly peer: number | null;
  readonly ratio: number | null;
}

/** A figure with its unit, such as `12,300/s` or `1.8 ms`. */
export const show = (value: number, unit: Row['unit']): string =>
  unit === '/s' ? `${value.toLocaleString('en')}/s` : `${value} ${unit}`;

/** An aim in words, such as `≥ 0.75` or `≤ 2 ms`. */
export function aimText({ aim, unit }: Row): string {
  return aim.of === 'ours' ? `${aim.is} ${aim.value} ${unit}` : `${aim.is} ${aim.value.toFixed(2)}`;
}

/** Whether a figure is as good as it should be. */
export function isReached({ aim }: Row, figure: Figure): boolean {
  const value = aim.of === 'ours' ? figure.ours : (figure.ratio ?? Number.NaN);
  if (aim.is === '≥') return value >= aim.value;
  if (aim.is === '>') return value > aim.value;
  return aim.is === '≤' ? value <= aim.value : value < aim.value;
}
