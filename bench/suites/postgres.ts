import { randomBytes } from 'node:crypto';
import { createDatabase, hasPostgres, type TestDatabase } from '../../test/support/postgres.ts';
import { burst } from '../load/burst.ts';
import { type Sink, startSink } from '../load/sink.ts';
import { compare, inTurn } from '../rounds.ts';
import type { RowName } from '../rows.ts';
import { type Server, startGateway } from '../servers/start.ts';
import { detail, rate, type Suite } from '../suite.ts';

const ROUNDS = 3;
const EVENTS = 6000;
const CONCURRENCY = 100;
const NO_SERVER = { skipped: 'no PostgreSQL here: set DATABASE_URL' };

/** The burst to one subscriber with the data in PostgreSQL, against the same with SQLite. */
export const postgres: Suite = {
  names: ['postgres'],
  run: () =>
    withDatabase('postgres', async (database, sink) => ({
      ours: await startAll(sink, 1, database),
      peer: await startAll(sink, 1),
    })),
};

/** Two gateways on one database against one. */
export const postgresTwo: Suite = {
  names: ['postgres-2'],
  run: () =>
    withDatabase('postgres-2', async (database, sink) => {
      const other = await createDatabase();
      const ours = await startAll(sink, 2, database);
      const peer = await startAll(sink, 1, other);
      return { ours, peer, close: () => other.drop() };
    }),
};

interface Sides {
  readonly ours: readonly Server[];
  readonly peer: readonly Server[];
  close?(): Promise<void>;
}

async function withDatabase(
  name: RowName,
  start: (database: TestDatabase, sink: Sink) => Promise<Sides>,
): ReturnType<Suite['run']> {
  if (!hasPostgres()) return { [name]: NO_SERVER };
  const database = await createDatabase();
  const sink = await startSink();
  const sides = await start(database, sink);
  try {
    const pairs = await inTurn(
      ROUNDS,
      () => burst(sides.ours, sink, EVENTS, 1),
      () => burst(sides.peer, sink, EVENTS, 1),
    );
    const taken = compare(pairs, ({ takenPerSecond }) => takenPerSecond);
    const ratio = taken.ratio.toFixed(2);
    detail(`taken: ours ${rate(taken.ours)}, peer ${rate(taken.peer)}, ratio ${ratio}`);
    return { [name]: compare(pairs, ({ perSecond }) => perSecond) };
  } finally {
    for (const server of [...sides.ours, ...sides.peer]) await server.stop();
    await sink.close();
    await database.drop();
    await sides.close?.();
  }
}

/** Gateways of one database; none given: one on SQLite. */
async function startAll(
  sink: Sink,
  count: number,
  database?: TestDatabase,
): Promise<readonly Server[]> {
  const shared = {
    key: randomBytes(32).toString('hex'),
    ...(database && { databaseUrl: database.url }),
  };
  const subscription = { targetUrl: sink.url(0), maxConcurrency: CONCURRENCY };
  const first = await startGateway({ ...shared, subscriptions: [subscription] });
  const servers = [first];
  while (servers.length < count) servers.push(await startGateway({ ...shared, path: first.path }));
  return servers;
}
