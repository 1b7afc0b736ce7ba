/** A provider on the internet, and an n8n that does not know its own address there. */
import { SignalsTrigger } from '../../nodes/Signals/SignalsTrigger.node.ts';
import { SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';

stayOffline();

const trigger = (publicUrl: string, baseUrl: string): SimulatedN8n =>
  new SimulatedN8n(new SignalsTrigger(), {
    publicUrl,
    credentials: { signalsApi: { baseUrl, apiToken: '12|token' } },
  });

test.each([
  'http://localhost:5678',
  'http://127.0.0.1:5678',
  'http://192.168.1.7:5678',
  'http://n8n',
])('an n8n at %s registers nothing, and says what to set', async (own) => {
  const n8n = trigger(`${own}/webhook`, 'https://signals.example.com');
  const { message, description } = await refusalOf(n8n.activate(), []);
  expect(message).toBe(`SIGNALS cannot reach this n8n at ${own}.`);
  expect(description).toMatch(/Set N8N_WEBHOOK_URL .+ restart n8n, and publish/);
  expect(n8n.kept).toEqual({});
});

test('a provider on the same machine reaches it there', async () => {
  const baseUrl = 'http://127.0.0.1:8788';
  const api = nock(`${baseUrl}/api/v1`);
  api.get('/webhooks').reply(200, { webhooks: [] });
  api.post('/webhooks').reply(201, { webhook: { id: 1, secret: 'a'.repeat(64) } });
  const n8n = trigger('http://localhost:5678/webhook', baseUrl);
  await n8n.activate();
  expect(n8n.kept).toMatchObject({ registration: { id: '1' } });
});
