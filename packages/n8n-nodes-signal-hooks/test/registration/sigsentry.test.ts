/** SigSentry Trigger against SigSentry's channel API, as https://docs.sigsentry.com has it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SigSentryTrigger } from '../../nodes/SigSentry/SigSentryTrigger.node.ts';
import { NODE_URL, SimulatedN8n } from '../support/n8n.ts';
import { nock, stayOffline } from '../support/offline.ts';
import { receive } from '../support/receive.ts';
import { hmacHex } from '../support/sign.ts';

stayOffline();

const ID = '5b1e0f8a-1111-4222-8333-444455556666';
/** printf '%s' "$NODE_URL" | openssl dgst -sha256 | cut -c1-12 */
const MARK = '[a42e370f2653]';
const CREDENTIALS = {
  secrets: ['0123456789abcdef0123456789abcdef'],
  authorization: ['Bearer stored-before'],
};
const storedRegistration = (id = ID): IDataObject => ({
  registration: { id, url: NODE_URL, credentials: CREDENTIALS },
});

const channel = (more: IDataObject = {}): IDataObject => ({
  id: ID,
  type: 'webhook',
  name: `n8n: Signals to Slack ${MARK}`,
  severityThreshold: 'low',
  isActive: true,
  ...more,
});

interface Options {
  readonly kept?: IDataObject;
  readonly parameters?: INodeParameters;
  readonly credential?: IDataObject;
  readonly workflowName?: string;
}

const trigger = ({ kept = {}, parameters = {}, credential, workflowName }: Options = {}) =>
  new SimulatedN8n(new SigSentryTrigger(), {
    parameters,
    credentials: { sigSentryApi: { apiKey: 'ss_secret_1', ...credential } },
    kept,
    ...(workflowName !== undefined && { workflowName }),
  });

const HEADERS = { authorization: 'Bearer ss_secret_1', accept: 'application/json' };
const JSON_HEADERS = { ...HEADERS, 'content-type': 'application/json' };
const PATH = '/v1/config/notifications';
const api = (reqheaders: Record<string, string> = HEADERS) =>
  nock('https://api.sigsentry.com', { reqheaders, badheaders: ['x-project-id'] });

const lists = (times: number, ...data: IDataObject[]) =>
  api().get(PATH).times(times).reply(200, { success: true, data });

/** Collects what is sent, for the secrets in it are made up. */
function makes(sent: IDataObject[]): void {
  api(JSON_HEADERS)
    .post(PATH, (body: IDataObject) => sent.push(body) > 0)
    .reply(201, { success: true, data: channel() });
}

function changes(sent: IDataObject[]): void {
  api(JSON_HEADERS)
    .put(`${PATH}/${ID}`, (body: IDataObject) => sent.push(body) > 0)
    .reply(200, { success: true, data: channel() });
}

const HEX_64 = /^[0-9a-f]{64}$/;
const BEARER = /^Bearer [0-9a-f]{64}$/;
const wholeChannel = (severityThreshold = 'low') => ({
  type: 'webhook',
  name: `n8n: Signals to Slack ${MARK}`,
  severityThreshold,
  credentials: {
    url: NODE_URL,
    hmacSecret: expect.stringMatching(HEX_64),
    authHeader: expect.stringMatching(BEARER),
  },
});

/** The secret and the bearer token of a channel that was sent. */
function credentialsOf(sent: readonly IDataObject[]): IDataObject {
  const { hmacSecret, authHeader } = (sent[0]?.credentials ?? {}) as IDataObject;
  return { secrets: [hmacSecret], authorization: [authHeader] };
}

