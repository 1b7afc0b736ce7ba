import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Streams } from '../../src/live/streams.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';

/** A connection that the test reads from, or does not. */
class FakeResponse extends EventEmitter {
  headersSent = false;
  writableEnded = false;
  destroyed = false;
  writableLength = 0;
  text = '';

  writeHead(): void {
    this.headersSent = true;
  }
  write(text: string): void {
    this.text += text;
  }
  end(): void {
    this.writableEnded = true;
    this.emit('close');
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

let looks = 0;
let version = 0;
let events: readonly object[] = [];
const store = {
  newest: {
    events: async () => events,
    rejections: async () => ({ items: [], next: null }),
    pings: async () => [],
  },
  statistics: { list: async () => [] },
  accounts: {
    version: async () => {
      looks += 1;
      return version;
    },
  },
  alerts: { lastChange: async () => 0 },
} as unknown as Store;

let streams: Streams;
beforeEach(() => {
  jest.useFakeTimers();
  [looks, version, events] = [0, 0, []];
  streams = new Streams({ store, log: createLog('silent'), now: Date.now });
});
afterEach(async () => {
  await streams.close();
  jest.useRealTimers();
});

async function read(
  recheck: () => Promise<unknown> = async () => undefined,
): Promise<FakeResponse> {
  const response = new FakeResponse();
  const given = response as unknown as ServerResponse;
  await streams.open({ response: given, scopes: ['admin'], recheck, ms: null });
  return response;
}

test('the store is looked at once a second, however many read, and not at all if nobody does', async () => {
  await jest.advanceTimersByTimeAsync(5000);
  expect(looks).toBe(0);
  const readers = [await read(), await read(), await read()];
  expect(looks).toBe(1);
  await jest.advanceTimersByTimeAsync(3000);
  expect(looks).toBe(4);
  for (const reader of readers) reader.destroy();
  await jest.advanceTimersByTimeAsync(5000);
  expect(looks).toBe(4);
  version += 1;
  expect((await read()).text).not.toContain('configuration');
});

test('who reads too slowly is cut off, the others go on', async () => {
  const [slow, quick] = [await read(), await read()];
  slow.writableLength = 300 * 1024;
  version += 1;
  await jest.advanceTimersByTimeAsync(1000);
  expect([slow.destroyed, quick.destroyed]).toEqual([true, false]);
  expect(quick.text).toContain('event: configuration\ndata: {}\n\n');
  expect(streams.count).toBe(1);
});

test('a heartbeat every 15 seconds looks whether one may still read', async () => {
  let isRevoked = false;
  const reader = await read(async () => {
    if (isRevoked) throw new Error('revoked');
  });
  await jest.advanceTimersByTimeAsync(15_000);
  expect(reader.text.endsWith(':\n\n')).toBe(true);
  expect(reader.writableEnded).toBe(false);
  isRevoked = true;
  await jest.advanceTimersByTimeAsync(15_000);
  expect(reader.writableEnded).toBe(true);
});

test('a flood is not named one by one, but it is said that there is more', async () => {
  const reader = await read();
  const [sourceId, type, receivedAt] = ['src_1', 'a', Date.now()];
  events = Array.from({ length: 50 }, (_, at) => ({ id: `evt_${at}`, sourceId, type, receivedAt }));
  await jest.advanceTimersByTimeAsync(1000);
  expect(reader.text.match(/^event: event$/gm)).toHaveLength(50);
  expect(reader.text).toContain('event: more\ndata: {"of":"events"}\n\n');
});

test('a hundred may read at once', async () => {
  const readers = await Promise.all(Array.from({ length: 100 }, () => read()));
  await expect(read()).rejects.toMatchObject({ code: 'overloaded' });
  readers[0]?.destroy();
  await expect(read()).resolves.toBeDefined();
});
