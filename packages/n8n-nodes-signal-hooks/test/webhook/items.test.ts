/** What the panel's options make of an event: rows, headers, and what cannot be read. */
import type { INodeParameters } from 'n8n-workflow';
import { receive } from '../support/receive.ts';
import { itemOf, itemsOf, SENDERS, type Sender } from '../support/senders.ts';
import { hmacHex } from '../support/sign.ts';

const { siggnal, 'signal-ark': signalArk, signals, sigsentry: sigSentry, salesiq } = SENDERS;

/** Picks what a test looks at. */
const pick = (items: readonly object[], ...keys: string[]) =>
  items.map((item) => keys.map((key) => (item as Record<string, unknown>)[key]));

const splitBy = (split: string): INodeParameters => ({ options: { split } });

describe('one item per', () => {
  const contacts = `"contacts":[{"name":"Anna Ivanova","role":"CEO","email":"anna@x.example"},{"name":"Pavel","phone":"+7 1"}]`;
  const signal = `{"signal_id":"sig_1",${contacts}}`;

  test('contact fills the contact’s cells and numbers the items', async () => {
    const items = await itemsOf(siggnal, signal, splitBy('contacts'));
    const cells = ['contact_name', 'contact_role', 'contact_email', 'contact_phone'];
    expect(pick(items, ...cells)).toEqual([
      ['Anna Ivanova', 'CEO', 'anna@x.example', null],
      ['Pavel', null, null, '+7 1'],
    ]);
    expect(pick(items, 'contact_first_name', 'contact_last_name')).toEqual([
      ['Anna', 'Ivanova'],
      [null, null],
    ]);
    const [first, second] = items;
    expect(first?.event_id).toMatch(/^evt_[0-9a-f]{24}$/);
    expect(second?.event_id).toBe(first?.event_id);
    expect(pick(items, 'item_id')).toEqual([[`${first?.event_id}-1`], [`${first?.event_id}-2`]]);
    expect(pick(items, 'signal_id')).toEqual([['sig_1'], ['sig_1']]);
    expect(first?.contacts).toHaveLength(2);
  });

  test('contact keeps the event where there is none', async () => {
    for (const body of ['{"signal_id":"sig_1","contacts":[]}', '{"signal_id":"sig_1"}']) {
      const item = await itemOf(siggnal, body, splitBy('contacts'));
      expect(item).toMatchObject({ signal_id: 'sig_1', contact_name: null });
      expect(item.item_id).toBe(`${item.event_id}-1`);
    }
  });

  test('contact of a provider with one contact at most is one item', async () => {
    const body = `{"event":"conversation.created","entity_id":"1","event_time":"1567065865617","entity":{"visitor":{"name":"Tricia"}}}`;
    const item = await itemOf(salesiq, body, splitBy('contacts'));
    expect(item).toMatchObject({ contact_name: 'Tricia', item_id: `${item.event_id}-1` });
  });

  test('play', async () => {
    const body = `{"event":"signal.play_matched","signal":{"id":"s1"},"plays":[{"id":"a","name":"A"},{"id":"b","name":"B","description":"Second"}]}`;
    const items = await itemsOf(signalArk, body, splitBy('plays'));
    expect(pick(items, 'play_id', 'play_name', 'play_description')).toEqual([
      ['a', 'A', null],
      ['b', 'B', 'Second'],
    ]);
  });

  test('affected service', async () => {
    const body = `{"event":"analysis.complete","analysisId":"ana_1","severity":"high","affectedServices":[{"serviceName":"checkout","errorCount":142},{"name":"payments","role":"downstream"}]}`;
    const items = await itemsOf(sigSentry, body, splitBy('affected_services'));
    expect(pick(items, 'service_name', 'service_role', 'service_error_count')).toEqual([
      ['checkout', null, 142],
      ['payments', 'downstream', null],
    ]);
  });

  test('event leaves the list in the item, with no item_id', async () => {
    const item = await itemOf(siggnal, signal, splitBy('event'));
    expect(item.contacts).toHaveLength(2);
    expect(item).not.toHaveProperty('item_id');
  });

  test('a row gives the payload with each, where that is wanted', async () => {
    const both = await itemsOf(siggnal, signal, { output: 'both', ...splitBy('contacts') });
    expect(pick(both, 'payload')).toEqual([[JSON.parse(signal)], [JSON.parse(signal)]]);
    // Alone it would be the same twice.
    const payloads = await itemsOf(siggnal, signal, { output: 'payload', ...splitBy('contacts') });
    expect(payloads).toEqual([JSON.parse(signal)]);
  });
});

