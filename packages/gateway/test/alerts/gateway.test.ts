import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { until } from '../../../../test/support/until.ts';
import { roomOf } from '../../src/alerts/rules/disk-nearly-full.ts';
import {
  DAY,
  type Fixture,
  MINUTE,
  type Receiver,
  startFixture,
  startReceiver,
} from './fixture.ts';

let fixture: Fixture;
let slack: Receiver;

beforeEach(async () => {
  [fixture, slack] = await Promise.all([startFixture(), startReceiver()]);
});
afterEach(async () => {
  await fixture.close();
  await slack.close();
});

const change = (rule: string, body: object) =>
  fixture.api.call('PATCH', `/v1/alert-rules/${rule}`, body);

const addSlack = () =>
  fixture.api.post('/v1/alert-channels', { kind: 'slack', url: slack.url, name: 'ops' });

const texts = (): string[] => slack.requests.map(({ json }) => json.text);

test('a token expires, until it is revoked; one for a day is no matter on that day', async () => {
  const { tokens } = fixture.gateway.services;
  const { row } = await tokens.create({
    name: 'Zapier',
    scopes: ['events:read'],
    expiresInDays: 90,
  });
  await tokens.create({ name: 'short', scopes: ['events:read'], expiresInDays: 1 });
  fixture.advance(70 * DAY);
  await fixture.round();
  const found = await fixture.alerts('token_expiring');
  expect(found.filter(({ object_id: id }) => id === row.id)).toEqual([]);
  fixture.advance(7 * DAY);
  const opened = await fixture.alert('token_expiring', 'open');
  expect(opened.object_id).toBe(row.id);
  await tokens.revoke(row.id);
  fixture.advance(2 * MINUTE);
  await fixture.alert('token_expiring', 'closed');
});

test('the disk is nearly full, by the share that was set', async () => {
  const { usedPercent } = await roomOf(fixture.dataDir);
  await change('disk_nearly_full', { threshold: usedPercent / 2 });
  const opened = await fixture.alert('disk_nearly_full', 'open');
  expect(opened.explanation).toContain(`${Math.round(usedPercent)} % are used`);
  await change('disk_nearly_full', { threshold: 1000 });
  await fixture.alert('disk_nearly_full', 'closed');
});

test('nothing can be stored: said from memory, written down when it is over', async () => {
  await addSlack();
  await fixture.round();
  const other = new SqliteDatabase(join(fixture.dataDir, 'gateway.db'));
  other.exec('BEGIN IMMEDIATE');
  try {
    await until(
      async () => {
        fixture.advance(MINUTE);
        return texts();
      },
      ({ length }) => length > 0,
    );
  } finally {
    other.exec('ROLLBACK');
    other.close();
  }
  const closed = await fixture.alert('store_not_writable', 'closed');
  expect(closed.explanation).toMatch(/^Events are refused/);
  fixture.advance(2 * MINUTE);
  await until(texts, ({ length }) => length > 1);
  expect(texts()[0]).toMatch(/^Signal Hooks: Nothing can be stored \(/);
  expect(texts().at(-1)).toMatch(/^Signal Hooks: Over: Nothing can be stored \(/);
});

test('of two gateways one sends; when it is gone, the other one does', async () => {
  await addSlack();
  const second = await fixture.startAnother();
  await fixture.round();
  const { usedPercent } = await roomOf(fixture.dataDir);
  await change('disk_nearly_full', { threshold: usedPercent / 2 });
  await fixture.alert('disk_nearly_full', 'open');
  await until(texts, ({ length }) => length > 0);
  await fixture.round();
  expect(texts()).toHaveLength(1);
  await fixture.gateway.close();
  await second.services.alerts.changeRule('disk_nearly_full', { threshold: 1000 });
  fixture.advance(2 * MINUTE);
  await until(texts, ({ length }) => length > 1);
  expect(texts()[1]).toContain('Over: ');
});

test('a message that is not taken is on record, and is sent once it is; all in one', async () => {
  slack.status = 503;
  const { json } = await addSlack();
  const { usedPercent } = await roomOf(fixture.dataDir);
  await change('disk_nearly_full', { threshold: usedPercent / 2 });
  const channel = async () => {
    const rows = await fixture.api.all<Record<string, unknown>>('/v1/alert-channels');
    return rows.find(({ id }) => id === json.id);
  };
  const failing = await until(channel, (row) => row?.last_error !== null);
  expect(failing).toMatchObject({
    last_error: 'It answered HTTP 503: it says',
    last_sent_at: null,
    target: new URL(slack.url).host,
  });
  expect(JSON.stringify(failing)).not.toContain(slack.url);
  await fixture.gateway.services.tokens.create({
    ...{ name: 'a\n<!channel> & b', scopes: ['events:read'], expiresInDays: 1 },
  });
  fixture.advance(20 * 3600_000);
  await fixture.alert('token_expiring', 'open');
  slack.status = 200;
  fixture.advance(2 * 3600_000);
  const [text = ''] = await until(texts, ({ length }) => length > 0);
  expect(text).toMatch(/^Signal Hooks: 2 alerts\n/);
  expect(text).toContain('An API token expires (a &lt;!channel&gt; &amp; b)');
  expect(text).not.toContain('<');
  expect(await channel()).toMatchObject({ last_error: null, failing_since: null });
});
