import { Exclusive } from '../../src/services/exclusive.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('Exclusive', () => {
  test('runs changes of one id one after the other, and others beside them', async () => {
    const exclusive = new Exclusive();
    const order: string[] = [];
    const change = (id: string, name: string, ms: number) =>
      exclusive.run(id, async () => {
        order.push(`${name} begins`);
        await pause(ms);
        order.push(`${name} ends`);
        return name;
      });
    const names = await Promise.all([
      change('a', '1', 30),
      change('a', '2', 0),
      change('b', '3', 0),
    ]);
    expect(names).toEqual(['1', '2', '3']);
    expect(order).toEqual(['1 begins', '3 begins', '3 ends', '1 ends', '2 begins', '2 ends']);
  });

  test('a failure is told to its own caller only', async () => {
    const exclusive = new Exclusive();
    const failing = exclusive.run('a', () => Promise.reject(new Error('no')));
    const next = exclusive.run('a', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
