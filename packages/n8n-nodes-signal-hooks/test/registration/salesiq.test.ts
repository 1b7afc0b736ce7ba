/**
 * Zoho SalesIQ Trigger against SalesIQ's webhook API, as
 * https://www.zoho.com/salesiq/help/developer-section/create-webhook-v2.html has it: everything
 * is answered with HTTP 200.
 */
import type { IDataObject } from 'n8n-workflow';
import type { SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { receive } from '../support/receive.ts';
import {
  ADMINISTRATION_EVENTS,
  DATA_EVENTS,
  HOST,
  ID,
  PATH,
  salesIq,
  storedRegistration,
  WEBHOOK,
} from '../support/salesiq.ts';
import { makeRsaPair, rsaBase64 } from '../support/sign.ts';

stayOffline();

const pair = makeRsaPair();
const KEY = pair.publicKey;
const OTHER_KEY = makeRsaPair().publicKey;
const NODE_URL = String(WEBHOOK.url);

const HEADERS = { authorization: 'Zoho-oauthtoken 1000.access', accept: 'application/json' };
const api = (reqheaders: Record<string, string> = HEADERS) => nock(HOST, { reqheaders });
const json = () => api({ ...HEADERS, 'content-type': 'application/json' });
const bare = () => nock(HOST, { reqheaders: HEADERS, badheaders: ['content-type'] });

const answer = (data: unknown) => ({ url: PATH, object: 'webhook', data });
const lists = (times: number, ...rows: IDataObject[]) =>
  api().get(PATH).times(times).reply(200, answer(rows));
const keyed = (...keys: string[]) =>
  keys.map((key, index) => ({ id: `${index + 1}`, key, creator: { id: '1' }, created_time: '1' }));
const wanted = (events: readonly string[], type = 'data') => ({
  type,
  url: NODE_URL,
  events,
  secured: true,
  version: '1',
});
const makes = (body: object) =>
  json()
    .post(PATH, { ...body })
    .reply(200, answer({ id: ID }));
const makesKeys = (...keys: string[]) =>
  bare()
    .post(`${PATH}/${ID}/keys`)
    .reply(200, answer({ id: ID, public_keys: keyed(...keys) }));
const shows = (...keys: string[]) =>
  api()
    .get(`${PATH}/${ID}`)
    .reply(200, answer({ ...WEBHOOK, public_keys: keyed(...keys) }));
const kept = (...publicKeys: string[]) => ({
  registration: { id: ID, url: NODE_URL, credentials: { publicKeys } },
});

describe('activation', () => {
  test('makes a secured webhook and a key, and keeps the key', async () => {
    lists(1);
    makes(wanted(DATA_EVENTS));
    makesKeys(KEY);
    const n8n = salesIq();
    await n8n.activate();
    expect(n8n.kept).toEqual(kept(KEY));
  });

  test('is followed by requests that are checked with that key', async () => {
    lists(1);
    makes(wanted(DATA_EVENTS));
    makesKeys(OTHER_KEY, KEY);
    const n8n = salesIq();
    await n8n.activate();
    const body = '{"event":"conversation.created","entity_id":"1","event_time":"1567065865617"}';
    const headers = { 'x-siqsignature': rsaBase64(pair, body) };
    expect(await receive(n8n, { body, headers })).toMatchObject({ status: 200 });
    expect(await receive(n8n, { body: `${body} `, headers })).toMatchObject({ status: 401 });
  });

  test('of a second start finds it, whatever the order of its events', async () => {
    lists(1, { ...WEBHOOK, events: [...DATA_EVENTS].reverse() });
    expect(await salesIq({ kept: storedRegistration(KEY) }).checkExists()).toBe(true);
  });

  test('asks for the brands and events chosen', async () => {
    const events = ['conversation.rated', 'visitor.updated'];
    const parameters = { dataEvents: events, options: { appIds: '19367000000002043, 17,' } };
    lists(1);
    makes({ ...wanted(events), app_ids: ['19367000000002043', '17'] });
    makesKeys(KEY);
    await salesIq({ parameters }).activate();
  });

  test('of administration events makes a webhook of that kind, without brands', async () => {
    const parameters = { kind: 'administration', options: { appIds: '17' } };
    lists(1, WEBHOOK);
    makes(wanted(ADMINISTRATION_EVENTS, 'administration'));
    makesKeys(KEY);
    await salesIq({ parameters }).activate();
  });

  test.each([
    ['eu', 'https://salesiq.zoho.eu'],
    ['com.au', 'https://salesiq.zoho.com.au'],
    ['ca', 'https://salesiq.zohocloud.ca'],
  ])('in data centre %s asks %s', async (dataCentre, host) => {
    nock(host, { reqheaders: HEADERS })
      .get(PATH)
      .reply(200, answer([WEBHOOK]));
    const n8n = salesIq({ credential: { dataCentre }, kept: storedRegistration(KEY) });
    expect(await n8n.checkExists()).toBe(true);
  });

  test('can go to an address of one’s own', async () => {
    nock('http://127.0.0.1:8123', { reqheaders: HEADERS })
      .get(PATH)
      .reply(200, answer([WEBHOOK]));
    const credential = { apiUrl: 'http://127.0.0.1:8123/' };
    expect(await salesIq({ credential, kept: storedRegistration(KEY) }).checkExists()).toBe(true);
  });
});

describe('what is there already', () => {
  test.each([
    ['is switched on again', { status: 'disabled' }, {}],
    ['is made to sign', { secured: false }, {}],
    ['gets the events chosen', { events: ['lead.tag.action'] }, {}],
    ['gets the brands chosen', { app_ids: ['18'] }, { options: { appIds: '17' } }],
  ])('%s, and keeps its key', async (_what, more, parameters) => {
    lists(2, { ...WEBHOOK, ...more });
    const brands = 'options' in parameters ? { app_ids: ['17'] } : {};
    json()
      .put(`${PATH}/${ID}`, { ...wanted(DATA_EVENTS), ...brands, status: 'enabled' })
      .reply(200, answer(WEBHOOK));
    const n8n = salesIq({ kept: storedRegistration(KEY), parameters });
    await n8n.activate();
    expect(n8n.kept).toEqual(kept(KEY));
  });

  test('lends its keys where the stored ones are lost: they are no secret', async () => {
    lists(1, WEBHOOK);
    shows(OTHER_KEY, KEY);
    const n8n = salesIq();
    await n8n.activate();
    expect(n8n.kept).toEqual(kept(OTHER_KEY, KEY));
  });

  test('gets a new key where none can be read', async () => {
    lists(1, WEBHOOK);
    shows('not a key');
    bare().delete(`${PATH}/${ID}/keys/1`).reply(200, answer({}));
    makesKeys(KEY);
    const n8n = salesIq();
    await n8n.activate();
    expect(n8n.kept).toEqual(kept(KEY));
  });

  test('is made anew where it has keys that it does not show', async () => {
    lists(1, WEBHOOK);
    shows();
    bare()
      .post(`${PATH}/${ID}/keys`)
      .reply(200, { error: { code: 1017, message: 'Limit reached' } });
    bare().delete(`${PATH}/${ID}`).reply(200, answer({}));
    makes(wanted(DATA_EVENTS));
    makesKeys(KEY);
    await salesIq().activate();
  });

  test('is not checked with the keys of another one', async () => {
    lists(2, WEBHOOK);
    shows(KEY);
    const n8n = salesIq({ kept: storedRegistration(OTHER_KEY, '99') });
    await n8n.activate();
    expect(n8n.kept).toEqual(kept(KEY));
  });
});

describe('the connected account', () => {
  const expired = { error: { code: 1008, message: 'Invalid oauthtoken' } };
  const renews = (host = 'https://accounts.zoho.com') =>
    nock(host, {
      reqheaders: { 'content-type': 'application/x-www-form-urlencoded' },
      badheaders: ['authorization'],
    })
      .post('/oauth/v2/token', {
        grant_type: 'refresh_token',
        client_id: '1000.CLIENT',
        client_secret: 'client-secret',
        refresh_token: '1000.refresh',
      })
      .reply(200, { access_token: '1000.fresh', expires_in: 3600, token_type: 'Bearer' });
  const fresh = () => api({ ...HEADERS, authorization: 'Zoho-oauthtoken 1000.fresh' });

  test.each([
    ['inside HTTP 200', 200, expired],
    ['with another number', 200, { error: { code: 1002, message: 'Invalid header' } }],
    ['as HTTP 401', 401, { code: 'INVALID_TOKEN' }],
  ])('is renewed when SalesIQ says %s that it has run out', async (_how, status, body) => {
    api().get(PATH).reply(status, body);
    renews();
    fresh()
      .get(PATH)
      .reply(200, answer([WEBHOOK]));
    expect(await salesIq({ kept: storedRegistration(KEY) }).checkExists()).toBe(true);
  });

  test('is renewed once for all that follows', async () => {
    nock('https://salesiq.zoho.eu', { reqheaders: HEADERS }).get(PATH).reply(200, expired);
    renews('https://accounts.zoho.eu');
    const renewed = { ...HEADERS, authorization: 'Zoho-oauthtoken 1000.fresh' };
    const eu = () => nock('https://salesiq.zoho.eu', { reqheaders: renewed });
    eu().get(PATH).reply(200, answer([]));
    eu()
      .post(PATH)
      .reply(200, answer({ id: ID }));
    eu()
      .post(`${PATH}/${ID}/keys`)
      .reply(200, answer({ public_keys: keyed(KEY) }));
    await salesIq({ credential: { dataCentre: 'eu' } }).activate();
  });
});

describe('deactivation', () => {
  test('removes the webhook and forgets its key', async () => {
    lists(1, WEBHOOK);
    bare()
      .delete(`${PATH}/${ID}`)
      .reply(200, answer({ id: ID }));
    const n8n: SimulatedN8n = salesIq({ kept: storedRegistration(KEY) });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });

  test('is content with one that is gone, which SalesIQ calls 1019', async () => {
    lists(1);
    api()
      .delete(`${PATH}/${ID}`)
      .reply(200, { error: { code: 1019, message: 'Invalid resource' } });
    const n8n = salesIq({ kept: storedRegistration(KEY) });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });
});
