import { PROVIDERS, sampleRecord, triggersOf } from '@signal-hooks/catalogue';
import {
  readGolden,
  wholeRecord,
  withoutNeverFilled,
} from '../../catalogue/test/support/golden.ts';
import app from '../index.ts';
import { rawRequest, type Sent } from './support/delivery.ts';
import { SECRET } from './support/leaks.ts';
import { COMMON_ITEM, SIGGNAL_ITEM, SIGGNAL_RECORD } from './support/records.ts';
import { dateProblems, fieldProblems, keyProblems } from './support/results.ts';
import { type AppLike, fixedOutputs } from './support/subjects.ts';
import { type Given, refusalOf, run } from './support/zapier.ts';

const BODY = JSON.stringify(SIGGNAL_RECORD);

/** Hands a delivery to a trigger, as Zapier does. */
const receive = (sent: Partial<Sent>, given: Given = {}, key = 'siggnal_signal') =>
  run<unknown[]>(`triggers.${key}.operation.perform`, {
    rawRequest: rawRequest({ content: BODY, ...sent }),
    ...given,
  });

afterEach(() => jest.restoreAllMocks());

describe('a delivery', () => {
  test('gives the provider’s trigger the common fields and its own', async () => {
    expect(await receive({})).toEqual([SIGGNAL_ITEM]);
  });

  test('gives New Signal what all providers have in common, and nothing else', async () => {
    expect(await receive({}, {}, 'new_signal')).toEqual([COMMON_ITEM]);
  });

  test('keeps the order of the fields, so that the editor’s list reads well', async () => {
    const [item] = await receive({});
    expect(Object.keys(item as object)).toEqual(Object.keys(SIGGNAL_ITEM));
  });

  test('is verified over its bytes, whatever they spell', async () => {
    const title = 'Ünïcödé ‮ \u2028 \\u0041 🚚 e\u0301 \u00e9 "quoted" </script>';
    const content = `{ "event_id" : "evt_01ka","title":${JSON.stringify(title)},\n"score":1.0 }`;
    expect(await receive({ content }, {}, 'new_signal')).toMatchObject([
      { id: 'evt_01ka', title, score: 1 },
    ]);
  });

  test('is accepted as the gateway signs it: bytes and signature made by openssl', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(1793611000_000);
    const content = '{"event_id":"evt_01kb","title":"Ромашка 🚚"}';
    const headers = {
      'Http-Webhook-Signature': 'v1,Zc9y7UQpxrEEFq4u+mPTVhG7iBL8Wuq3/uj+hTmvXEQ=',
    };
    const sent = { content, id: 'evt_01kb', timestamp: 1793611000, headers };
    expect(await receive(sent)).toMatchObject([{ id: 'evt_01kb', title: 'Ромашка 🚚' }]);
  });

  test('is taken with its headers in whatever case, with and without Http-', async () => {
    const { headers, ...rest } = rawRequest({ content: BODY });
    for (const rename of [
      (name: string) => name.toLowerCase(),
      (name: string) => name.toUpperCase(),
      (name: string) => name.replace('Http-', ''),
    ]) {
      const renamed = Object.entries(headers as object).map(([name, value]) => [
        rename(name),
        value,
      ]);
      const raw = { ...rest, headers: Object.fromEntries(renamed) };
      expect(await receive({}, { rawRequest: raw })).toEqual([SIGGNAL_ITEM]);
    }
  });

  test('may carry signatures of two secrets while they are exchanged', async () => {
    const { headers } = rawRequest({ content: BODY }) as { headers: Record<string, string> };
    const own = headers['Http-Webhook-Signature'];
    const other = 'v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
    expect(
      await receive({ headers: { 'Http-Webhook-Signature': `${other} ${own}` } }),
    ).toHaveLength(1);
  });

  test.each([
    ['almost a day old', -23 * 3600],
    ['from an hour ahead', 3600],
  ])('that is %s is still taken', async (_what, lag) => {
    jest.spyOn(Date, 'now').mockReturnValue(1793611000_000);
    expect(await receive({ timestamp: 1793611000 + lag })).toHaveLength(1);
  });

  test('that is a test with an invented event starts nothing', async () => {
    expect(await receive({ test: true })).toEqual([]);
  });

  test('that only says it is a test starts the Zap: anybody could have added that', async () => {
    const forged = {
      'Http-Signal-Hooks-Test': 'true',
      'Http-Signal-Hooks-Test-Signature': 'v1,AAAA',
    };
    expect(await receive({ headers: forged })).toHaveLength(1);
  });

  test.each([
    ['there was no request', undefined],
    ['the request has no content', { method: 'POST', headers: {}, querystring: '' }],
  ])('is none where %s: Zapier’s tools call it like that', async (_what, raw) => {
    const given = raw === undefined ? {} : { rawRequest: raw };
    expect(await run('triggers.new_signal.operation.perform', given)).toEqual([]);
  });
});

const FORGED =
  'A request was refused because it is not signed by the gateway of this Zap. If it keeps happening, switch the Zap off and on again.';
const STALE =
  'A delivery was refused because it is almost a day old or from the future. Check the gateway’s clock; replay the delivery at the gateway if you need it.';
const NO_SECRET = 'This Zap holds no secret to check deliveries with. Switch it off and on again.';