describe('headers', () => {
  const { body } = sigSentry;
  const headers = {
    ...sigSentry.sign(body),
    Cookie: 'session=1',
    'PROXY-Authorization': 'Basic 1',
    'X-Sigsentry-Event': 'analysis.complete',
  };

  test.each(['record', 'payload', 'both'])(
    'are added to the %s without secrets',
    async (output) => {
      const n8n = sigSentry.node({ output, options: { headers: true } });
      const { items } = await receive(n8n, { body, headers });
      const { 'x-sigsentry-signature': signature } = headers as Record<string, string>;
      expect(items?.[0]?.headers).toEqual({
        host: 'n8n.example.com',
        'x-sigsentry-signature': signature,
        'X-Sigsentry-Event': 'analysis.complete',
      });
    },
  );

  test('are left out otherwise', async () => {
    for (const options of [{}, { headers: false }]) {
      const { items } = await receive(sigSentry.node({ options }), { body, headers });
      expect(items?.[0]).not.toHaveProperty('headers');
    }
  });
});

describe('what was signed but cannot be read', () => {
  const deep = `${'{"a":'.repeat(80)}1${'}'.repeat(80)}`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['no JSON', '{"signal_id":', 'payload_not_json'],
    ['a list', '[1,2]', 'payload_not_object'],
    ['nested too deep', deep, 'payload_too_deep'],
    ['an ambiguous key', '{"a":1,"a":2}', 'payload_duplicate_key'],
    ['nothing', '', 'payload_empty'],
    ['a key that JavaScript would misread', '{"__proto__":{}}', 'payload_forbidden_key'],
  ];
  const senders: readonly Sender[] = [siggnal, signals, sigSentry, salesiq];

  test.each(cases)(
    '(%s) makes an item that says so, and passes all filters',
    async (_, body, code) => {
      for (const from of senders) {
        const filters = { minimumPriority: 'critical', projects: 'other' };
        const parameters = { events: ['role.created'], minimumSeverity: 'critical', filters };
        const item = await itemOf(from, body, { ...parameters, output: 'payload' });
        expect(item).toEqual({
          event_id: expect.stringMatching(/^evt_[0-9a-f]{24}$/),
          provider: from.id,
          event_type: 'unreadable',
          received_at: expect.stringMatching(/^\d{4}-.+Z$/),
          error: { code, message: expect.stringMatching(/^[A-Z].+\.$/) },
          body,
        });
      }
    },
  );

  test('is the same event when it is sent again, and another one otherwise', async () => {
    const ids = [];
    for (const body of ['{', '{', '[']) ids.push((await itemOf(siggnal, body)).event_id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('is told apart by its bytes, also where they are no text', async () => {
    const itemFor = async (byte: number) => {
      const body = Uint8Array.of(0x7b, byte, 0x7d);
      const headers = { 'x-siggnal-signature': hmacHex('siggnal-secret-1', body) };
      return (await receive(siggnal.node(), { body, headers })).items?.[0];
    };
    const [first, second] = [await itemFor(0xff), await itemFor(0xfe)];
    expect(first).toMatchObject({ error: { code: 'payload_not_utf8' }, body: '{\ufffd}' });
    expect(second?.event_id).not.toBe(first?.event_id);
  });

  test('starts nothing where the signature is not right', async () => {
    for (const [, body] of cases) {
      const answer = await receive(siggnal.node(), { body, headers: siggnal.forge(body) });
      expect(answer).toMatchObject({ status: 401, items: null });
    }
  });
});
