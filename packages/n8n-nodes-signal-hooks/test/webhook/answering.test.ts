/** What senders get to hear, and whether an execution starts: for every trigger node. */
import { SimulatedN8n } from '../support/n8n.ts';
import { receive } from '../support/receive.ts';
import { SENDER_NAMES, SENDERS, send } from '../support/senders.ts';
import { hmacBase64, hmacHex } from '../support/sign.ts';

/** An answer that the node itself writes; n8n starts nothing then. */
const refused = (status: number, code: string) => ({
  status,
  body: { code, message: expect.stringMatching(/^[A-Z].+\.$/) },
  items: null,
  calls: ['status', 'json', 'end'],
});
const ACCEPTED = { status: 200, body: { received: true }, calls: [] };

/** No secret of {@link SENDERS}, nor any part that gives one away. */
const SECRET = /secret-[01]|token-1|whsec_|MDEyMzQ1/;

describe.each(SENDER_NAMES)('%s', (name) => {
  const from = SENDERS[name];
  const { body } = from;

  test('accepts a genuine request and starts one execution', async () => {
    const answer = await send(from, from.node(), body);
    expect(answer).toEqual({ ...ACCEPTED, items: [expect.any(Object)] });
  });

  test('refuses a forged signature', async () => {
    const n8n = from.node();
    const answer = await receive(n8n, { body, headers: from.forge(body) });
    expect(answer).toEqual(refused(401, 'signature_mismatch'));
    expect(n8n.log.join('\n')).toMatch(/^warn: Trigger: a request was refused/m);
    expect(n8n.log.join('\n') + JSON.stringify(answer)).not.toMatch(SECRET);
  });

  test.each([
    ['another body', `${from.body} `],
    ['a body with one byte changed', from.body.replace('"', "'")],
    ['an empty body', ''],
  ])('refuses the signature of this body on %s', async (_what, other) => {
    const answer = await receive(from.node(), { body: other, headers: from.sign(body) });
    expect(answer).toEqual(refused(401, 'signature_mismatch'));
  });

  test('refuses a request without a signature', async () => {
    const signed = Object.entries(from.sign(body));
    const headers = Object.fromEntries(signed.filter(([header]) => header !== from.header));
    for (const bare of [headers, { ...headers, [from.header]: '' }]) {
      const answer = await receive(from.node(), { body, headers: bare });
      expect(answer).toEqual(refused(401, 'signature_missing'));
    }
  });

  test.each(['not a signature!', '%%%', 'sha256=', 'null', '[object Object]'])(
    'refuses the signature %j as malformed',
    async (signature) => {
      const headers = { ...from.sign(body), [from.header]: signature };
      const answer = await receive(from.node(), { body, headers });
      expect(answer).toMatchObject({ status: 401, items: null });
      expect(['signature_malformed', 'signature_mismatch']).toContain(
        (answer.body as { code: string }).code,
      );
    },
  );

  test('asks to be tried again while nothing is stored to check requests with', async () => {
    const n8n = from.bare();
    const answer = await send(from, n8n, body);
    expect(answer).toEqual(refused(503, 'credential_missing'));
    expect((answer.body as { message: string }).message).toBe(
      `This node holds nothing to check requests of ${from.name} with. Check its credential and publish the workflow again.`,
    );
  });

  test('reads the body itself where n8n has not', async () => {
    const n8n = from.node();
    const waiting = { body, reading: 'waiting' } as const;
    const good = await receive(n8n, { ...waiting, headers: from.sign(body) });
    expect(good).toEqual({ ...ACCEPTED, items: [expect.any(Object)] });
    const bad = await receive(n8n, { ...waiting, headers: from.forge(body) });
    expect(bad).toEqual(refused(401, 'signature_mismatch'));
  });

  test('refuses a form, whose bytes n8n has used up', async () => {
    const headers = { ...from.sign(body), 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await receive(from.node(), { body, headers, reading: 'gone' });
    expect(answer).toEqual(refused(401, 'signature_mismatch'));
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/cloudevents+json',
    'text/plain',
    'application/x-www-form-urlencoded',
  ])('reads a body of the type %s', async (type) => {
    const headers = { ...from.sign(body), 'content-type': type };
    const answer = await receive(from.node(), { body, headers });
    expect(answer).toEqual({ ...ACCEPTED, items: [expect.any(Object)] });
  });
});

describe('a secret by hand', () => {
  const { siggnal, 'signal-ark': signalArk } = SENDERS;

  test('is checked as openssl signs', async () => {
    // printf '%s' '{"signal_id":"sig_1"}' | openssl dgst -sha256 -hmac 'siggnal-secret-1'
    const digest = 'fbe084c6500d50c16c8390de6765e512eae1e10666d80c338283306e8688f7f4';
    const headers = { 'x-siggnal-signature': digest };
    const answer = await receive(siggnal.node(), { body: '{"signal_id":"sig_1"}', headers });
    expect(answer).toMatchObject(ACCEPTED);
  });

  test.each([
    ['hex in capitals', hmacHex('signal-ark-secret-1', signalArk.body).toUpperCase()],
    ['a prefix', `sha256=${hmacHex('signal-ark-secret-1', signalArk.body)}`],
    ['base64', hmacBase64('signal-ark-secret-1', signalArk.body)],
  ])('is tolerated in %s, for the form is not documented', async (_what, signature) => {
    const headers = { 'X-SignalArk-Signature': signature };
    const answer = await receive(signalArk.node(), { body: signalArk.body, headers });
    expect(answer).toMatchObject(ACCEPTED);
  });

  test('that was changed is accepted beside the new one, but no other', async () => {
    const { body } = siggnal;
    const old = { 'x-siggnal-signature': hmacHex('siggnal-secret-0', body) };
    expect(await receive(siggnal.node(), { body, headers: old })).toMatchObject(ACCEPTED);
    const empty = { 'x-siggnal-signature': hmacHex('', body) };
    expect(await receive(siggnal.node(), { body, headers: empty })).toMatchObject({ status: 401 });
  });

  test('that is hinted at in the log is never shown there', async () => {
    const n8n = siggnal.node();
    const trimmed = hmacHex('siggnal-secret-1', siggnal.body.trim());
    await receive(n8n, {
      body: `${siggnal.body}\n`,
      headers: { 'x-siggnal-signature': trimmed },
    });
    expect(n8n.log.join('\n')).toMatch(/line break|new ?line|white space/i);
    expect(n8n.log.join('\n')).not.toMatch(SECRET);
  });

  test('whose credential was deleted is as good as none', async () => {
    const { type } = siggnal.node();
    const n8n = new SimulatedN8n(type, { credentials: { siggnalApi: null } });
    expect(await send(siggnal, n8n, siggnal.body)).toEqual(refused(503, 'credential_missing'));
    expect(n8n.log[0]).toBe(
      'warn: Trigger: Credential with ID "1" does not exist for type "siggnalApi".',
    );
  });
});

describe('a ping', () => {
  const ping = '{"event":"ping","timestamp":"2026-04-25T14:30:00Z"}';
  const sample = '{"signal_id":"test_1","project_id":"proj_xyz","test":true}';

  test.each([
    ['signal-ark', ping],
    ['siggnal', sample],
    ['siggnal', '{"signal_id":"sig_9","test":true}'],
  ] as const)('of %s is checked and answered, and starts nothing', async (name, body) => {
    const from = SENDERS[name];
    expect(await send(from, from.node(), body)).toEqual({ ...ACCEPTED, items: null });
    const forged = await receive(from.node(), { body, headers: from.forge(body) });
    expect(forged).toEqual(refused(401, 'signature_mismatch'));
  });

  test.each([
    ['signal-ark', ping, 'ping'],
    ['siggnal', sample, 'test'],
  ] as const)('of %s is what the editor waits for', async (name, body, type) => {
    const from = SENDERS[name];
    const incoming = { body, headers: from.sign(body), isListening: true };
    const { items } = await receive(from.node(), incoming);
    expect(items).toEqual([expect.objectContaining({ event_type: type })]);
  });

  test.each([
    ['signal-ark', ping, 'ping'],
    ['siggnal', sample, 'test'],
  ] as const)(
    'of %s is passed on where that is wanted, past all filters',
    async (name, body, type) => {
      const from = SENDERS[name];
      const filters = { minimumPriority: 'critical', projects: 'other', minimumIcpScore: 100 };
      const parameters = { options: { pings: true }, events: ['social.lead_promoted'], filters };
      const { items } = await send(from, from.node(parameters), body);
      expect(items).toEqual([expect.objectContaining({ event_type: type })]);
    },
  );
});

describe('SalesIQ’s HEAD request', () => {
  test('is answered 200 and starts nothing, before and after the node is registered', async () => {
    for (const n8n of [SENDERS.salesiq.bare(), SENDERS.salesiq.node()]) {
      const answer = await receive(n8n, { method: 'HEAD' });
      expect(answer).toEqual({ status: 200, body: '', items: null, calls: [] });
    }
  });

  test('comes to a webhook that n8n finds first', () => {
    const webhooks = SENDERS.salesiq.node().type.description.webhooks ?? [];
    expect(webhooks.map(({ name, httpMethod, path }) => [name, httpMethod, path])).toEqual([
      ['setup', 'HEAD', 'webhook'],
      ['default', 'POST', 'webhook'],
    ]);
  });
});
