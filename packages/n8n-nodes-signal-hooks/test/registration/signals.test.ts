/**
 * SIGNALS Trigger against SIGNALS' webhook API, as https://signals.auralyte.xyz/docs and the
 * product's code have it.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SignalsTrigger } from '../../nodes/Signals/SignalsTrigger.node.ts';
import { NODE_URL, SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { receive } from '../support/receive.ts';
import { hmacHex } from '../support/sign.ts';

stayOffline();

const SIGNING = 'Q7rT1xWm0bC5dE9fG2hJ4kL6nP8sV3yZ';
const ALL = [
  'user.created',
  'user.updated',
  'user.deactivated',
  'settings.updated',
  'role.created',
  'role.updated',
  'role.deleted',
];

const row = (id: number, more: IDataObject = {}): IDataObject => ({
  id,
  url: NODE_URL,
  events: ALL,
  is_active: true,
  consecutive_failures: 0,
  disabled_at: null,
  created_at: '2026-01-15T14:30:00+00:00',
  updated_at: '2026-01-15T14:30:00+00:00',
  ...more,
});

const storedRegistration = (id: string, more: IDataObject = {}): IDataObject => ({
  registration: { id, url: NODE_URL, credentials: { secrets: [SIGNING] }, ...more },
});

const trigger = (kept: IDataObject = {}, parameters: INodeParameters = {}): SimulatedN8n =>
  new SimulatedN8n(new SignalsTrigger(), {
    parameters,
    credentials: { signalsApi: { baseUrl: 'https://signals.example.com/', apiToken: '12|token' } },
    kept,
  });

/** Only requests with these headers are answered. */
const api = () =>
  nock('https://signals.example.com/api/v1', {
    reqheaders: { authorization: 'Bearer 12|token', accept: 'application/json' },
  });
const withBody = () =>
  nock('https://signals.example.com/api/v1', {
    reqheaders: { authorization: 'Bearer 12|token', 'content-type': 'application/json' },
  });

const lists = (times: number, ...rows: IDataObject[]) =>
  api().get('/webhooks').times(times).reply(200, { webhooks: rows });
const makes = (id: number, events: string[] = ALL) =>
  withBody()
    .post('/webhooks', { url: NODE_URL, events })
    .reply(201, { webhook: { ...row(id, { events }), secret: SIGNING } });
const changes = (id: number, body: object) =>
  withBody()
    .put(`/webhooks/${id}`, { ...body })
    .reply(200, { webhook: row(id) });
const removes = (id: number, status = 204) => api().delete(`/webhooks/${id}`).reply(status);

describe('activation', () => {
  test('registers the node’s URL for all events and keeps what came with it', async () => {
    lists(1);
    makes(1);
    const n8n = trigger();
    await n8n.activate();
    expect(n8n.kept).toEqual({
      registration: { id: '1', url: NODE_URL, credentials: { secrets: [SIGNING] } },
    });
  });

  test('of a second start finds it and registers nothing', async () => {
    lists(1, row(9, { url: 'https://elsewhere.example/' }), row(1));
    const n8n = trigger(storedRegistration('1'));
    expect(await n8n.checkExists()).toBe(true);
    expect(n8n.kept).toEqual(storedRegistration('1'));
  });

  test('is followed by requests that are checked with the new secret', async () => {
    lists(1);
    makes(1);
    const n8n = trigger();
    await n8n.activate();
    const body = '{"event":"role.created","data":{"role":{"id":7,"name":"Editor"}}}';
    const good = { body, headers: { 'x-signals-signature': hmacHex(SIGNING, body) } };
    expect(await receive(n8n, good)).toMatchObject({ status: 200, body: { received: true } });
    const forged = { body, headers: { 'x-signals-signature': hmacHex('another secret', body) } };
    expect(await receive(n8n, forged)).toMatchObject({ status: 401, items: null });
  });

  test('waits 15 seconds for an answer, not for ever', async () => {
    lists(1, row(1));
    const n8n = trigger(storedRegistration('1'));
    await n8n.checkExists();
    expect(n8n.sent).toEqual([expect.objectContaining({ timeout: 15_000 })]);
  });

  test.each<[INodeParameters, string[]]>([
    [{ events: ['role.updated', 'user.created'] }, ['role.updated', 'user.created']],
    [{ events: ['user.created', '*'] }, ALL],
    [{ events: [] }, ALL],
    [{ events: '={{ "user.created, role.deleted" }}' }, ['user.created', 'role.deleted']],
    [{ events: '={{ ["user" + ".created"] }}' }, ['user.created']],
  ])('of %j asks for %j', async (parameters, events) => {
    lists(1);
    makes(1, events);
    await trigger({}, parameters).activate();
  });
});

