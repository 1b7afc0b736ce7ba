import { generateKeyPairSync } from 'node:crypto';
import { type Harness, signalsSettings, startHarness, startSignals } from './harness.ts';

let harness: Harness;
let signals: Awaited<ReturnType<typeof startSignals>>;
beforeAll(async () => {
  signals = await startSignals();
  harness = await startHarness();
});
afterAll(() => Promise.all([harness.close(), signals.close()]));

async function add(body: object): Promise<{ id: string; state: string }> {
  const { status, json } = await harness.call('POST', '/v1/sources', { body });
  expect(status).toBe(201);
  harness.advance(1);
  return json;
}

const stateOf = async (id: string): Promise<string> =>
  (await harness.call('GET', `/v1/sources/${id}`)).json.state;

const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
  format: 'pem',
  type: 'spki',
}) as string;

test.each([
  ['whose secret is made here', { provider: 'siggnal' }, 'ready'],
  ['that takes requests unsigned', { provider: 'signal-ark', unsigned: true }, 'ready'],
  ['with a key', { provider: 'salesiq', public_keys: [publicKey] }, 'ready'],
  ['whose provider makes the secret', { provider: 'signal-ark' }, 'waiting_for_secret'],
  ['without a secret of an API', { provider: 'signals' }, 'waiting_for_registration'],
  ['without a key', { provider: 'salesiq' }, 'waiting_for_registration'],
])('a source %s', async (_which, body, state) => {
  const added = await add(body);
  expect([added.state, await stateOf(added.id)]).toEqual([state, state]);
  const { json } = await harness.call('GET', '/v1/sources?limit=1');
  expect(json.data).toMatchObject([{ id: added.id, state }]);
});

test('waits for its secret until it is given', async () => {
  const { id } = await add({ provider: 'signal-ark' });
  const body = { secret: 'copied-from-signal-ark' };
  const given = await harness.call('POST', `/v1/sources/${id}/rotate-secret`, { body });
  expect([given.json.state, await stateOf(id)]).toEqual(['ready', 'ready']);
});

test('waits for its registration until it is registered', async () => {
  const { id } = await add({ provider: 'signals' });
  const settings = signalsSettings(signals);
  await harness.call('PATCH', `/v1/sources/${id}`, { body: { settings } });
  expect(await stateOf(id)).toBe('waiting_for_registration');
  const { json } = await harness.call('POST', `/v1/sources/${id}/register`);
  expect([json.state, await stateOf(id)]).toEqual(['ready', 'ready']);
});
