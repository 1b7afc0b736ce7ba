/**
 * The Signed Webhook Trigger in the real n8n, behind a proxy that takes a part of the path away:
 * every preset, with requests that the senders' own libraries have signed.
 */

import { flipBit, forge } from '../foreign/forgeries.ts';
import { makeCredentials } from '../foreign/keys.ts';
import { type Libraries, startLibraries } from '../foreign/libraries.ts';
import {
  type HeldCredentials,
  nameOf,
  type SignedRequest,
  type UnsignedRequest,
} from '../foreign/sender.ts';
import { SENDERS } from '../foreign/senders.ts';
import { type Reply, send } from '../support/http.ts';
import { type N8n, startN8n } from '../support/n8n.ts';
import { N8nClient } from '../support/n8n-client.ts';
import { INSTALL_LIMIT_MS, installTool } from '../support/tools.ts';
import { acmeHeaders, SECRET, signedWebhook } from './cases/signed-webhook.ts';
import { TestWorkflow } from './test-workflow.ts';
import type { Fields } from './trigger-case.ts';

/** Where senders reach this n8n; the proxy hands on what is behind it. */
const PUBLIC_URL = 'https://hooks.example.com/automation';

let libraries: Libraries;
let n8n: N8n;
let client: N8nClient;

beforeAll(async () => {
  libraries = startLibraries(await installTool('senders'));
  n8n = await startN8n({ env: { N8N_WEBHOOK_URL: `${PUBLIC_URL}/`, N8N_PROXY_HOPS: '1' } });
  client = await N8nClient.signIn(n8n.url);
}, INSTALL_LIMIT_MS);
afterAll(async () => {
  await n8n?.close();
  await libraries?.close();
});

/** A test whose failure shows what n8n has logged meanwhile. */
const testCase = (title: string, run: () => Promise<void>): void => {
  test(title, () => n8n.explain(run));
};

const credentialFields = ({ secret = '', publicKey = '' }: HeldCredentials): Fields =>
  publicKey === ''
    ? { kind: 'secret', signingSecret: secret, previousSecret: '' }
    : { kind: 'publicKey', publicKey, previousPublicKey: '' };

const open = (parameters: Fields, fields: Fields): Promise<TestWorkflow> =>
  TestWorkflow.open(
    { n8n, client },
    {
      title: 'Signed Webhook Trigger',
      node: 'signedWebhookTrigger',
      parameters,
      credential: { type: 'signedWebhookApi', fields },
    },
  );

/** A node's address as a sender knows it. */
const publicUrl = ({ url }: TestWorkflow): string => url.replace(n8n.url, PUBLIC_URL);

/** Brings a request to n8n as the proxy does. */
function deliver({ request, signature }: SignedRequest): Promise<Reply> {
  const { method, body, url } = request;
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hooks.example.com' };
  const headers = { ...request.headers, ...signature, ...forwarded };
  return send(url.replace(PUBLIC_URL, n8n.url), { method, body, headers });
}

/** Brings a body with the headers of {@link acmeHeaders}. */
const post = (
  workflow: TestWorkflow,
  body: string,
  headers: Record<string, string>,
  query = '',
): Promise<Reply> => send(workflow.url + query, { headers: { ...JSON_TYPE, ...headers }, body });

const JSON_TYPE = { 'content-type': 'application/json' };
const seconds = (): number => Math.floor(Date.now() / 1000);
const EVENT_ID = /^evt_[0-9a-f]{24}$/;

