import type { Provider, SampleObject, SampleValue } from '@signal-hooks/catalogue';

/** One request that a provider might send, or somebody who knows its secret. */
export interface FrozenCase {
  readonly name: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** JSON text that is put into a body as it is. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Tree = SampleValue | Raw | { readonly [key: string]: Tree } | readonly Tree[];
type Path = readonly string[];

/** What a value is replaced by; each is the JSON text of a value. */
const REPLACEMENTS: readonly string[] = [
  'null',
  '""',
  '"text"',
  '" padded\\u00a0\\n"',
  '"\\u2003"',
  'true',
  'false',
  '"TRUE"',
  '0',
  '1',
  '-0',
  '-0.0',
  '42',
  '0.5',
  '"0.5"',
  '"1e3"',
  '"01"',
  '1e400',
  '-1e400',
  '"1e400"',
  '1e15',
  '9e15',
  '1E+16',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '12345678901234567890123',
  '12345678901234567890.5',
  '1777127412000',
  '"1777127412000"',
  '"99999999999999"',
  '[]',
  '{}',
  '[null]',
  '["a",1,null,{"id":1}]',
  '[[],[[1]],{"name":"n"}]',
  '{"id":7,"name":"inner"}',
  '{"a":1,"a":2}',
  '{"__proto__":1}',
  '{"toString":1,"valueOf":1,"length":-1}',
  '"constructor"',
  '"High"',
  '"CRITICAL "',
  '"http://a.example/x y"',
  '"HTTPS://User@WWW.Acme.example:443/path?q#f"',
  '"//www.acme.example."',
  '"a@b"',
  '"a b@c"',
  '"no digits"',
  '"+1 555"',
  '"\\ud800"',
  '"x\\udc00y"',
  '"\\ud83d\\ude00"',
  '"a\\u0000b"',
  '"\\u0000"',
  '"\\\\u0000"',
  '"ключ:\\":"',
  '"\u2028\ufeff"',
];

/** Times in all the forms of ISO 8601, and what only looks like one. */
const TIMES: readonly string[] = [
  '2026-04-25T14:30:00Z',
  '2026-04-25T14:30:00.1Z',
  '2026-04-25T14:30:00.123Z',
  '2026-04-25T14:30:00.999999Z',
  '2026-04-25T14:30:00.123456789123Z',
  '2026-04-25T14:30:00,5Z',
  '2026-04-25t14:30:00.123z',
  '2026-04-25 14:30:00Z',
  '2026-04-25 14:30:00 Z',
  '2026-04-25T14:30Z',
  '2026-04-25T14Z',
  '2026-04-25T14:30:00+03',
  '2026-04-25T14:30:00+0300',
  '2026-04-25T14:30:00.123+03:00',
  '2026-04-25T14:30:00-05:30',
  '2026-04-25T14:30:00\u221203:00',
  '2026-04-25T14:30:00+24:00',
  '2026-04-25T14:30:00+23:59',
  '2026-04-25T14:30:00+03:60',
  '2026-04-25T14:30:00-00:00',
  '20260425T143000Z',
  '20260425T143000.5+0300',
  '20260425T1430+03',
  '20260425143000Z',
  '2026-04-25',
  '2026-04-25T14:30:00',
  '2026-04-25T14:30:00.123',
  '2026-02-28T23:59:59.999Z',
  '2026-02-29T00:00:00.000Z',
  '2024-02-29T00:00:00.000Z',
  '2100-02-29T00:00:00.000Z',
  '2000-02-29T00:00:00.000Z',
  '2026-04-31T00:00:00.000Z',
  '2026-12-31T23:59:60.000Z',
  '2026-04-25T24:00:00.000Z',
  '2026-04-25T24:00:01.000Z',
  '2026-04-25T25:00:00.000Z',
  '2026-04-25T14:60:00.000Z',
  '2026-13-01T00:00:00.000Z',
  '2026-00-01T00:00:00.000Z',
  '2026-01-00T00:00:00.000Z',
  '2026-01-32T00:00:00.000Z',
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00+23:00',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-01:00',
  '+012026-04-25T14:30:00.000Z',
  '-000001-04-25T14:30:00.000Z',
  '2026-04-25T14:30:00.000Z ',
  '2026-04-25T14:30:00.000ZZ',
  '2026-04-25T14:30:00.000\u017f',
  '２026-04-25T14:30:00.000Z',
  '2026-W17-6T14:30:00Z',
  '2026-115T14:30:00Z',
  'Sat, 25 Apr 2026 14:30:00 GMT',
  '1777127412',
  '177712741200',
  '99999999999999',
  '999999999999999',
];

/** Bodies that have nothing to do with the provider. */
const TEXTS: readonly (readonly [name: string, body: string | Buffer])[] = [
  ['no body', ''],
  ['a blank', ' '],
  ['an empty object', '{}'],
  ['an object in blanks', ' \t\r\n{ \n} '],
  ['a byte order mark', '\ufeff{"a":1}'],
  ['two byte order marks', '\ufeff\ufeff{"a":1}'],
  ['a replacement character', '{"a":"\ufffd"}'],
  ['a byte that is not UTF-8', Buffer.from('{"a":"\xff"}', 'latin1')],
  ['an overlong slash', Buffer.from('7b2261223a22c0af227d', 'hex')],
  ['half a character in UTF-8', Buffer.from('7b2261223a22eda080227d', 'hex')],
  ['a character that breaks off', Buffer.from('7b2261223a22f09f98', 'hex')],
  ...[
    'null',
    'true',
    '1',
    '"a"',
    '[]',
    '[{}]',
    '{',
    '{"a":1}}',
    "{'a':1}",
    '{"a":1,}',
    '{a:1}',
  ].map((text) => [text, text] as const),
  ...[
    'NaN',
    'Infinity',
    '01',
    '1.',
    '.5',
    '+1',
    '0x1',
    '1e',
    'tru',
    '"\t"',
    '"\\x"',
    '"\\u12"',
  ].map((text) => [text, `{"a":${text}}`] as const),
  ...['{"a":1,"a":2}', '{"a" :1,"a":2}', '{"a"\n:1,"b":2}', '{"a":1,"\\u0061":2}'].map(
    (text) => [text, text] as const,
  ),
  ...['{"a":"\\":","b":1}', '{"a":"\\":\\":","b":1,"b":2}', '{"":1,"":2}', '{"":1}'].map(
    (text) => [text, text] as const,
  ),
  ...['{"__proto__":1}', '{"a":[{"\\u005f_proto__":1}]}', '{"__proto__":1,"__proto__":2}'].map(
    (text) => [text, text] as const,
  ),
  ...['{"constructor":1,"hasOwnProperty":2}', '{"a":{"a":{"a":":"}}}', '{"1":1,"0":0,"b":2}'].map(
    (text) => [text, text] as const,
  ),
  ...[62, 63, 64, 65, 70].flatMap((depth): [string, string][] => [
    [`${depth} objects`, `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
    [`${depth} lists`, `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`],
  ]),
  ['brackets in a text', `{"a":"${'[{'.repeat(100)}"}`],
  ['a long text in brackets', `{"a":"${'[{\\"'.repeat(30_000)}"}`],
  ['brackets without end', `{"a":${'['.repeat(200_000)}`],
  ['as many values as are read', `{"a":[${'1,'.repeat(99_998)}1]}`],
  ['one value too many', `{"a":[${'1,'.repeat(99_999)}1]}`],
  ['a long list of short texts', `{"a":[${'"b:",'.repeat(30_000)}{"a":1}]}`],
  ['a long text and a huge number', `{"a":"${'x'.repeat(100_000)}","b":12345678901234567890}`],
  ['a long text and a repeated key', `{"a":"${'x'.repeat(100_000)}","b":1,"b":2}`],
  ['digits in a text', '{"a":"12345678901234567890","b":1}'],
  ['an exponent', '{"a":123e20,"b":12345678901234567890e0,"c":-12345678901234567890}'],
];

/** JSON, with bigints as plain digits. */
function write(value: Tree): string {
  if (value instanceof Raw) return value.text;
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value as { readonly [key: string]: Tree });
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(',')}}`;
}

/** A copy with another value at a path, whose parents are made where there are none; `undefined` takes it away. */
function put(value: Tree, [key, ...rest]: Path, leaf: Raw | undefined): Tree {
  if (key === undefined) return leaf ?? null;
  const isParent = typeof value === 'object' && value !== null && !(value instanceof Raw);
  const copy: Record<string, Tree> = isParent ? { ...(value as Record<string, Tree>) } : {};
  if (rest.length === 0 && leaf === undefined) delete copy[key];
  else copy[key] = put(copy[key] ?? {}, rest, leaf);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

/** Every path of a sample, the inner ones too. */
function pathsOf(value: SampleValue, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length > 0 ? [path] : [];
  const inner = Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return path.length > 0 ? [path, ...inner] : inner;
}

/** Every text in a part of a definition that may be a path, with `0` for the row of a list. */
function textsIn(part: unknown): string[] {
  if (typeof part === 'string') return /^[\w.*-]+$/.test(part) ? [part] : [];
  if (typeof part !== 'object' || part === null) return [];
  const { from, items, each, read } = part as Record<string, unknown>;
  const [lists, columns] = [textsIn(from ?? each), textsIn(items ?? read)];
  const rows = lists.flatMap((list) => columns.map((column) => `${list}.0.${column}`));
  return [...Object.values(part).flatMap(textsIn), ...rows];
}

/**
 * The cases of a provider: its samples, each value of them taken away and replaced, values at every
 * path that its definition reads, alone and in a sample; its headers missing, repeated and foreign.
 * @param share how many of the replacements each path gets, in turn; absent: all of them
 */
export function frozenCases(provider: Provider, share?: number): FrozenCase[] {
  let turn = 0;
  const values = [...REPLACEMENTS, ...TIMES.map((time) => JSON.stringify(time))];
  const next = (): string[] =>
    share === undefined
      ? values
      : Array.from({ length: share }, () => values[turn++ % values.length] ?? '');
  const at = new Date(Date.UTC(2026, 3, 25, 14, 30, 12));
  const events = Object.entries({
    ...provider.events,
    ...(provider.ping && { [provider.ping.type]: provider.ping }),
  });
  const cases: FrozenCase[] = [];
  const samples: [type: string, sample: SampleObject][] = [];
  for (const [type, event] of events) {
    const sample = event.sample({ sequence: 7, at });
    samples.push([type, sample]);
    const headers = provider.wire.headers({ type, deliveryId: 'delivery-7', payload: sample });
    const add = (name: string, tree: Tree, sent: FrozenCase['headers'] = headers): void => {
      cases.push({ name: `${type}: ${name}`, body: Buffer.from(write(tree)), headers: sent });
    };
    add('as it is', sample);
    add('indented', new Raw(write(sample).replaceAll(',"', ',\n  "').replaceAll('":', '" : ')));
    for (const path of pathsOf(sample)) {
      const name = path.join('.');
      add(`${name} missing`, put(sample, path, undefined));
      for (const text of next()) add(`${name} = ${text}`, put(sample, path, new Raw(text)));
    }
    for (const [header, value] of Object.entries(headers)) {
      add(`without ${header}`, sample, { ...headers, [header]: [] });
      add(`${header} twice`, sample, { ...headers, [header]: [value, value] });
      const { [header]: _own, ...others } = headers;
      add(`${header} in capitals`, sample, { ...others, [header.toUpperCase()]: ` ${value}\t` });
      add(`${header} foreign`, sample, { ...others, [header]: 'x'.repeat(300) });
      add(`${header} foreign and no payload`, {}, { ...others, [header]: 'constructor' });
    }
  }
  const { common, fields, identity, eventType, ping } = provider.definition;
  const [[, first] = ['', {}]] = samples;
  for (const path of new Set(textsIn([common, fields, identity, eventType, ping?.when]))) {
    for (const text of next()) {
      const leaf = new Raw(text);
      const steps = path.split('.');
      for (const [name, tree] of [
        ['alone', {}],
        ['in a sample', first],
      ] as const) {
        const body = Buffer.from(write(put(tree, steps, leaf)));
        cases.push({ name: `${path} = ${text}, ${name}`, body, headers: {} });
      }
    }
  }
  for (const [name, body] of TEXTS) cases.push({ name, body: Buffer.from(body), headers: {} });
  return cases;
}
