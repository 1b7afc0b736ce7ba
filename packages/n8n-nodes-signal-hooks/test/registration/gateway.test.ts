/** Signal Hooks Trigger against the gateway's REST hooks (`/openapi.json` of the gateway). */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
  api,
  asked,
  changes,
  ends,
  GATEWAY,
  GONE,
  ID,
  json,
  lists,
  makes,
  reads,
  recovers,
  rotates,
  row,
  SIGNING,
  storedRegistration,
  TOKEN,
  trigger,
} from '../support/gateway-hooks.ts';
import { NODE_URL, TEST_URL } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { refusalOf } from '../support/refusal.ts';

stayOffline();

describe('activation', () => {
  test('subscribes to everything and keeps the secret', async () => {
    lists(1);
    makes(asked);
    const n8n = trigger();
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('of a second start finds the subscription', async () => {
    lists(1, row({ id: 'sub_other', target_url: 'https://elsewhere.example/' }), row());
    expect(await trigger({ kept: storedRegistration() }).checkExists()).toBe(true);
  });

  test('looks through all pages of the list', async () => {
    const page = (query: object, data: IDataObject[], next_cursor: string | null) =>
      api()
        .get('/subscriptions')
        .query({ limit: 100, ...query })
        .reply(200, { data, next_cursor });
    const other = row({ id: 'sub_other', target_url: 'https://elsewhere.example/' });
    page({}, [other], 'a/b+c=');
    page({ cursor: 'a/b+c=' }, [other], '2');
    page({ cursor: '2' }, [row()], null);
    expect(await trigger({ kept: storedRegistration() }).checkExists()).toBe(true);
  });

  test('ends where the list never does', async () => {
    api()
      .get('/subscriptions')
      .query(true)
      .times(100)
      .reply(200, { data: [], next_cursor: 'again' });
    const { message } = await refusalOf(trigger({ kept: storedRegistration() }).checkExists(), [
      TOKEN,
    ]);
    expect(message).toBe('Signal Hooks: The API keeps asking for more requests.');
  });

  test('cuts a name that the gateway would refuse', async () => {
    lists(1);
    makes({ ...asked, name: `n8n: ${'w'.repeat(95)}` });
    await trigger({ workflowName: 'w'.repeat(500) }).activate();
  });

  test('finds its address as the gateway writes it', async () => {
    const publicUrl = 'https://N8N.example.com:443/webhook';
    lists(1, row());
    const kept = {
      registration: {
        id: ID,
        url: NODE_URL.replace('n8n.example.com', 'N8N.example.com:443'),
        credentials: { secrets: [SIGNING] },
      },
    };
    expect(await trigger({ kept, publicUrl }).checkExists()).toBe(true);
  });
});

test('an n8n in the gateway’s own network is left for the gateway to judge', async () => {
  const publicUrl = 'http://10.0.0.5:5678/webhook';
  lists(1);
  json()
    .post('/subscriptions', {
      target_url: NODE_URL.replace('https://n8n.example.com/webhook', publicUrl),
      replace: true,
      ...asked,
    })
    .reply(201, { ...row(), secret: SIGNING });
  await trigger({ publicUrl }).activate();
});

describe('what is there already', () => {
  const { name, event_types, filter, format, include_raw } = asked;
  const changeable = { name, target_url: NODE_URL, event_types, filter, format, include_raw };

  test.each<[string, IDataObject, INodeParameters, IDataObject]>([
    ['other events', { event_types: ['signal'] }, {}, {}],
    ['another format', { format: 'flat' }, {}, {}],
    ['a payload that is not wanted', { include_raw: true }, {}, {}],
    ['no payload', {}, { output: 'payload' }, { include_raw: true }],
    [
      'another filter',
      { filter: [{ field: 'priority', op: 'gte', value: 'low' }] },
      { filters: { minimumPriority: 'high' } },
      { filter: [{ field: 'priority', op: 'gte', value: 'high' }] },
    ],
  ])('and has %s is brought up to date', async (_, more, parameters, body) => {
    lists(2, row(more));
    changes({ ...changeable, ...body });
    rotates();
    const n8n = trigger({ kept: storedRegistration(), parameters });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('and was paused goes on, as it is wanted now', async () => {
    const parameters = { eventTypes: 'signal' };
    lists(2, row({ status: 'paused', name: 'n8n: Signals to Slack (unpublished)' }));
    changes({ ...changeable, event_types: ['signal'] }, { status: 'paused' });
    changes({ status: 'active' });
    rotates();
    const n8n = trigger({ kept: storedRegistration(), parameters });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('and was disabled gets once more what it did not take', async () => {
    const disabled = { status: 'disabled', status_reason: 'It failed for 5 days.' };
    lists(2, row(disabled));
    changes(changeable, disabled);
    recovers();
    rotates();
    const n8n = trigger({ kept: storedRegistration() });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test('and asks for the same is left alone, whatever the order of keys in the panel', async () => {
    const filter = [{ field: 'score', op: 'gte', value: 50 }];
    lists(1, row({ filter, event_types: ['a', 'b'] }));
    const parameters = {
      eventTypes: 'a,b,a',
      conditions: { condition: [{ value: '50', op: 'gte', field: 'score' }] },
    };
    expect(await trigger({ kept: storedRegistration(), parameters }).checkExists()).toBe(true);
  });

  test.each([
    ['lost', undefined],
    ['that of another subscription', storedRegistration('sub_9')],
  ])('gets a new secret at once where the stored one is %s', async (_what, kept) => {
    lists(kept ? 2 : 1, row());
    rotates();
    const n8n = trigger({ ...(kept && { kept }) });
    await n8n.activate();
    expect(n8n.kept).toEqual(storedRegistration(ID, SIGNING));
  });

  test.each([
    ['source', { source: 'src_2' }, { source_id: 'src_2' }],
    ['provider', { provider: 'salesiq' }, { provider: 'salesiq' }],
  ])('with another %s is replaced: that cannot be changed', async (_what, parameters, body) => {
    lists(2, row(), row({ id: 'sub_2' }));
    makes({ ...asked, ...body });
    await trigger({ kept: storedRegistration(), parameters }).activate();
  });
});

describe('deactivation', () => {
  const paused = { name: 'n8n: Signals to Slack (unpublished)', status: 'paused' };

  test('pauses the subscription and keeps its secret', async () => {
    lists(1, row());
    reads(ID, 200);
    changes(paused);
    const n8n = trigger({ kept: storedRegistration() });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual(storedRegistration());
  });

  test('cuts the workflow’s name, not what is said about it', async () => {
    lists(1, row());
    reads(ID, 200);
    changes({ ...paused, name: `n8n: ${'w'.repeat(81)} (unpublished)` });
    await trigger({ kept: storedRegistration(), workflowName: 'w'.repeat(500) }).delete();
  });

  test('with another source pauses the one it has', async () => {
    lists(1, row());
    reads(ID, 200);
    changes(paused);
    const n8n = trigger({ kept: storedRegistration(), parameters: { source: 'src_2' } });
    expect(await n8n.delete()).toBe(true);
  });

  test('finds a subscription whose answer was lost', async () => {
    lists(1, row({ id: 'sub_2' }));
    reads('sub_2', 200);
    changes(paused, {}, 'sub_2');
    expect(await trigger().delete()).toBe(true);
  });

  test.each([
    ['is disabled', 200, { status: 'disabled' }],
    ['is paused', 200, { status: 'paused' }],
    ['has ended', 200, { status: 'ended' }],
    ['is not known', 404, GONE],
  ])('leaves one alone that %s', async (_what, status, answer) => {
    lists(1);
    reads(ID, status, answer);
    expect(await trigger({ kept: storedRegistration() }).delete()).toBe(true);
  });

  const unsubscribe = { options: { onUnpublish: 'unsubscribe' } };

  test('ends the subscription and forgets its secret, if that is wanted', async () => {
    lists(1, row());
    ends();
    const n8n = trigger({ kept: storedRegistration(), parameters: unsubscribe });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });

  test('is content with one that has ended', async () => {
    lists(1);
    ends(ID, 404, GONE);
    const n8n = trigger({ kept: storedRegistration(), parameters: unsubscribe });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });
});

describe('a test in the editor', () => {
  test('ends its subscription', async () => {
    const n8n = trigger({ isTest: true });
    nock(`${GATEWAY}/v1`)
      .get('/subscriptions')
      .query({ limit: 100 })
      .reply(200, { data: [], next_cursor: null });
    json()
      .post('/subscriptions', { target_url: TEST_URL, replace: true, ...asked })
      .reply(201, { ...row(), secret: SIGNING });
    await n8n.activate();
    lists(1, row({ target_url: TEST_URL }));
    ends();
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });

  test('ends what it had begun when it failed', async () => {
    lists(1, row({ target_url: TEST_URL }));
    ends();
    expect(await trigger({ isTest: true }).delete()).toBe(true);
  });
});

describe('an answer without the secret', () => {
  const words = 'The gateway’s answer holds no signing secret. Check the address.';

  test.each([
    ['a page', '<html>Welcome</html>'],
    ['no secret', row()],
    ['no id', { secret: SIGNING }],
  ])('to subscribing (%s) is not taken for a subscription', async (_what, body) => {
    lists(1);
    json().post('/subscriptions').reply(201, body);
    const n8n = trigger();
    const { message } = await refusalOf(n8n.activate(), [TOKEN, SIGNING]);
    expect(message).toBe(`Signal Hooks: ${words}`);
    expect(n8n.kept).toEqual({});
  });

  test('to a change of secrets is not taken for one', async () => {
    lists(1, row());
    json().post(`/subscriptions/${ID}/rotate-secret`).reply(200, row());
    const { message } = await refusalOf(trigger().activate(), [TOKEN]);
    expect(message).toBe(`Signal Hooks: ${words}`);
  });
});