describe.each(SENDERS.map((sender) => [nameOf(sender), sender] as const))('%s', (_name, sender) => {
  const [held, stranger] = [makeCredentials(sender), makeCredentials(sender)];
  let workflow: TestWorkflow;

  /** A request to the node's address, with the query that the sender adds, signed by its library. */
  const sign = async (
    request: UnsignedRequest,
    by: HeldCredentials = held,
    now = seconds(),
  ): Promise<SignedRequest> => {
    const own = { ...request, url: publicUrl(workflow) + new URL(request.url).search };
    return { request: own, signature: await libraries.sign(sender, own, by, now) };
  };
  const event = (text: string, by = held, now = seconds()): Promise<SignedRequest> =>
    sign(sender.request(now, text), by, now);

  testCase('what its library signs becomes items, with an id that a retry keeps', async () => {
    workflow = await open({ preset: sender.preset }, credentialFields(held));
    await workflow.activate();
    const signed = await event('first');
    const answers = [await deliver(signed), await deliver(signed)];
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [200, { received: true }],
      [200, { received: true }],
    ]);
    const [first = [], second = []] = await workflow.newItems(2);
    expect(first.length).toBeGreaterThan(0);
    for (const item of first) {
      expect(item).toMatchObject({ provider: sender.preset, unreadable_fields: [] });
      expect(item.event_id).toMatch(EVENT_ID);
      expect(item.payload).toEqual(expect.any(Object));
    }
    expect(new Set(first.map(({ event_id }) => event_id)).size).toBe(first.length);
    expect(second.map(({ event_id }) => event_id)).toEqual(first.map(({ event_id }) => event_id));
  });

  testCase('what is forged or stale is refused and starts nothing', async () => {
    const genuine = await event('first');
    const now = seconds() - 5;
    const other = await event('second', held, now);
    const forgeries = forge(sender, genuine, other).filter(
      // Where only the address is another one it does not come here.
      ({ code, request, signature }) =>
        code !== null && (signature !== genuine.signature || request.body !== genuine.request.body),
    );
    expect(forgeries.length).toBeGreaterThan(3);
    const sent: [string, SignedRequest][] = [
      ...forgeries.map(({ what, ...rest }): [string, SignedRequest] => [
        what,
        rest as unknown as SignedRequest,
      ]),
      ['another secret', await event('first', stranger)],
    ];
    if (sender.tolerance !== null) {
      sent.push(['stale', await event('first', held, seconds() - sender.tolerance - 10)]);
    }
    for (const [what, one] of sent) {
      const { status } = await deliver(one);
      // n8n itself refuses what says that it is JSON and is none.
      expect([what, [401, 422].includes(status)]).toEqual([what, true]);
    }
    expect(await workflow.newItems(0)).toEqual([]);
  });

  const { handshake } = sender;
  if (handshake === undefined) return;
  testCase('its handshake is answered as its library does, and starts nothing', async () => {
    const signed = await sign(handshake.request);
    const wanted = await libraries.answer(sender, signed, held, seconds());
    const { status, text, headers } = await deliver(signed);
    const isText = headers['content-type']?.startsWith('text/plain');
    const read = (body: string): unknown => (body === '' ? '' : JSON.parse(body));
    const answer = isText ? { challenge: text } : read(text);
    expect([status, answer]).toEqual([wanted.status, read(wanted.body)]);
    const forged = { ...signed.request, body: flipBit(signed.request.body, 16) };
    const refused = await deliver({ ...signed, request: forged });
    expect(refused.status).toBe(401);
    expect(await workflow.newItems(0)).toEqual([]);
  });
});

describe('Meta and others, which try the address with GET,', () => {
  const query = '?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=any';

  testCase('get their challenge back, and nothing starts', async () => {
    const workflow = await open({ preset: 'meta' }, credentialFields({ secret: SECRET }));
    await workflow.activate();
    const reply = await send(workflow.url + query, { method: 'GET' });
    expect([reply.status, reply.text]).toEqual([200, '1158201444']);
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    expect((await send(workflow.url, { method: 'GET' })).status).toBe(401);
    expect(await workflow.newItems(0)).toEqual([]);
  });
});

