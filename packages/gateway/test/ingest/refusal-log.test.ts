import type { Rejection } from '../../src/domain.ts';
import { RefusalLog } from '../../src/ingest/refusal-log.ts';
import { createLog } from '../../src/log.ts';
import type { ReadySource } from '../../src/ready.ts';
import { Vault } from '../../src/vault.ts';

const SOURCE = { source: { id: 'src_1' } } as ReadySource;
/** Those that are summed up are looked at every five seconds. */
const SUM_UP_MS = 5000;

let elapsed = 0;
beforeEach(() => {
  elapsed = 0;
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
  jest.spyOn(performance, 'now').mockImplementation(() => elapsed);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const pass = async (ms: number): Promise<void> => {
  elapsed += ms;
  await jest.advanceTimersByTimeAsync(ms);
};
/** What is written is written in turns of the event loop. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('what a slow store had no room for is listed once it has, though nothing more is refused', async () => {
  const written: Rejection[] = [];
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const addRejections = async (rows: readonly Rejection[]): Promise<void> => {
    await held;
    written.push(...rows);
  };
  const log = new RefusalLog({
    store: { accounts: { addRejections } },
    vault: new Vault(new Uint8Array(32)),
    log: createLog('silent'),
    now: Date.now,
    rejectionsKept: 1000,
  });
  // A hundred at once and one a second go into the list, of which two hundred may wait for the store.
  const request = { headers: {}, body: new Uint8Array(10) };
  const flood = (): void => log.note(SOURCE, 'signature_mismatch', 'It is forged.', 10, request);
  for (let at = 0; at < 100; at += 1) flood();
  for (let second = 0; second < 200; second += 1) {
    await settle();
    await pass(1000);
    flood();
  }
  const total = 300;
  // The sum finds no room, and the flood is over.
  await pass(SUM_UP_MS);
  letGo();
  await settle();
  await pass(SUM_UP_MS);
  await settle();
  const counts = written.map(
    ({ explanation }) => 1 + Number(/(\d+) more of the same kind/.exec(explanation)?.[1] ?? 0),
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
});
