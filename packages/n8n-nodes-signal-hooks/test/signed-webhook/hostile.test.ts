/** Whatever expressions make of the panel, and whoever sends: an answer, and never an exception. */
import { PRESETS } from '@signal-hooks/catalogue';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { SignedWebhookTrigger } from '../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';
import { fc } from '../support/outside.ts';
import { receive } from '../support/receive.ts';
import { ACME, acmeHeaders, signedWebhook } from '../support/signed-webhook.ts';

const BODY = '{"id":"ev_1"}';

/** What an expression can give in place of what the panel offers. */
const ODD = [
  'null',
  'undefined',
  '42',
  '-1',
  'NaN',
  'true',
  '""',
  '"x"',
  '[]',
  '[null]',
  '{}',
  '[{}]',
];

/** The ways to every parameter: its own name, or that of its collection and its own. */
const PARAMETERS = new SignedWebhookTrigger().description.properties
  .filter(({ type }) => type !== 'notice')
  .flatMap(({ name, type, options = [] }): string[][] =>
    type === 'collection'
      ? [[name], ...(options as INodeProperties[]).map((each) => [name, each.name])]
      : [[name]],
  );

const withOdd = ([name = '', inner]: string[], value: string): INodeParameters => ({
  ...ACME,
  [name]: inner === undefined ? `={{ ${value} }}` : { [inner]: `={{ ${value} }}` },
});

describe.each(PARAMETERS.map((path) => [path.join('.'), path] as const))('%s', (_name, path) => {
  test.each(ODD)('as %s', async (value) => {
    const n8n = signedWebhook(withOdd(path, value));
    const { status } = await receive(n8n, { body: BODY, headers: acmeHeaders(BODY) });
    expect([200, 401, 503]).toContain(status);
    const published = await n8n.activate().then(
      () => '',
      (error: Error) => error.message,
    );
    // Code of ours that does not fit would say this.
    expect(published).not.toMatch(/is not a function|of (?:undefined|null)|not iterable/);
  });
});

test.each(ODD)('the fields are %s', async (value) => {
  const fields = { field: `={{ ${value} }}` };
  const n8n = signedWebhook({ ...ACME, fields });
  const { status } = await receive(n8n, { body: BODY, headers: acmeHeaders(BODY) });
  expect([200, 503]).toContain(status);
});

test.each(ODD)('a field has %s everywhere', async (value) => {
  const text = `={{ ${value} }}`;
  const fields = { field: [{ name: text, path: text, type: text }] };
  const n8n = signedWebhook({ ...ACME, fields });
  const { status } = await receive(n8n, { body: BODY, headers: acmeHeaders(BODY) });
  expect([200, 503]).toContain(status);
});

test('nobody without the secret starts anything, whatever they send', async () => {
  const presets = Object.keys(PRESETS);
  const words = fc.constantFrom(...presets.flatMap(headersOf));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('custom', ...presets),
      fc.constantFrom('GET', 'POST'),
      fc.dictionary(words, fc.oneof(fc.string(), fc.constant('1777127402'))),
      fc.oneof(fc.json(), fc.string()),
      fc.webQueryParameters(),
      async (preset, method, headers, body, query) => {
        const n8n = signedWebhook({ ...ACME, preset });
        const incoming = { method: method as 'GET' | 'POST', headers, body, query: `?${query}` };
        const { status, items } = await receive(n8n, incoming);
        // A handshake that is not signed may be answered.
        expect([200, 204, 401, 503]).toContain(status);
        expect(items).toBeNull();
      },
    ),
    { numRuns: 500 },
  );
});

/** The headers that a preset looks at. */
const headersOf = (id: string): readonly string[] =>
  PRESETS[id as keyof typeof PRESETS].signature.headers;
