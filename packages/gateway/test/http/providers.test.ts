import { createHmac } from 'node:crypto';
import { PRESETS } from '@signal-hooks/catalogue';
import fc from 'fast-check';
import { send } from '../../../../test/support/http.ts';
import type { StoredProvider } from '../../src/domain.ts';
import { type Harness, startHarness } from './harness.ts';

const SECRET = 'acme-secret';
const field = (key: string, type: string, from: string) => ({
  ...{ key, type, from, label: key, status: 'documented', sample: type === 'number' ? 1 : 'a' },
});
const ACME = {
  id: 'acme',
  name: 'Acme',
  signature: { algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex' },
  eventType: 'type',
  identity: [{ parts: ['id'] }, { parts: [{ digestWithout: [] }] }],
  common: { title: 'title' },
  fields: [field('amount', 'number', 'amount'), field('city', 'string', 'place.city')],
};
const SALE = { type: 'sale', id: 7, title: 'A sale', amount: 12.5, place: { city: 'Köln' } };

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const add = (more: object = {}) =>
  harness.call('POST', '/v1/sources', {
    body: { provider: 'custom', definition: ACME, secrets: [SECRET], ...more },
  });

/** Sends a signed payload to a source. */
function post(url: string, payload: object, secret = SECRET) {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return send(url, { body, headers: { 'x-acme-signature': signature } });
}

const subscribe = async (filter: object[], more: object = {}): Promise<string> => {
  const body = { target_url: 'https://example.com/hook', filter, ...more };
  return (await harness.call('POST', '/v1/subscriptions', { body })).json.id;
};

describe('a source of a definition', () => {
  test('takes its events, and its records have its fields', async () => {
    const added = await add();
    expect([added.status, added.json.provider, added.json.state]).toEqual([201, 'acme', 'ready']);
    expect((await post(added.json.ingest_url, SALE)).json.status).toBe('stored');
    expect((await post(added.json.ingest_url, SALE)).json.status).toBe('duplicate');
    expect((await post(added.json.ingest_url, SALE, 'forged')).status).toBe(401);
    const { json } = await harness.call('GET', '/v1/events?provider=acme');
    expect(json.data).toMatchObject([
      {
        event_type: 'sale',
        provider: 'acme',
        record: { title: 'A sale', amount: 12.5, city: 'Köln', unreadable_fields: [] },
      },
    ]);
    const metrics = await harness.call('GET', '/metrics');
    expect(metrics.text).toContain('provider="acme",outcome="stored"} 1');
  });

  test('can be added once more with the same definition, but not with another', async () => {
    const first = await add();
    const shuffled = Object.fromEntries(Object.entries(ACME).reverse());
    const second = await add({ definition: shuffled });
    expect([first.status, second.status]).toEqual([201, 201]);
    const other = await add({ definition: { ...ACME, name: 'Other' } });
    expect([other.status, other.json.code]).toEqual([409, 'conflict']);
    expect(other.json.detail).toContain('PUT /v1/providers/acme');
    expect((await harness.call('GET', '/v1/sources?provider=acme')).json.data).toHaveLength(2);
  });

  test('is known to every process, and after its directory is loaded anew', async () => {
    const { json } = await add();
    const elsewhere = harness.servicesElsewhere();
    expect((await elsewhere.sources.get(json.id)).source.provider).toBe('acme');
  });

  test.each([
    ['nothing to go by', { definition: undefined }, 'definition'],
    ['an unknown preset', { definition: undefined, preset: 'gitbub' }, 'preset'],
    ['a provider of another id', { provider: 'siggnal' }, 'provider'],
    ['an id of ours', { definition: { ...ACME, id: 'siggnal' } }, 'definition.id'],
    ['an id of a preset', { definition: { ...ACME, id: 'github' } }, 'definition.id'],
    ['an id that means any', { definition: { ...ACME, id: 'custom' } }, 'definition.id'],
    ['a preset without an id of its own', { definition: {}, preset: 'github' }, 'definition.id'],
    ['no object', { definition: [] }, 'definition'],
    [
      'an unknown algorithm',
      { definition: { ...ACME, signature: { ...ACME.signature, algorithm: 'md5' } } },
      'definition.signature.algorithm',
    ],
    ['a key that does nothing', { definition: { ...ACME, script: '1' } }, 'definition.script'],
    [
      'an identity that may not hold',
      { definition: { ...ACME, identity: [{ parts: ['id'] }] } },
      'definition.identity',
    ],
    ['more than 64 kB', { definition: { ...ACME, setup: 'a'.repeat(65_536) } }, 'definition'],
  ])('is refused with %s', async (_what, more, path) => {
    const { status, json } = await add(more);
    expect([status, json.code, json.fields?.[0]?.path]).toEqual([422, 'invalid_request', path]);
    expect(await harness.store.providers.list()).toEqual([]);
  });

  test('is refused, and nothing is stored, where the rest of the request is wrong', async () => {
    expect((await add({ secrets: [' a '] })).status).toBe(422);
    expect(await harness.store.providers.list()).toEqual([]);
  });
});

describe('a preset', () => {
  test('is a source by its own id, and by "custom"', async () => {
    const one = await harness.call('POST', '/v1/sources', { body: { provider: 'github' } });
    const other = await add({ definition: undefined, preset: 'github' });
    expect([one.json.provider, other.json.provider]).toEqual(['github', 'github']);
    expect(await harness.store.providers.list()).toEqual([]);
  });

  test.each(Object.keys(PRESETS))('%s can be the base of a definition', async (preset) => {
    const definition = { id: 'mine', name: 'Mine' };
    const { json } = await harness.call('POST', '/v1/definitions/check', {
      body: { definition, preset },
    });
    expect(json).toMatchObject({ ok: true, problems: [], provider: { id: 'mine' } });
  });

  test('takes a secret only in the form that it is written in', async () => {
    const call = (secret: string) =>
      harness.call('POST', '/v1/sources', {
        body: { provider: 'standard-webhooks', secrets: [secret] },
      });
    expect((await call('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).status).toBe(201);
    const { json } = await call('not base64!');
    expect(json.fields).toEqual([
      { path: 'secrets.0', message: expect.stringContaining('base64, often behind “whsec_”') },
    ]);
  });

  test('is the base of a definition: of its signature, what differs is given', async () => {
    const definition = {
      id: 'forge',
      name: 'Forge',
      signature: { header: 'x-forge-signature' },
      fields: [],
    };
    expect((await add({ definition, preset: 'github' })).json.provider).toBe('forge');
    const { json } = await harness.call('GET', '/v1/providers/forge');
    expect(json).toMatchObject({
      kind: 'custom',
      definition: {
        id: 'forge',
        signature: { header: 'x-forge-signature', prefix: 'sha256=', encoding: 'hex' },
        eventType: { header: 'x-github-event' },
      },
    });
  });
});

describe('the providers', () => {
  test('are listed with whose they are', async () => {
    await add();
    const { json } = await harness.call('GET', '/v1/providers');
    const kinds = Object.fromEntries(
      json.data.map(({ id, kind }: { id: string; kind: string }) => [id, kind]),
    );
    expect(kinds).toMatchObject({ siggnal: 'built-in', github: 'preset', acme: 'custom' });
    expect(json.next_cursor).toBeNull();
  });

  test('show their definition and the schema of their records', async () => {
    await add();
    const acme = await harness.call('GET', '/v1/providers/acme');
    expect(acme.json.definition).toEqual(ACME);
    expect(acme.json.record_schema.properties.amount.type).toEqual(['number', 'null']);
    const signals = await harness.call('GET', '/v1/providers/signals');
    expect(signals.json.definition.registration).toBeUndefined();
    const github = await harness.call('GET', '/v1/providers/github');
    expect(github.json).toMatchObject({ kind: 'preset', created_at: null, notes: [] });
    expect((await harness.call('GET', '/v1/providers/none')).json.code).toBe('provider_not_found');
  });

  test('need the scopes of sources', async () => {
    await add();
    const [reads, others] = [
      await harness.token('sources:read'),
      await harness.token('events:read'),
    ];
    const status = async (method: string, path: string, token: string, body?: object) =>
      (await harness.call(method, path, { token, ...(body && { body }) })).status;
    const change = { definition: ACME };
    expect(await status('GET', '/v1/providers', others)).toBe(200);
    expect(await status('GET', '/v1/providers/acme', others)).toBe(403);
    expect(await status('GET', '/v1/providers/acme', reads)).toBe(200);
    expect(await status('POST', '/v1/definitions/check', reads, change)).toBe(200);
    expect(await status('PUT', '/v1/providers/acme', reads, change)).toBe(403);
    expect(await status('DELETE', '/v1/providers/acme', reads)).toBe(403);
  });
});

test('there can be no more than 200 definitions', async () => {
  for (let at = 0; at < 200; at += 1) {
    const id = `p${at}`;
    const row = { id, definition: JSON.stringify({ ...ACME, id }), createdAt: at, updatedAt: at };
    await harness.store.providers.add(row);
  }
  const { status, json } = await add();
  expect([status, json.detail]).toEqual([409, expect.stringContaining('200 definitions')]);
  expect((await add({ definition: { ...ACME, id: 'p1' } })).status).toBe(201);
});

describe('a change of a definition', () => {
  const change = (definition: object) =>
    harness.call('PUT', '/v1/providers/acme', { body: { definition } });

  test('maps old events anew', async () => {
    const { json } = await add();
    await post(json.ingest_url, SALE);
    const fields = [...ACME.fields, field('place', 'string', 'place.city')];
    const changed = await change({ ...ACME, name: 'Acme 2', fields });
    expect([changed.status, changed.json.name, changed.json.notes]).toEqual([200, 'Acme 2', []]);
    const events = await harness.call('GET', '/v1/events');
    expect(events.json.data[0].record).toMatchObject({ city: 'Köln', place: 'Köln' });
  });

  test('says what becomes of fields and of recognising events again', async () => {
    await add();
    const [amount] = ACME.fields;
    const { json } = await change({
      ...ACME,
      fields: [{ ...amount, type: 'string' }],
      eventType: 'kind',
      identity: [{ parts: [{ digestWithout: [] }] }],
    });
    expect(json.notes).toEqual([
      expect.stringContaining('"amount" is of type string and no longer number'),
      expect.stringContaining('"city" is gone'),
      expect.stringContaining('keep the type'),
      expect.stringContaining('counts as new'),
    ]);
  });

  test('is refused where a filter asks for a field, by its provider, its source or for any', async () => {
    const { json } = await add();
    const filter = [{ field: 'amount', op: 'gte', value: 10 }];
    const without = { ...ACME, fields: [] };
    for (const scope of [{ provider: 'acme' }, { source_id: json.id }, {}]) {
      const id = await subscribe(filter, scope);
      const refused = await change(without);
      expect([refused.status, refused.json.detail]).toEqual([
        409,
        expect.stringMatching(new RegExp(`"amount" is gone, but the filter of ${id}`)),
      ]);
      await harness.call('DELETE', `/v1/subscriptions/${id}`);
    }
    await subscribe([{ field: 'provider', op: 'eq', value: 'siggnal' }], { provider: 'siggnal' });
    expect((await change(without)).status).toBe(200);
  });

  test('keeps the id, and is for what was defined here alone', async () => {
    await add();
    expect((await change({ ...ACME, id: 'other' })).json.fields[0].path).toBe('definition.id');
    const call = (id: string) =>
      harness.call('PUT', `/v1/providers/${id}`, { body: { definition: { ...ACME, id } } });
    expect((await call('none')).json.code).toBe('provider_not_found');
    expect((await call('siggnal')).json.code).toBe('conflict');
    expect((await call('github')).json.code).toBe('conflict');
  });

  test('is refused where sources hold another kind of key', async () => {
    await add();
    const signature = { algorithm: 'rsa-sha256', header: 'x-acme-signature', encoding: 'base64' };
    const refused = await change({ ...ACME, signature });
    expect([refused.status, refused.json.detail]).toEqual([
      409,
      expect.stringContaining('another id'),
    ]);
  });
});

describe('learning a definition', () => {
  const learn = (body: object, token?: string) =>
    harness.call('POST', '/v1/definitions/learn', { body, ...(token && { token }) });
  const request = {
    body: JSON.stringify({ ...SALE, at: '2026-04-25T14:30:00Z' }),
    headers: { 'X-Acme-Signature': 'a'.repeat(64), 'Content-Type': 'application/json' },
  };

  test('gives one that can be saved as it is', async () => {
    const { json } = await learn({ requests: [request], id: 'acme', name: 'Acme' });
    expect(json.definition).toMatchObject({ id: 'acme', eventType: 'type' });
    expect(json.definition.fields.map(({ key }: { key: string }) => key)).toContain('amount');
    const added = await add({ definition: json.definition });
    expect(added.status).toBe(201);
  });

  test('asks what it is not sure of, and takes only an answer that is one', async () => {
    const requests = [{ body: '{"event":"sale.created","type":"order.new","id":7}' }];
    const { json } = await learn({ requests });
    const [{ about, options }] = json.questions;
    const answered = (answer: string) => learn({ requests, answers: { [about]: answer } });
    expect((await answered(options.at(-1).answer)).status).toBe(200);
    const refused = await answered('none of these');
    expect([refused.status, refused.json.fields[0].path]).toEqual([422, `answers.${about}`]);
  });

  test('from stored events, by those who may read them', async () => {
    const { json } = await add({ definition: { ...ACME, fields: [] } });
    const { json: stored } = await post(json.ingest_url, SALE);
    const body = { event_ids: [stored.event_id] };
    const writes = await harness.token('sources:write');
    expect((await learn(body, writes)).json.code).toBe('forbidden');
    const both = await harness.token('sources:write', 'events:read');
    const learned = await learn(body, both);
    expect(learned.json.definition.fields).toEqual(
      expect.arrayContaining([expect.objectContaining({ from: 'amount', type: 'number' })]),
    );
  });

  test.each([
    ['nothing', {}, 'requests'],
    ['no JSON', { requests: [{ body: '<a/>' }] }, 'requests.0.body'],
    ['an event that is not there', { event_ids: ['evt_0'] }, 'event_ids.0'],
  ])('is refused with %s', async (_what, body, path) => {
    const { status, json } = await learn(body);
    expect([status, json.fields?.[0].path]).toEqual([422, expect.stringContaining(path)]);
  });
});

test('whatever is given as a definition, the answer says what is wrong', async () => {
  const part = fc.jsonValue({ maxDepth: 3 });
  const parts = fc.record(
    { signature: part, eventType: part, identity: part, fields: part, body: part, events: part },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(parts, async (given) => {
      const body = JSON.stringify({ definition: { ...ACME, ...given } });
      const { status, json } = await harness.call('POST', '/v1/definitions/check', { body });
      // Keys that no JSON of ours may hold are refused before.
      expect([200, 400]).toContain(status);
      if (status === 200) expect(json.ok).toBe(json.problems.length === 0);
    }),
    { numRuns: 300 },
  );
});

describe('removing a provider', () => {
  const remove = () => harness.call('DELETE', '/v1/providers/acme');

  test('waits for its sources and for who asks for its events', async () => {
    const { json } = await add();
    const subscription = await subscribe([], { provider: 'acme' });
    expect((await remove()).json.detail).toContain(json.id);
    await harness.call('DELETE', `/v1/sources/${json.id}`);
    expect((await remove()).json.detail).toContain(subscription);
    await harness.call('DELETE', `/v1/subscriptions/${subscription}`);
    expect((await remove()).status).toBe(204);
    expect((await remove()).json.code).toBe('provider_not_found');
    expect((await harness.call('DELETE', '/v1/providers/github')).json.code).toBe('conflict');
  });
});

test('filters check the fields of its definition', async () => {
  await add();
  const body = (provider: string, value: unknown) => ({
    target_url: 'https://example.com/hook',
    provider,
    filter: [{ field: 'amount', op: 'gte', value }],
  });
  const create = async (provider: string, value: unknown) =>
    (await harness.call('POST', '/v1/subscriptions', { body: body(provider, value) })).status;
  expect(await create('acme', 10)).toBe(201);
  expect(await create('acme', 'ten')).toBe(422);
  expect(await create('siggnal', 10)).toBe(422);
  const { json } = await harness.call('GET', '/v1/sources');
  await post(json.data[0].ingest_url, SALE);
  await post(json.data[0].ingest_url, { ...SALE, id: 8, amount: 9 });
  const filter = encodeURIComponent(JSON.stringify(body('acme', 10).filter));
  const found = await harness.call('GET', `/v1/events?filter=${filter}`);
  expect(
    found.json.data.map(({ record }: { record: { amount: number } }) => record.amount),
  ).toEqual([12.5]);
});

test('any event type of a product can be asked for, known or not', async () => {
  const create = async (more: object) => {
    const body = { target_url: 'https://example.com/hook', event_types: ['refund'], ...more };
    return (await harness.call('POST', '/v1/subscriptions', { body })).status;
  };
  expect(await create({})).toBe(422);
  await add();
  expect([await create({ provider: 'acme' }), await create({ provider: 'stripe' })]).toEqual([
    201, 201,
  ]);
  expect([await create({}), await create({ provider: 'siggnal' })]).toEqual([201, 422]);
});

test('a definition that no longer compiles makes only its sources unusable, and can be repaired', async () => {
  const { json } = await add();
  await post(json.ingest_url, SALE);
  const spoil = (stored: StoredProvider) => ({ ...stored, definition: '{"id":"acme"}' });
  await harness.store.providers.change('acme', spoil);
  const siggnal = await harness.call('POST', '/v1/sources', { body: { provider: 'siggnal' } });
  expect(siggnal.json.state).toBe('ready');
  const source = await harness.call('GET', `/v1/sources/${json.id}`);
  expect(source.json).toMatchObject({
    state: 'unusable',
    problem: expect.stringContaining('provider "acme" cannot be used'),
  });
  expect((await post(json.ingest_url, SALE)).status).toBe(503);
  const provider = await harness.call('GET', '/v1/providers/acme');
  expect(provider.json).toMatchObject({ problem: expect.any(String), definition: { id: 'acme' } });
  const again = await harness.call('PUT', '/v1/providers/acme', { body: { definition: ACME } });
  expect(again.status).toBe(200);
  expect((await post(json.ingest_url, SALE)).json.status).toBe('duplicate');
});

describe('what somebody has to do', () => {
  test('is said step by step, in English and Russian, with places for address and secret', async () => {
    const { json } = await harness.call('GET', '/v1/providers/siggnal');
    expect(json.setup.en.by_hand).toContain('Enter {secret} as the secret token.');
    expect(json.setup.ru.by_hand).toContain('Вставьте {secret} в поле секретного токена.');
    expect(json.setup.en.by_hand).toHaveLength(json.setup.ru.by_hand.length);
    expect(json.registration).toMatchObject({ secret_from: 'user', secret_needs_url: false });
    expect(json.keywords).toContain('buying signal');
    expect(json.icon).toMatch(/^<svg /);
  });

  test('is in English where nobody translated it; a definition of one’s own may say nothing', async () => {
    const { json } = await harness.call('GET', '/v1/providers/stripe');
    expect([json.setup.ru, json.icon]).toEqual([null, null]);
    expect(json.setup.en.about).toBe(
      'Test and live mode, and every endpoint, have secrets of their own.',
    );
    await add();
    const own = await harness.call('GET', '/v1/providers/acme');
    expect(own.json.setup).toEqual({ en: { about: '', by_api: [], by_hand: [] }, ru: null });
  });
});
