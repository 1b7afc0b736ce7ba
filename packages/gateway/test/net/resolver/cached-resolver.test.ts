import {
  type CacheOptions,
  cachedResolver,
  type Resolution,
  ResolveError,
} from '../../../src/net/resolver/cached-resolver.ts';

const answer = (address: string, ttlMs = 10_000): Resolution => ({
  addresses: [{ address, family: 4 }],
  ttlMs,
});

describe('cachedResolver', () => {
  let time = 0;
  let asked: string[] = [];
  beforeEach(() => {
    time = 0;
    asked = [];
  });
  const make = (
    lookup: (name: string) => Promise<Resolution>,
    options: CacheOptions = {},
  ): ReturnType<typeof cachedResolver> =>
    cachedResolver(
      (name) => {
        asked.push(name);
        return lookup(name);
      },
      { clock: () => time, ...options },
    );

  test('keeps an answer for its TTL, from one second to half a minute', async () => {
    const ttls: Record<string, number> = { short: 0, usual: 10_000, long: 86_400_000 };
    const resolve = make(async (name) => answer('192.0.2.1', ttls[name]));
    for (const [name, heldMs] of [
      ['short', 1000],
      ['usual', 10_000],
      ['long', 30_000],
    ] as const) {
      time = 0;
      asked = [];
      await resolve(name);
      time = heldMs - 1;
      await resolve(name);
      expect(asked).toEqual([name]);
      time = heldMs;
      await resolve(name);
      expect(asked).toEqual([name, name]);
    }
  });

  test('remembers a failure for a short time', async () => {
    const resolve = make(() => Promise.reject(new ResolveError('ENOTFOUND')), { failureMs: 3000 });
    for (const at of [0, 2999, 3000]) {
      time = at;
      await expect(resolve('gone')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    }
    expect(asked).toEqual(['gone', 'gone']);
  });

  test('asks a name once while it does not answer, and keeps a late answer', async () => {
    let release: (found: Resolution) => void = () => undefined;
    const late = new Promise<Resolution>((found) => {
      release = found;
    });
    const resolve = make(() => late, { timeoutMs: 20 });
    const waiting = [resolve('slow'), resolve('slow')];
    for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    await expect(resolve('slow')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    release(answer('192.0.2.1'));
    expect(await resolve('slow')).toEqual([{ address: '192.0.2.1', family: 4 }]);
    expect(asked).toEqual(['slow']);
  });

  test('forgets the oldest name when there are too many', async () => {
    const resolve = make(async () => answer('192.0.2.1'), { maxEntries: 2 });
    for (const name of ['a', 'b', 'c', 'b', 'a']) await resolve(name);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
