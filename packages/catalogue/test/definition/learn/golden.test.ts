import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { learnDefinition } from '../../../src/definition/learn/learn.ts';
import { parsePayload, readEvent } from '../../../src/index.ts';
import { compile, recordOf } from './captured.ts';

/** What is read here of a golden.json; its requests were signed outside this project. */
interface Golden {
  readonly credentials: { readonly secrets?: string[]; readonly publicKeys?: string[] };
  readonly requests: readonly {
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly event_type?: string;
  }[];
}

const ALL = ['providers', 'presets'].flatMap((kind) => {
  const folder = join(__dirname, '../../../src', kind);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, join(folder, name, 'golden.json')] as const);
});

/** The requests that are one JSON object each, as most are. */
const requestsOf = ({ requests }: Golden) =>
  requests.flatMap(({ body, headers, event_type }) => {
    const parsed = parsePayload(Buffer.from(body));
    if (!parsed.ok) return [];
    return [{ payload: parsed.payload, body: Buffer.from(body), headers, event_type }];
  });

/** Where the type that a person wrote down is not that of the requests, or not in all of them. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  siggnal: 'the kind of news is in event.type; all are signals',
  sigsentry: 'one of the requests carries no type',
  salesiq: 'one of the requests carries no type',
  hmac: 'one of the requests carries no type',
  discord: 'an interaction has a number for a type',
  github: 'the action is part of the type, if that is not answered otherwise',
  meta: 'the type is in a list',
  twilio: 'it has no type',
};

const GOLDEN = ALL.map(
  ([id, file]) => [id, JSON.parse(readFileSync(file, 'utf8')) as Golden] as const,
)
  .map(([id, golden]) => ({ id, golden, requests: requestsOf(golden) }))
  .filter(({ requests }) => requests.length > 0);

test('most products are tried', () => {
  expect(GOLDEN.length).toBeGreaterThan(20);
});

describe.each(GOLDEN)('$id', ({ id, golden, requests }) => {
  const { secrets = [], publicKeys = [] } = golden.credentials;
  const secret = [...secrets, ...publicKeys][0] ?? '';
  const { definition } = learnDefinition(requests, { secret });
  const provider = compile(definition);

  test('the way of signing is found by its secret', () => {
    // Twilio signs the address too, which nobody captured.
    const status = id === 'twilio' ? 'assumed' : 'seen';
    expect(definition.evidence).toEqual({ signature: { status } });
  });

  test('all its requests are read, as different events', () => {
    const events = requests.map(({ payload, headers }) => readEvent(provider, payload, headers));
    for (const { payload } of requests) {
      expect(recordOf(provider, payload).unreadable_fields).toEqual([]);
    }
    expect(new Set(events.map(({ identity }) => identity.key)).size).toBe(requests.length);
    if (OTHER_TYPES[id] !== undefined) return;
    expect(events.map(({ type }) => type)).toEqual(requests.map(({ event_type }) => event_type));
  });
});
