import { type BodyDefinition, createReceiver, readStoredBody } from '@signal-hooks/catalogue';
import fc from 'fast-check';
import { custom } from './support/custom.ts';

const FORM = 'application/x-www-form-urlencoded';

function receive(body: BodyDefinition, text: string | Uint8Array, contentType?: string) {
  const provider = custom({
    body,
    eventType: 'type',
    identity: [{ parts: ['id'] }, { parts: [{ digestWithout: [] }] }],
  });
  const bytes = Buffer.from(text);
  const headers = { 'x-token': 't', ...(contentType && { 'content-type': contentType }) };
  const received = createReceiver(provider, { secrets: ['t'] })({ body: bytes, headers }, 0);
  if (!received.ok) return received.code;
  for (const { body: kept, payload } of received.events) {
    // What the gateway reads again, when it maps an event.
    expect(readStoredBody(provider, kept, contentType)).toEqual({ ok: true, payload });
  }
  return received.events.map(({ payload, type, identity }) => [payload, type, identity.key]);
}

const payloadsOf = (...given: Parameters<typeof receive>): unknown => {
  const outcome = receive(...given);
  return typeof outcome === 'string' ? outcome : outcome.map(([payload]) => payload);
};

describe('forms', () => {
  const BOTH: BodyDefinition = { accepts: ['json', 'form'] };

  test.each([
    ['a=1&b=c+d%20e%C3%BC', [{ a: '1', b: 'c d eü' }]],
    ['a=1&b=x&a=2', [{ a: ['1', '2'], b: 'x' }]],
    ['a=&b', [{ a: '', b: '' }]],
    ['a[b]=1', [{ 'a[b]': '1' }]],
    ['id=12345678901234567890', [{ id: '12345678901234567890' }]],
    ['constructor=1&toString=2', [{ constructor: '1', toString: '2' }]],
    ['payload={"a":12345678901234567890}&x=1', [{ a: '12345678901234567890' }]],
    [`payload=${encodeURIComponent('{"a":"ü"}')}`, [{ a: 'ü' }]],
    ['payload=text', [{ payload: 'text' }]],
    ['payload=[1]', [{ payload: '[1]' }]],
    ['payload={}&payload={}', [{ payload: ['{}', '{}'] }]],
    ['payload={"a":1,"a":2}', 'payload_duplicate_key'],
    ['payload={"__proto__":1}', 'payload_forbidden_key'],
    [`payload=${'{"a":'.repeat(70)}1${'}'.repeat(70)}`, 'payload_too_deep'],
    ['__proto__=1', 'payload_forbidden_key'],
    ['a=1&__pro%74o__=1', 'payload_forbidden_key'],
    ['', 'payload_empty'],
    [Buffer.from([0x61, 0x3d, 0xff]), 'payload_not_utf8'],
    ['a&'.repeat(100_000), 'payload_too_large'],
  ])('%.60s', (text, outcome) => {
    expect(payloadsOf(BOTH, text, FORM)).toEqual(outcome);
  });

  test.each<[BodyDefinition, string, string | undefined, unknown]>([
    [BOTH, 'a=1', `${FORM}; charset=utf-8`, [{ a: '1' }]],
    [BOTH, 'a=1', FORM.toUpperCase(), [{ a: '1' }]],
    [BOTH, '{"a":1}', 'application/json', [{ a: 1 }]],
    [BOTH, '{"a":1}', undefined, [{ a: 1 }]],
    [BOTH, 'a=1', 'application/json', 'payload_not_json'],
    [{ accepts: ['form'] }, 'a=1', FORM, [{ a: '1' }]],
    [{ accepts: ['form'] }, '{"a":1}', 'application/json', 'payload_not_form'],
    [{ accepts: ['json'] }, 'a=1', FORM, 'payload_not_json'],
    [{ accepts: ['json'] }, '{"a":1}', FORM, [{ a: 1 }]],
    [{}, '{"a":1}', FORM, [{ a: 1 }]],
  ])('%j takes %s as %s', (body, text, contentType, outcome) => {
    expect(payloadsOf(body, text, contentType)).toEqual(outcome);
  });
});

