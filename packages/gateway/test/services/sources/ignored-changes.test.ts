import { type Harness, startFake, startHarness } from '../../http/harness.ts';

describe('what the provider would not learn of', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  test.each(['siggnal', 'signal-ark', 'sigsentry'])(
    'a choice of events at %s is refused: it always sends all',
    async (provider) => {
      const added = harness.services.sources.add({ provider, events: ['signal'] });
      await expect(added).rejects.toMatchObject({
        fields: [{ path: 'events', message: expect.stringMatching(/in the subscription/) }],
      });
    },
  );

  test('a new auth header is sent by SigSentry, and nothing else is taken for one', async () => {
    const { sources } = harness.services;
    const bodies: { credentials?: { authHeader?: string; hmacSecret: string } }[] = [];
    let channels: object[] = [];
    const sentry = await startFake(({ method, body }) => {
      if (method === 'GET') return [200, { success: true, data: channels }];
      const channel = JSON.parse(body);
      bodies.push(channel);
      channels = [{ id: 'c1', isActive: true, ...channel }];
      return [200, { success: true, data: { id: 'c1' } }];
    });
    const settings = { api_key: 'ss_secret_1', api_url: sentry.url, auth_header: 'Bearer one' };
    const { id } = (await sources.add({ provider: 'sigsentry', settings })).ready.source;
    const changed = await sources.update(id, { settings: { auth_header: 'Bearer two' } });
    expect(bodies.at(-1)?.credentials?.authHeader).toBe('Bearer two');
    expect(changed.secrets).toMatchObject({
      authorization: ['Bearer two'],
      secrets: [bodies.at(-1)?.credentials?.hmacSecret],
      retiring: [{ secret: bodies[0]?.credentials?.hmacSecret }],
    });
    const without = await sources.update(id, { settings: { auth_header: '' } });
    expect(bodies.at(-1)?.credentials).not.toHaveProperty('authHeader');
    expect(without.secrets.authorization).toEqual([]);
    await expect(sources.update(id, { authorization: ['Bearer x'] })).rejects.toMatchObject({
      fields: [{ path: 'authorization', message: expect.stringMatching(/settings.auth_header/) }],
    });
    await sentry.close();
  });
});
