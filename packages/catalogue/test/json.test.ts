import { type JsonValue, MAX_DEPTH, MAX_VALUES, parsePayload } from '@signal-hooks/catalogue';
import fc from 'fast-check';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const codeOf = (body: Uint8Array): string => {
  const parsed = parsePayload(body);
  return parsed.ok ? 'ok' : parsed.code;
};
const payloadOf = (text: string): unknown => {
  const parsed = parsePayload(bytes(text));
  return parsed.ok ? parsed.payload : parsed.code;
};

/** What the parser keeps of an integer beyond 2^53: its digits. */
function withDigits(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value))) {
    return String(value);
  }
  if (Array.isArray(value)) return value.map(withDigits);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDigits(item)]));
}

const key = fc.string({ unit: 'binary' }).filter((text) => text !== '__proto__');
const tricky = fc.constantFrom('":', '\\":', 'a":"b', '\\u003a', '{"a":1}', '" :', ': ', '\ud800');
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
      fc.string({ unit: 'binary' }),
      tricky,
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(key, tricky), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;
const object = fc.dictionary(fc.oneof(key, tricky), json, { noNullPrototype: true });
const gap = fc.constantFrom('', ' ', '\n', '\r\n', '\t', '  ');

describe('agreement with JSON.parse', () => {
  test('on every valid object without a repeated key', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const parsed = parsePayload(bytes(JSON.stringify(value, null, indent)));
        expect(parsed).toEqual({ ok: true, payload: withDigits(value) });
      }),
      { numRuns: 1000 },
    );
  });

  test('on arbitrary bytes it never throws, and never accepts what JSON.parse does not', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.string({ unit: 'binary' }).map(bytes),
          fc.string({ unit: fc.constantFrom(...'{}[]":,\\u0031 \n') }).map(bytes),
        ),
        (body) => {
          const parsed = parsePayload(body);
          if (parsed.ok) {
            expect(parsed.payload).toEqual(JSON.parse(new TextDecoder().decode(body)));
          } else expect(parsed.explanation).toMatch(/\.$/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('keys', () => {
  /** The same key, each letter plain or escaped. */
  const spelt = (text: string, escapes: readonly boolean[]): string =>
    [...text]
      .map((char, at) => {
        const code = char.charCodeAt(0).toString(16).padStart(4, '0');
        return escapes[at % escapes.length] ? `\\u${code}` : JSON.stringify(char).slice(1, -1);
      })
      .join('');

  test('a key that stands twice in one object is found, however it is written and nested', () => {
    const part = fc.record({
      name: fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
      escapes: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
      gaps: fc.tuple(gap, gap, gap),
      before: object,
      inner: json,
      nest: fc.array(fc.constantFrom('list', 'object'), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(part, ({ name, escapes, gaps: [g1, g2, g3], before, inner, nest }) => {
        const value = JSON.stringify(inner);
        const rest = Object.entries(before)
          .filter(([own]) => own !== name)
          .map(([own, item]) => `${JSON.stringify(own)}:${JSON.stringify(item)},`)
          .join('');
        const twice = `{${rest}"${spelt(name, [false])}"${g1}:${g2}${value}${g3},"${spelt(name, escapes)}":1}`;
        const wrapped = nest.reduce(
          (text, kind) => (kind === 'list' ? `[0,${text}]` : `{"w":${text}}`),
          twice,
        );
        expect(payloadOf(`{"top":${wrapped}}`)).toBe('payload_duplicate_key');
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['{"a":1,"a":2}', 'payload_duplicate_key'],
    ['{"a" :1,"a":2}', 'payload_duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'payload_duplicate_key'],
    ['{"a":{"b":1},"a":{"c":1}}', 'payload_duplicate_key'],
    ['{"a":[{"b":1,"c":2,"b":3}]}', 'payload_duplicate_key'],
    ['{"":1,"":2}', 'payload_duplicate_key'],
    ['{"a":"\\":\\":","b":1,"b":2}', 'payload_duplicate_key'],
    ['{"constructor":1,"constructor":2}', 'payload_duplicate_key'],
    ['{"__proto__":{"admin":true}}', 'payload_forbidden_key'],
    ['{"a":[{"\\u005f_proto__":1}]}', 'payload_forbidden_key'],
    ['{"__proto__":1,"__proto__":2}', 'payload_forbidden_key'],
  ])('%s is %s', (text, code) => {
    expect(payloadOf(text)).toBe(code);
  });

  test('the same key in two objects, or as a value, is no repetition', () => {
    const text = '{"a":{"a":[{"a":"a"},{"a":"\\":"}]},"b":"a","c":["a","a"]}';
    expect(payloadOf(text)).toEqual(JSON.parse(text));
  });

  test('nothing is inherited by what was read', () => {
    expect(payloadOf('{"constructor":1,"toString":2}')).toEqual({ constructor: 1, toString: 2 });
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });
});

describe('numbers', () => {
  test('integers of any length keep every digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (number) => {
        const exact = number >= -(2n ** 53n) + 1n && number <= 2n ** 53n - 1n;
        const kept = exact ? Number(number) : String(number);
        expect(payloadOf(`{"id":${number},"in":[{"id":${number}}]}`)).toEqual({
          id: kept,
          in: [{ id: kept }],
        });
      }),
    );
  });

  test('at the edge of what a double holds', () => {
    expect(payloadOf('{"a":9007199254740991,"b":9007199254740992,"c":9007199254740993}')).toEqual({
      a: 9007199254740991,
      b: '9007199254740992',
      c: '9007199254740993',
    });
  });

  test('digits in a text and fractions stay what they are', () => {
    const text = '{"a":"9007199254740993","b":0.12345678901234567,"c":1e300}';
    expect(payloadOf(text)).toEqual(JSON.parse(text));
  });
});

/** Digits as text and as number, where a number can be and where it only looks so. */
const digits = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.stringMatching(/^[1-9]\d{13,18}$/),
    fc.constantFrom('', '.5', 'e2', 'E-1'),
  )
  .map((parts) => parts.join(''));
const withDigitsText = fc
  .tuple(
    fc.array(
      fc.oneof(
        digits,
        fc
          .tuple(
            fc.constantFrom('', 'a', ':', ', ', '[ ', '\\"'),
            digits,
            fc.constantFrom('', ',', ' ]', '}'),
          )
          .map((parts) => `"${parts.join('')}"`),
      ),
      { minLength: 1, maxLength: 6 },
    ),
    gap,
  )
  .map(
    ([items, blank]) =>
      `{"a":[${blank}${items.join(`${blank},`)}${blank}],"b":${blank}${items[0]}}`,
  );

test('integers are told from texts that look like them, and from other numbers', () => {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' &&
    /^-?\d+$/.test(context?.source ?? '') &&
    !Number.isSafeInteger(value)
      ? context?.source
      : value;
  fc.assert(
    fc.property(withDigitsText, (text) => {
      expect(payloadOf(text)).toEqual(JSON.parse(text, reviver));
    }),
    { numRuns: 3000 },
  );
});

describe('limits', () => {
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  test('reads nesting up to the limit and refuses one level more', () => {
    expect(codeOf(bytes(nested(MAX_DEPTH)))).toBe('ok');
    expect(codeOf(bytes(nested(MAX_DEPTH + 1)))).toBe('payload_too_deep');
    expect(codeOf(bytes(`{"a":${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}}`))).toBe(
      'payload_too_deep',
    );
  });

  test('a million open brackets cost neither the stack nor the clock', () => {
    expect(codeOf(bytes(`{"a":${'['.repeat(1_000_000)}`))).toBe('payload_too_deep');
    const deep = `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
    expect(codeOf(bytes(deep))).toBe('payload_too_deep');
  });

  test('100,000 contacts are refused, 10,000 are read', () => {
    const contacts = (count: number): string =>
      `{"contacts":[${Array.from({ length: count }, (_, at) => `{"name":"n${at}","email":"e"}`).join(',')}]}`;
    expect(codeOf(bytes(contacts(100_000)))).toBe('payload_too_large');
    expect(codeOf(bytes(contacts(10_000)))).toBe('ok');
    expect(codeOf(bytes(`{"a":[${'0,'.repeat(MAX_VALUES)}0]}`))).toBe('payload_too_large');
  });

  test('11 MB are read or refused within seconds, also on a busy machine', () => {
    expect(codeOf(bytes(`{"a":"${'x'.repeat(11_000_000)}"}`))).toBe('ok');
    expect(codeOf(bytes(`{"a":"${'\\":'.repeat(3_700_000)}"}`))).toBe('ok');
    expect(codeOf(Buffer.alloc(11_000_000, '['))).toBe('payload_too_deep');
    const long = '1'.repeat(3_000_000);
    const blank = ' '.repeat(3_000_000);
    expect(codeOf(bytes(`{"a":${long},"b":":${long}x","c":":${blank}","d":${blank}1}`))).toBe('ok');
  });
});

describe('text', () => {
  test.each([
    ['a lone continuation byte', [0x7b, 0x22, 0x80, 0x22, 0x3a, 0x31, 0x7d]],
    ['an overlong slash', [0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]],
    ['an encoded surrogate', [0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]],
    ['a cut character', [0x7b, 0x22, 0xf0, 0x9f, 0x98]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('%s is not UTF-8', (_name, list) => {
    expect(codeOf(Uint8Array.from(list))).toBe('payload_not_utf8');
  });

  test('escaped lone surrogates are read as JSON allows', () => {
    expect(payloadOf('{"a":"\\ud800","\\udfff":1}')).toEqual({ a: '\ud800', '\udfff': 1 });
  });

  test.each([
    ['', 'payload_empty'],
    ['   ', 'payload_not_json'],
    ['{', 'payload_not_json'],
    ['{"a":1', 'payload_not_json'],
    ['{"a":1}x', 'payload_not_json'],
    ["{'a':1}", 'payload_not_json'],
    ['{"a":NaN}', 'payload_not_json'],
    ['[]', 'payload_not_object'],
    ['null', 'payload_not_object'],
    ['"{}"', 'payload_not_object'],
    ['1', 'payload_not_object'],
  ])('%j is %s', (text, code) => {
    expect(payloadOf(text)).toBe(code);
  });

  test('explanations never quote the body', () => {
    for (const text of ['{"secret":"hunter2"', '{"a":hunter2}', 'hunter2']) {
      const parsed = parsePayload(bytes(text));
      expect(parsed.ok ? '' : parsed.explanation).not.toContain('hunter2');
    }
  });
});