describe('lists', () => {
  const ROOT: BodyDefinition = { each: '' };

  test('each item is an event with a type, an identity and bytes of its own', () => {
    const text = '[{"id":1,"type":"a"},{"id":2,"type":"b"},{"x":null}]';
    expect(receive(ROOT, text)).toEqual([
      [{ id: 1, type: 'a' }, 'a', '1'],
      [{ id: 2, type: 'b' }, 'b', '2'],
      [{ x: null }, 'unknown', expect.stringMatching(/^[0-9a-f]{64}$/)],
    ]);
  });

  test.each<[BodyDefinition, string, unknown]>([
    [ROOT, '[]', []],
    [ROOT, '{"id":1}', [{ id: 1 }]],
    [ROOT, '[{"id":1},2]', 'payload_not_object'],
    [ROOT, '[[{"id":1}]]', 'payload_not_object'],
    [ROOT, '[null]', 'payload_not_object'],
    [ROOT, '1', 'payload_not_object'],
    [ROOT, '[{"a":1,"a":2}]', 'payload_duplicate_key'],
    [ROOT, '[{"__proto__":1}]', 'payload_forbidden_key'],
    [ROOT, `[${'{},'.repeat(100_000)}{}]`, 'payload_too_large'],
    [{ each: 'data.items' }, '{"data":{"items":[{"id":1},{"id":2}]}}', [{ id: 1 }, { id: 2 }]],
    [{ each: 'data.items' }, '{"data":{"items":[]}}', []],
    [{ each: 'data.items' }, '{"data":{"items":{"id":1}}}', [{ data: { items: { id: 1 } } }]],
    [{ each: 'data.items' }, '{"other":1}', [{ other: 1 }]],
    [{ each: 'data.items' }, '[{"id":1}]', 'payload_not_object'],
    [{ each: 'constructor' }, '{"a":1}', [{ a: 1 }]],
  ])('%j of %.60s', (body, text, outcome) => {
    expect(payloadsOf(body, text)).toEqual(outcome);
  });

  test.each([
    ['a=1', [{ a: '1' }]],
    ['payload={"items":[{"id":12345678901234567890}]}', [{ id: '12345678901234567890' }]],
  ])('of a form %s', (text, outcome) => {
    expect(payloadsOf({ accepts: ['form'], each: 'items' }, text, FORM)).toEqual(outcome);
  });

  test('items read back to the same payload, whatever they hold', () => {
    const numbers = fc.constantFrom(
      ...['-0', '1e400', '-1e400', '1E+16', '12345678901234567890', '12345678901234567890.5'],
      ...['9007199254740993', '0.1', '1e-7', '1e21', '-12345678901234567890123'],
    );
    const value = fc.oneof(
      numbers,
      fc.json({ maxDepth: 3 }),
      fc.constantFrom('"\\ud800"', '"a\\u0000"', '{"1":1,"0":{"toString":null}}'),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        const items = values.map((text, at) => `{"id":${at},"v":${text}}`);
        const outcome = receive(ROOT, `[${items.join(',')}]`);
        if (outcome === 'payload_forbidden_key' || outcome === 'payload_duplicate_key') return;
        expect(outcome).toHaveLength(values.length);
      }),
      { numRuns: 500 },
    );
  });

  test('an identity must tell the items of a request apart', () => {
    const byHeader = { parts: [{ header: 'x-id' }] };
    const byContent = { parts: [{ digestWithout: [] }] };
    expect(() => custom({ body: ROOT, identity: [byHeader, byContent] })).toThrow('of the item');
    expect(() => custom({ identity: [byHeader, byContent] })).not.toThrow();
    const mixed = { parts: [{ header: 'x-id' }, 'id'] };
    expect(() => custom({ body: ROOT, identity: [mixed, byContent] })).not.toThrow();
  });
});

test('NUL in a form is no part of a record', () => {
  const provider = custom({ body: { accepts: ['form'] }, common: { title: 'a' } });
  const body = Buffer.from('a=x%00y');
  const parsed = readStoredBody(provider, body, FORM);
  if (!parsed.ok) throw new Error(parsed.code);
  const added = { event_id: 'e', event_type: 't', received_at: '2026-01-01T00:00:00Z' };
  const record = provider.mapRecord(parsed.payload, { ...added, provider: 'custom' });
  expect(record.title).not.toContain('\0');
});
