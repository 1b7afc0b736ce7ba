import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { send } from '../../../../test/support/http.ts';
import { signalBody } from '../../../../test/support/siggnal.ts';
import { expectProblem, type Fixture, startFixture } from './fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.close());

const BODY = signalBody('sig_1');

test('without its store the gateway answers 503, and the retry stores once', async () => {
  await fixture.gateway.store.close();
  const refused = await fixture.post(BODY);
  expectProblem(refused, 503, 'unavailable');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const ping = await fixture.post('{"signal_id":"test_1","test":true}');
  expectProblem(ping, 503, 'unavailable');
  // What is wrong with a request is told all the same.
  expectProblem(await fixture.post('[]'), 400, 'payload_not_object');

  await fixture.gateway.store.open();
  expect((await fixture.post(BODY)).json.status).toBe('stored');
  expect((await fixture.post(BODY)).json.status).toBe('duplicate');
  expect(await fixture.countEvents()).toBe(1);
});

test('while another process holds the database it waits, answers 503, and stays responsive', async () => {
  const other = new SqliteDatabase(join(fixture.folder.path, 'gateway.db'));
  other.exec('BEGIN IMMEDIATE');
  try {
    const post = fixture.post(BODY);
    const alive = await send(`${fixture.gateway.url}/healthz`, { method: 'GET' });
    expect(alive.status).toBe(200);
    expect((await send(fixture.url, { method: 'HEAD' })).status).toBe(200);
    const ready = send(`${fixture.gateway.url}/readyz`, { method: 'GET' });
    expectProblem(await post, 503, 'unavailable');
    expectProblem(await ready, 503, 'unavailable');
  } finally {
    other.exec('COMMIT');
    other.close();
  }
  expect(await fixture.countEvents()).toBe(0);
  expect((await fixture.post(BODY)).json.status).toBe('stored');
  expect(await fixture.countEvents()).toBe(1);
});

test('a lock that is let go in time costs no answer', async () => {
  const other = new SqliteDatabase(join(fixture.folder.path, 'gateway.db'));
  other.exec('BEGIN IMMEDIATE');
  const post = fixture.post(BODY);
  await send(`${fixture.gateway.url}/healthz`, { method: 'GET' });
  other.exec('COMMIT');
  other.close();
  expect((await post).json.status).toBe('stored');
});
