import { onceASecond } from '../../src/http/readiness.ts';
import { startHarness } from './harness.ts';

describe('onceASecond', () => {
  it('asks once for all who ask at the same time or soon after, also when it fails', async () => {
    let asked = 0;
    const check = onceASecond(async () => {
      asked += 1;
      throw new Error(`failed ${asked}`);
    });
    const now = jest.spyOn(performance, 'now').mockReturnValue(5000);
    try {
      const answers = await Promise.allSettled([check(), check()]);
      answers.push(...(await Promise.allSettled([check()])));
      expect(answers).toMatchObject(Array(3).fill({ reason: { message: 'failed 1' } }));
      now.mockReturnValue(6000);
      await expect(check()).rejects.toThrow('failed 2');
    } finally {
      now.mockRestore();
    }
  });
});

test('/readyz writes, and not more often than once a second, whoever asks', async () => {
  let checks = 0;
  const harness = await startHarness({
    wrapStore: (store) =>
      new Proxy(store, {
        get: (of, key) => {
          if (key === 'check') checks += 1;
          const value = Reflect.get(of, key);
          return typeof value === 'function' ? value.bind(of) : value;
        },
      }),
  });
  const started = performance.now();
  const asking = Array.from({ length: 100 }, () => harness.call('GET', '/readyz', { token: null }));
  const replies = await Promise.all(asking);
  const seconds = Math.ceil((performance.now() - started) / 1000);
  await harness.close();
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(checks).toBeLessThanOrEqual(seconds);
});

test('/healthz and /readyz tell what is wrong with the disk', async () => {
  const failure = 'The disk failed to write.';
  const harness = await startHarness({
    wrapStore: (store) =>
      new Proxy(store, {
        get: (of, key) => {
          if (key === 'failure') return failure;
          const value = Reflect.get(of, key);
          return typeof value === 'function' ? value.bind(of) : value;
        },
      }),
  });
  const { status, json } = await harness.call('GET', '/healthz', { token: null });
  await harness.close();
  expect([status, json.code, json.detail]).toEqual([503, 'unavailable', failure]);
});