describe('a custom sender', () => {
  const body = '{"id":"ev_9","type":"invoice.paid"}';
  let parameters: Fields;
  beforeAll(async () => {
    parameters = (await signedWebhook.parameters?.({} as never)) ?? {};
  });

  testCase('is accepted with either secret while it is changed', async () => {
    const fields = { kind: 'secret', signingSecret: 'the-new-secret', previousSecret: SECRET };
    const workflow = await open(parameters, fields);
    await workflow.activate();
    for (const secret of ['the-new-secret', SECRET]) {
      expect((await post(workflow, body, acmeHeaders(body, secret))).status).toBe(200);
    }
    expect((await post(workflow, body, acmeHeaders(body, 'a guess'))).status).toBe(401);
    const [first = [], second = []] = await workflow.newItems(2);
    expect(second[0]?.event_id).toBe(first[0]?.event_id);
  });

  testCase('of forms and of lists gives an item for each event', async () => {
    const listed = await open(
      { ...parameters, eventTypes: '', options: { listPath: 'events', eventTypePath: 'type' } },
      credentialFields({ secret: SECRET }),
    );
    await listed.activate();
    const list = '{"events":[{"type":"opened"},{"type":"clicked"}]}';
    expect((await post(listed, list, acmeHeaders(list))).status).toBe(200);
    const [items = []] = await listed.newItems(1);
    expect(items.map(({ event_type }) => event_type)).toEqual(['opened', 'clicked']);

    const formed = await open(
      { ...parameters, eventTypes: '', options: { bodyFormats: ['form'] } },
      credentialFields({ secret: SECRET }),
    );
    await formed.activate();
    const form = 'event=sms&text=Hello+there';
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(formed, form, { ...acmeHeaders(form), ...type })).status).toBe(200);
    expect(await formed.newItem()).toMatchObject({
      payload: { event: 'sms', text: 'Hello there' },
    });
  });

  testCase('that adds a token to the address gets it back', async () => {
    const options = { challengeQuery: 'validationToken' };
    const workflow = await open(
      { ...parameters, eventTypes: '', options },
      credentialFields({ secret: SECRET }),
    );
    await workflow.activate();
    const reply = await post(workflow, '', {}, '?validationToken=a%20b%3Cc');
    expect([reply.status, reply.text]).toEqual([200, 'a b<c']);
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    expect(await workflow.newItems(0)).toEqual([]);
  });

  testCase('is tried at the Test URL, where a handshake does not end the listening', async () => {
    const workflow = await open(
      {
        preset: 'custom',
        ...{ signatureHeader: 'X-Acme-Signature', prefix: 'v0=' },
        ...{ signedText: 'v0:{timestamp}:{body}', timestampIn: 'header' },
        timestampHeader: 'X-Acme-Timestamp',
        options: { challengePath: 'challenge' },
      },
      credentialFields({ secret: SECRET }),
    );
    await workflow.listen();
    const challenge = '{"challenge":"abc"}';
    const listening = (text: string, headers: Record<string, string>): Promise<Reply> =>
      send(workflow.testUrl, { headers: { ...JSON_TYPE, ...headers }, body: text });
    const asked = await listening(challenge, acmeHeaders(challenge));
    expect([asked.status, asked.text]).toEqual([200, 'abc']);
    expect((await listening(body, acmeHeaders(body, 'a guess'))).status).toBe(401);
    expect((await listening(body, acmeHeaders(body))).status).toBe(200);
    expect(await workflow.newItem()).toMatchObject({ payload: { id: 'ev_9' } });
  });

  testCase('that cannot be is not published, and n8n says what to do', async () => {
    const fields = credentialFields({ secret: SECRET });
    const untimed = await open({ ...parameters, timestampIn: 'none' }, fields);
    await expect(untimed.activate()).rejects.toThrow(
      /“Signed Text” has \{timestamp\}: choose under “Timestamp In” where the request has it/,
    );
    const keyless = await open({ ...parameters, algorithm: 'ed25519' }, fields);
    await expect(keyless.activate()).rejects.toThrow(
      /Acme is checked with a public key, and the credential of this node has none/,
    );
  });
});