describe('what is there already', () => {
  test('is switched on again, with the stored secret', async () => {
    const off = row(1, { is_active: false, consecutive_failures: 18, disabled_at: '2026-01-16' });
    lists(2, off);
    changes(1, { events: ALL, is_active: true });
    const n8n = trigger(storedRegistration('1'));
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration('1'));
  });

  test('is changed to other events instead of being joined by a second one', async () => {
    const other = row(1, { events: ['user.created'] });
    lists(2, other);
    changes(1, { events: ['user.created', 'role.created'], is_active: true });
    await trigger(storedRegistration('1'), { events: ['user.created', 'role.created'] }).activate();
  });

  test('is left alone where it asks for the same events in another order', async () => {
    lists(1, row(1, { events: [...ALL].reverse() }));
    expect(await trigger(storedRegistration('1')).checkExists()).toBe(true);
  });

  test('is made anew where its secret is lost, because SIGNALS tells it only once', async () => {
    lists(1, row(4));
    makes(5);
    removes(4);
    const n8n = trigger();
    await n8n.activate();
    expect(n8n.kept).toMatchObject({
      registration: { id: '5', credentials: { secrets: [SIGNING] } },
    });
  });

  test('is made anew where the stored secret belongs to another one', async () => {
    lists(2, row(7));
    makes(8);
    removes(7);
    const n8n = trigger(storedRegistration('3'));
    await n8n.activate();
    expect(n8n.kept).toMatchObject({ registration: { id: '8' } });
  });

  test('stays where a new one cannot be made', async () => {
    lists(1, row(4));
    withBody().post('/webhooks').reply(503);
    const n8n = trigger();
    await expect(n8n.activate()).rejects.toThrow(/try again later/);
    expect(n8n.kept).toEqual({});
  });

  test.each([503, 404])(
    'and cannot be removed (%i) is no reason to lose the new one',
    async (status) => {
      lists(1, row(4));
      makes(5);
      removes(4, status);
      const n8n = trigger();
      await n8n.activate();
      expect(n8n.kept).toMatchObject({ registration: { id: '5' } });
    },
  );

  test('twice at this URL: the one whose secret is stored stays, and what is stored is found', async () => {
    lists(1, row(7), row(3));
    const n8n = trigger(storedRegistration('3'));
    expect(await n8n.checkExists()).toBe(true);
    expect(n8n.kept).toEqual(storedRegistration('3'));
  });

  test('at an address that n8n had before is not taken for this node’s', async () => {
    lists(1);
    makes(2);
    const n8n = trigger(
      storedRegistration('1', { url: 'https://old.example.com/webhook/x/webhook' }),
    );
    await n8n.activate();
    expect(n8n.kept).toMatchObject({ registration: { id: '2', url: NODE_URL } });
  });
});

describe('deactivation', () => {
  test('removes the webhook and forgets it', async () => {
    lists(1, row(1));
    removes(1);
    const n8n = trigger(storedRegistration('1'));
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });

  test('is content with one that is gone, in the list or only at the end', async () => {
    lists(1);
    removes(1, 404);
    const first = trigger(storedRegistration('1'));
    expect(await first.delete()).toBe(true);
    expect(first.kept).toEqual({});
    lists(1, row(1));
    removes(1, 404);
    expect(await trigger(storedRegistration('1')).delete()).toBe(true);
  });

  test('removes one that nothing is known of, for it has this node’s URL', async () => {
    lists(1, row(6));
    removes(6);
    expect(await trigger().delete()).toBe(true);
  });

  test('removes its own besides one that stands in front of it', async () => {
    lists(1, row(6), row(1));
    removes(6);
    removes(1);
    expect(await trigger(storedRegistration('1')).delete()).toBe(true);
  });

  test('has nothing to do where nothing is there', async () => {
    lists(1);
    expect(await trigger().delete()).toBe(true);
  });
});
