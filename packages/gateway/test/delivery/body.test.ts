import { createHmac } from 'node:crypto';
import { PRESETS, PROVIDERS, standardKey } from '@signal-hooks/catalogue';
import { readGolden, recordKeys } from '../../../catalogue/test/support/golden.ts';
import {
  BuildError,
  buildContent,
  buildHeaders,
  type HeaderParts,
  recordOf,
} from '../../src/delivery/body.ts';
import { sampleEvent } from '../../src/delivery/sample.ts';
import type { ExpiringKey } from '../../src/delivery/target.ts';
import { Providers } from '../../src/providers.ts';
import { Vault } from '../../src/vault.ts';
import { newSubscription, SECRET, siggnalEvent } from './fixture.ts';

const { siggnal } = PROVIDERS;
const source = { id: 'src_test', name: 'Sales' };
const origin = { provider: siggnal, source };
const json = (content: { body: Uint8Array }): unknown => JSON.parse(content.body.toString());

describe.each(Object.values(PROVIDERS))('a flat delivery of $name', (provider) => {
  const { id } = provider;

  test.each(readGolden(id).requests)('$what', ({ body, headers, event_type, record }) => {
    const event = { ...siggnalEvent(1), type: event_type, headers, body: Buffer.from(body) };
    const form = { format: 'flat', includeRaw: false } as const;
    const delivered = json(buildContent({ provider, source }, event, form));
    expect(delivered).toEqual({
      ...{ event_id: event.id, source_id: 'src_test', source_name: 'Sales' },
      ...{ provider: id, event_type },
      received_at: '2026-04-25T14:30:02.000Z',
      ...record,
    });
    expect(Object.keys(delivered as object)).toEqual([...recordKeys(id), 'unreadable_fields']);
  });
});

describe('buildContent', () => {
  const event = siggnalEvent(1);

  test('standard: type, timestamp and the record', () => {
    const content = buildContent(origin, event, { format: 'standard', includeRaw: true });
    expect(json(content)).toEqual({
      type: 'signal',
      timestamp: '2026-04-25T14:30:00.000Z',
      data: recordOf(origin, event),
    });
    expect(content.headers).toEqual({ 'content-type': 'application/json' });
  });

  test('standard: the time of receipt where the provider gives none', () => {
    const body = Buffer.from('{"signal_id":"sig_1"}');
    expect(
      json(buildContent(origin, { ...event, body }, { format: 'standard', includeRaw: true })),
    ).toMatchObject({
      timestamp: '2026-04-25T14:30:02.000Z',
    });
  });

  test('slack: a message whose texts make no mention, no link and no format', () => {
    const payload = {
      signal_id: 'sig_1',
      company: { name: '<!channel> & Co', inn: '7701234567', industry: 'Retail' },
      event: { type: 'executive_change', description: 'See <https://evil.example|here> *now*' },
      priority: 'high',
      contacts: [{ name: '<@U123>', role: 'CFO', email: 'a@example.com', phone: null }],
    };
    const body = Buffer.from(JSON.stringify(payload));
    const content = buildContent(
      origin,
      { ...event, body },
      { format: 'slack', includeRaw: false },
    );
    const { text, ...rest } = json(content) as { text: string };
    expect(rest).toEqual({
      ...{ mrkdwn: false, parse: 'none', link_names: false },
      ...{ unfurl_links: false, unfurl_media: false },
    });
    expect(text).toContain('Siggnal: Signal');
    expect(text).toContain('See &lt;https://evil.example|here&gt; *now*');
    expect(text).toContain(
      'Company: &lt;!channel&gt; &amp; Co · Contact: &lt;@U123&gt; · Priority: high',
    );
    expect(text).not.toMatch(/[<>]/);
    expect(content.headers).toEqual({ 'content-type': 'application/json' });
  });

  test('flat: the record alone', () => {
    expect(json(buildContent(origin, event, { format: 'flat', includeRaw: true }))).toMatchObject({
      event_id: event.id,
      provider: 'siggnal',
      company_tax_id: '7701234567',
      contact_email: 'anna@romashka.example',
      raw: { signal_id: 'sig_000001' },
    });
  });

  test('what came as a form', () => {
    const { twilio } = PRESETS;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = Buffer.from('MessageSid=SM1&SmsStatus=received&Body=Is+it+open%3F');
    const form = { ...event, headers, body, type: 'message.received' };
    const raw = { MessageSid: 'SM1', SmsStatus: 'received', Body: 'Is it open?' };
    expect(recordOf({ provider: twilio, source: null }, form)).toMatchObject({
      title: 'Is it open?',
      subject_id: 'SM1',
      raw,
    });
  });

  test('the payload comes along only where it is asked for', () => {
    const form = { format: 'flat', includeRaw: false } as const;
    const flat = json(buildContent(origin, event, form)) as Record<string, unknown>;
    expect(Object.keys(flat)).not.toContain('raw');
    const { raw, ...rest } = recordOf(origin, event);
    expect(flat).toEqual(rest);
    const standard = json(buildContent(origin, event, { ...form, format: 'standard' }));
    expect(standard).toMatchObject({ type: 'signal', data: rest });
    expect(standard).not.toHaveProperty('data.raw');
  });

  test('raw: the very bytes, with signature and content type, without authorization', () => {
    const content = buildContent(origin, event, { format: 'raw', includeRaw: true });
    expect(content.body).toBe(event.body);
    expect(content.headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'x-siggnal-signature': 'aa'.repeat(32),
    });
  });

  test('an event that cannot be read has a code', () => {
    const broken = { ...event, body: Buffer.from('{"a":') };
    expect(() => buildContent(origin, broken, { format: 'flat', includeRaw: true })).toThrow(
      expect.objectContaining({ code: 'event_unreadable' }),
    );
    expect(buildContent(origin, broken, { format: 'raw', includeRaw: true }).body).toBe(
      broken.body,
    );
  });
});

