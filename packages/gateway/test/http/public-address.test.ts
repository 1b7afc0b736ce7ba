import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const PATH = '/v1/public-address/check';

test('the gateway asks its own public address, for those who may do everything', async () => {
  harness = await startHarness({ publicUrl: 'https://no.such.host.invalid/base' });
  const { status, json } = await harness.call('POST', PATH);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    url: 'https://no.such.host.invalid/base',
    outcome: 'unreachable',
    http_status: null,
    reason: expect.stringContaining('host name'),
  });
  const token = await harness.token('events:read');
  expect((await harness.call('POST', PATH, { token })).status).toBe(403);
});

test('where none is known, that is said', async () => {
  harness = await startHarness({ publicUrl: null });
  const { status, json } = await harness.call('POST', PATH);
  expect(status).toBe(409);
  expect(json.detail).toContain('SIGNAL_HOOKS_URL');
});
