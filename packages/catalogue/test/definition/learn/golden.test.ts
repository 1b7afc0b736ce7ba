import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { learnDefinition } from '../../../src/definition/learn/learn.ts';
import { readCaptured, readEvent } from '../../../src/index.ts';
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

/** Those of lists have no type of their own here. */
const requestsOf = ({ requests }: Golden) =>
  requests.flatMap(({ body, headers, event_type }) => {
    const captured = readCaptured(Buffer.from(body), headers);
    if (!captured.ok) throw new TypeError(captured.explanation);
    return captured.requests.map((request) => ({ ...request, headers, event_type }));
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
  hubspot: 'there are lists among the requests',
  sendgrid: 'there are lists among the requests',
};

/** They sign the address too, which nobody captures. */
const SIGNED_ADDRESS = ['hubspot', 'twilio'];

const GOLDEN = ALL.map(([id, file]) => {
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
  return { id, golden, requests: requestsOf(golden) };
});

test('all products are tried', () => {
  expect(GOLDEN.length).toBeGreaterThanOrEqual(25);
});

describe.each(GOLDEN)('$id', ({ id, golden: { credentials }, requests }) => {
  const secrets = [...(credentials.secrets ?? []), ...(credentials.publicKeys ?? [])];

  test('the way of signing is found by its secret', () => {
    for (const request of requests) {
      const found = secrets.map((secret) => learnDefinition([request], { secret }).definition);
      const proven = found.some(({ evidence }) => evidence?.signature?.status === 'seen');
      expect(proven).toBe(!SIGNED_ADDRESS.includes(id));
    }
  });

  test('all its requests are read, as different events', () => {
    const provider = compile(learnDefinition(requests).definition);
    const events = requests.map(({ payload, headers }) => readEvent(provider, payload, headers));
    for (const { payload } of requests) {
      expect(recordOf(provider, payload).unreadable_fields).toEqual([]);
    }
    expect(new Set(events.map(({ identity }) => identity.key)).size).toBe(requests.length);
    if (OTHER_TYPES[id] !== undefined) return;
    expect(events.map(({ type }) => type)).toEqual(requests.map(({ event_type }) => event_type));
  });
});