describe('buildHeaders', () => {
  const now = Date.UTC(2026, 3, 25, 14, 30, 0, 999);
  const key = (secret: string, until: number | null): ExpiringKey => ({
    key: standardKey(secret),
    until,
  });
  const content = { body: Buffer.from('{"ü":1}'), headers: { 'content-type': 'application/json' } };
  const parts: HeaderParts = {
    content,
    eventId: 'evt_1',
    deliveryId: 'dlv_1',
    attempt: 3,
    isLastAttempt: false,
    eventUrl: 'https://hooks.example.com/console/events/evt_1',
    replayedAt: null,
    isTest: false,
    keys: [key(SECRET, null)],
    now,
    cautiousNow: now,
    version: '1.2.3',
  };
  /** By the specification, with nothing of ours. */
  const sign = (key: Buffer): string =>
    `v1,${createHmac('sha256', key)
      .update(`evt_1.${Math.floor(now / 1000)}.{"ü":1}`)
      .digest('base64')}`;

  test('signs and tells what it is', () => {
    expect(buildHeaders(parts)).toEqual({
      'content-type': 'application/json',
      'user-agent': 'Signal-Hooks/1.2.3',
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1777127400',
      'webhook-signature': sign(Buffer.alloc(32, 7)),
      'signal-hooks-delivery': 'dlv_1',
      'signal-hooks-attempt': '3',
      'signal-hooks-last-attempt': 'false',
      'signal-hooks-event-url': 'https://hooks.example.com/console/events/evt_1',
    });
  });

  test('tells the last attempt, and no address where there is none', () => {
    const headers = buildHeaders({ ...parts, isLastAttempt: true, eventUrl: null });
    expect(headers).toMatchObject({ 'signal-hooks-last-attempt': 'true' });
    expect(headers).not.toHaveProperty('signal-hooks-event-url');
  });

  test('tells a replay, which is wanted twice, from a retry, which is not', () => {
    const headers = buildHeaders({ ...parts, replayedAt: 1777127399000 });
    // Signed by itself, so that nobody who has seen one delivery can make more of it.
    const mac = createHmac('sha256', Buffer.alloc(32, 7))
      .update('evt_1.1777127400.replayed-at:1777127399000')
      .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'evt_1',
      'signal-hooks-replayed-at': '1777127399000',
      'signal-hooks-replay-signature': `v1,${mac}`,
    });
  });

  test('tells a test by a mark with a signature of its own', () => {
    const mac = createHmac('sha256', Buffer.alloc(32, 7))
      .update('evt_1.1777127400.test')
      .digest('base64');
    expect(buildHeaders({ ...parts, isTest: true })).toMatchObject({
      'signal-hooks-test': 'true',
      'signal-hooks-test-signature': `v1,${mac}`,
    });
  });

  test('a clock that jumps ahead ends no secret', () => {
    const keys = [key(SECRET, now)];
    expect(() => buildHeaders({ ...parts, keys })).toThrow(BuildError);
    const headers = buildHeaders({ ...parts, keys, cautiousNow: now - 1 });
    expect(headers['webhook-signature']).toBe(sign(Buffer.alloc(32, 7)));
  });

  test('signs with every secret that has not expired, the newest first', () => {
    const filled = (fill: number, until: number | null) =>
      key(`whsec_${Buffer.alloc(24, fill).toString('base64')}`, until);
    const keys = [filled(1, null), filled(2, now + 1), filled(3, now)];
    expect(buildHeaders({ ...parts, keys })['webhook-signature']).toBe(
      `${sign(Buffer.alloc(24, 1))} ${sign(Buffer.alloc(24, 2))}`,
    );
  });

  test('does not send unsigned', () => {
    const keys = [key(SECRET, now - 1)];
    expect(() => buildHeaders({ ...parts, keys })).toThrow(
      expect.objectContaining({ code: 'secret_missing' }),
    );
  });
});

describe('sampleEvent', () => {
  const vault = new Vault(new Uint8Array(32));
  const now = Date.UTC(2026, 0, 1);

  test.each(Object.values(PROVIDERS))('is of the kind that $name is asked for', (provider) => {
    for (const type of Object.keys(provider.events)) {
      const subscription = newSubscription(vault, { provider: provider.id, eventTypes: [type] });
      const sample = sampleEvent(subscription, undefined, Providers.NONE, now);
      expect(sample.origin.provider.id).toBe(provider.id);
      expect(sample.event.type).toBe(type);
      expect(recordOf(sample.origin, sample.event).unreadable_fields).toEqual([]);
    }
  });

  test('is any where nothing is asked for', () => {
    const { event } = sampleEvent(newSubscription(vault), undefined, Providers.NONE, now);
    expect(event.body.length).toBeGreaterThan(2);
  });
});
