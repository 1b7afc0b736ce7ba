import { generateKeyPairSync } from 'node:crypto';
import { type Fake, startFake, startHarness } from '../../http/harness.ts';
import { failureOf } from './failure.ts';

describe('SalesIQ', () => {
  const settingsAt = ({ url }: Fake) => ({
    screen_name: 'acme',
    client_id: 'id',
    client_secret: 'secret',
    refresh_token: 'refresh',
    api_url: url,
    accounts_url: url,
  });

  test('refuses brands for events that it does not have by brand', async () => {
    const zoho = await startFake(() => [200, { access_token: 'x', data: [] }]);
    const harness = await startHarness();
    const failure = await failureOf(
      harness.services.sources.add({
        provider: 'salesiq',
        events: ['operator.created'],
        settings: { ...settingsAt(zoho), app_ids: '19367000000002043' },
      }),
    );
    expect(failure).toMatchObject({ code: 'provider_refused', provider: 'provider_invalid' });
    expect(failure.message).toMatch(/Make a source without App IDs for them/);
    expect(harness.directory.sources()).toEqual([]);
    await harness.close();
    await zoho.close();
  });

  test('finds the ingest URL answering before it accepts it', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    let head = 0;
    const zoho = await startFake(async ({ method, path, headers, body }) => {
      if (path.startsWith('/oauth')) return [200, { access_token: 'zoho-access-token' }];
      if (headers.authorization !== 'Zoho-oauthtoken zoho-access-token') {
        return [200, { error: { code: 1008, message: 'bad token' } }];
      }
      if (method === 'GET') return [200, { data: [] }];
      if (path.endsWith('/keys')) return [200, { data: { public_keys: [{ id: '1', key }] } }];
      head = (await fetch(JSON.parse(body).url, { method: 'HEAD' })).status;
      if (head !== 200) return [200, { error: { code: 1006, message: 'Invalid URL' } }];
      return [200, { data: { id: '19367000000002043' } }];
    });
    const harness = await startHarness();
    const { ready } = await harness.services.sources.add({
      provider: 'salesiq',
      events: ['conversation.completed'],
      settings: settingsAt(zoho),
    });
    expect(head).toBe(200);
    expect(ready.source.registrationId).toBe('19367000000002043');
    expect(ready.secrets.publicKeys).toEqual([key]);
    await harness.close();
    await zoho.close();
  });
});