describe('activation', () => {
  test('makes a channel with a secret and a bearer token of its own, and keeps both', async () => {
    const sent: IDataObject[] = [];
    lists(1);
    makes(sent);
    const n8n = trigger();
    await n8n.activate();
    expect(sent).toEqual([wholeChannel()]);
    expect(n8n.kept).toEqual({
      registration: { id: ID, url: NODE_URL, credentials: credentialsOf(sent) },
    });
  });

  test('of two nodes never gives the same secret', async () => {
    const sent: IDataObject[] = [];
    lists(2);
    makes(sent);
    makes(sent);
    await trigger().activate();
    await trigger().activate();
    const secrets = sent.flatMap(({ credentials }) => {
      const { hmacSecret, authHeader } = credentials as IDataObject;
      return [hmacSecret, String(authHeader).slice(7)];
    });
    expect(new Set(secrets).size).toBe(4);
  });

  test('is followed by requests that need signature and bearer token', async () => {
    const sent: IDataObject[] = [];
    lists(1);
    makes(sent);
    const n8n = trigger();
    await n8n.activate();
    const { secrets, authorization } = credentialsOf(sent);
    const body = '{"event":"analysis.complete","analysisId":"ana_1","severity":"high"}';
    const signature = { 'x-sigsentry-signature': `sha256=${hmacHex(String(secrets), body)}` };
    const both = { ...signature, authorization: String(authorization) };
    expect(await receive(n8n, { body, headers: both })).toMatchObject({ status: 200 });
    expect(await receive(n8n, { body, headers: signature })).toMatchObject({
      status: 401,
      body: { code: 'authorization_missing' },
      items: null,
    });
    const wrong = { ...signature, authorization: 'Bearer 1' };
    expect(await receive(n8n, { body, headers: wrong })).toMatchObject({
      status: 401,
      body: { code: 'authorization_mismatch' },
      items: null,
    });
  });

  test('of a second start finds the channel, under any name that ends in the mark', async () => {
    const named = channel({ name: `Ops alerts ${MARK}` });
    lists(1, channel({ id: 'x', name: 'n8n: Signals to Slack [ffffffffffff]' }), named);
    const n8n = trigger({ kept: storedRegistration() });
    expect(await n8n.checkExists()).toBe(true);
    expect(n8n.kept).toEqual(storedRegistration());
  });

  test('sends the project of a key of the whole tenant, to another address', async () => {
    const headers = { ...HEADERS, 'x-project-id': 'proj_p1q2r3' };
    nock('http://sigsentry.internal:8080', { reqheaders: headers })
      .get(PATH)
      .reply(200, { success: true, data: [channel()] });
    const credential = { projectId: 'proj_p1q2r3', apiUrl: 'http://sigsentry.internal:8080/' };
    expect(await trigger({ kept: storedRegistration(), credential }).checkExists()).toBe(true);
  });

  test('asks for the severity chosen, whichever events are', async () => {
    const sent: IDataObject[] = [];
    lists(1);
    makes(sent);
    const parameters = { minimumSeverity: 'critical', events: ['watchdog.fired'] };
    await trigger({ parameters }).activate();
    expect(sent).toEqual([wholeChannel('critical')]);
  });

  test('cuts a very long name of a workflow, never the mark', async () => {
    const sent: IDataObject[] = [];
    lists(1);
    makes(sent);
    await trigger({ workflowName: 'w'.repeat(500) }).activate();
    expect(sent[0]?.name).toBe(`n8n: ${'w'.repeat(55)} ${MARK}`);
  });
});

describe('what is there already', () => {
  const known = { type: 'webhook', name: `n8n: Signals to Slack ${MARK}`, isActive: true };

  test.each([
    ['is switched on again', { isActive: false }, 'low'],
    ['gets the severity chosen', { severityThreshold: 'low' }, 'high'],
  ])('%s, and keeps its secret', async (_what, more, minimumSeverity) => {
    const sent: IDataObject[] = [];
    lists(2, channel(more));
    changes(sent);
    const n8n = trigger({ kept: storedRegistration(), parameters: { minimumSeverity } });
    await n8n.activate();
    expect(sent).toEqual([{ ...known, severityThreshold: minimumSeverity }]);
    expect(n8n.kept).toEqual(storedRegistration());
  });

  test.each([
    ['lost', undefined],
    ['that of another channel', storedRegistration('another')],
  ])('gets a new secret where the stored one is %s', async (_what, kept) => {
    const sent: IDataObject[] = [];
    lists(kept ? 2 : 1, channel());
    changes(sent);
    const n8n = trigger({ ...(kept && { kept }) });
    await n8n.activate();
    expect(sent).toEqual([{ ...wholeChannel(), isActive: true }]);
    expect(n8n.kept).toEqual({
      registration: { id: ID, url: NODE_URL, credentials: credentialsOf(sent) },
    });
    expect(credentialsOf(sent)).not.toEqual(CREDENTIALS);
  });
});

describe('deactivation', () => {
  const removes = (status: number) => api().delete(`${PATH}/${ID}`).reply(status);

  test('removes the channel and forgets its secrets', async () => {
    lists(1, channel());
    removes(200);
    const n8n = trigger({ kept: storedRegistration() });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });

  test('is content with one that is gone', async () => {
    lists(1);
    removes(404);
    const n8n = trigger({ kept: storedRegistration() });
    expect(await n8n.delete()).toBe(true);
    expect(n8n.kept).toEqual({});
  });
});