describe('a refused delivery never switches the Zap off, and says what to do', () => {
  const OTHER = 'whsec_b3RoZXItc2VjcmV0LW9mLXNvbWVib2R5LWVsc2UhISE=';
  const now = Math.floor(Date.now() / 1000);

  test.each<[string, Partial<Sent>, string]>([
    ['another secret', { secret: OTHER }, FORGED],
    ['no signature', { headers: { 'Http-Webhook-Signature': null } }, FORGED],
    ['an empty signature', { headers: { 'Http-Webhook-Signature': '' } }, FORGED],
    ['a signature of another form', { headers: { 'Http-Webhook-Signature': 'sha256=00' } }, FORGED],
    ['another version of signature', { headers: { 'Http-Webhook-Signature': 'v2,AAAA' } }, FORGED],
    ['no id', { headers: { 'Http-Webhook-Id': null } }, FORGED],
    ['another id', { headers: { 'Http-Webhook-Id': 'evt_other' } }, FORGED],
    ['no time', { headers: { 'Http-Webhook-Timestamp': null } }, FORGED],
    ['another time', { headers: { 'Http-Webhook-Timestamp': String(now - 60) } }, FORGED],
    ['a time in words', { headers: { 'Http-Webhook-Timestamp': 'today' } }, FORGED],
    ['a body that is empty', { content: '', headers: { 'Http-Webhook-Signature': null } }, FORGED],
    ['older than 23 hours', { timestamp: now - 23 * 3600 - 100 }, STALE],
    ['more than an hour ahead', { timestamp: now + 3700 }, STALE],
    ['from 1970', { timestamp: 0 }, STALE],
  ])('%s', async (_what, sent, message) => {
    expect(await refusalOf(receive(sent))).toEqual({ kind: 'HaltedError', message });
  });

  test('a body that was altered, by one letter or only in its layout', async () => {
    for (const content of [BODY.replace('Anna', 'Anne'), `${BODY}\n`, BODY.replace(':', ': ')]) {
      const raw = { ...rawRequest({ content: BODY }), content };
      expect(await refusalOf(receive({}, { rawRequest: raw }))).toEqual({
        kind: 'HaltedError',
        message: FORGED,
      });
    }
  });

  test.each([
    ['nothing was kept', null],
    ['no secret was kept', { id: 'sub_01zap' }],
    ['the secret is empty', { id: 'sub_01zap', secret: '' }],
    ['the secret is a prefix', { id: 'sub_01zap', secret: 'whsec_' }],
  ])('%s', async (_what, subscribeData) => {
    const message = NO_SECRET;
    expect(await refusalOf(receive({}, { subscribeData }))).toEqual({
      kind: 'HaltedError',
      message,
    });
  });

  test('an empty secret is not one to sign with', async () => {
    const given = { subscribeData: { id: 'sub_01zap', secret: '' } };
    expect((await refusalOf(receive({ secret: '' }, given))).message).toBe(NO_SECRET);
  });

  test.each([
    [
      'Standard Webhooks',
      { type: 'signal', timestamp: '2026-11-02T09:15:00Z', data: SIGGNAL_RECORD },
    ],
    ['as the provider sends it', SIGGNAL_RECORD.raw],
    ['a list', [SIGGNAL_RECORD]],
    ['a text', 'evt_01ka'],
  ])('another format than the Zap asked for: %s', async (_what, body) => {
    const message =
      'A delivery was refused because it is no flat record: the format of this Zap’s subscription was changed at the gateway. Set it back to flat there, or switch the Zap off and on again.';
    const cache = {};
    expect(await refusalOf(receive({ content: JSON.stringify(body) }, { cache }))).toEqual({
      kind: 'HaltedError',
      message,
    });
    expect(cache).toEqual({});
  });

  test('it is not remembered: the right one still comes through', async () => {
    const cache = {};
    await refusalOf(receive({ secret: OTHER }, { cache }));
    expect(cache).toEqual({});
    expect(await receive({}, { cache })).toHaveLength(1);
  });
});

test('the secret is the one that subscribing kept', () => {
  expect(Buffer.from(SECRET.slice(6), 'base64').toString()).toBe(
    'signal-hooks-zapier-test-secret!',
  );
});

describe.each(Object.values(PROVIDERS))('the trigger of $name', (provider) => {
  const { id } = provider;

  test.each(readGolden(id).requests)('$what', async ({ event_type, record }) => {
    const added = { event_id: 'evt_01kg', provider: id, event_type };
    const whole = wholeRecord(id, { ...added, received_at: '2026-11-02T09:15:01.000Z', ...record });
    const content = JSON.stringify({ ...whole, unreadable_fields: record.unreadable_fields });
    const [item, ...others] = await receive({ content }, {}, triggersOf(provider)[0].key);
    const expected = { id: 'evt_01kg', ...withoutNeverFilled(id, whole) };
    expect([item, others]).toEqual([expected, []]);
    expect(Object.keys(item as object)).toEqual(Object.keys(expected));
  });
});

/** Every event type of every provider, as the gateway maps it today. */
const TYPES = Object.values(PROVIDERS).flatMap((provider) =>
  Object.keys(provider.events).map((type) => [provider.id, type, provider] as const),
);

describe('what Zapier’s checks see of live deliveries', () => {
  const { triggers } = app as unknown as AppLike;

  test.each(TYPES)('%s %s: T003, T004, T005', async (_id, type, provider) => {
    const content = JSON.stringify(sampleRecord(provider, type));
    for (const key of ['new_signal', triggersOf(provider)[0].key]) {
      const [item] = (await receive({ content }, {}, key)) as Record<string, unknown>[];
      const { sample = {}, ...operation } = triggers[key]?.operation ?? {};
      expect(keyProblems(item ?? {}, sample)).toEqual([]);
      expect(fieldProblems(item ?? {}, fixedOutputs(operation))).toEqual([]);
      expect(dateProblems(item ?? {})).toEqual([]);
    }
  });
});
