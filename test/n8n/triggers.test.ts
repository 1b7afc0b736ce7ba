import { PROVIDERS } from '@signal-hooks/catalogue';
import { send } from '../support/http.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { CASES } from './cases/index.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { TestWorkflow } from './test-workflow.ts';
import type { Answer, Fields, TriggerCase } from './trigger-case.ts';

let fixture: Fixture;
/** In the order of the tests: made, active, restarted, inactive. */
const workflows = new Map<string, TestWorkflow>();

beforeAll(async () => {
  fixture = await startFixture();
}, INSTALL_LIMIT_MS);
afterAll(() => fixture?.close());

/** A test whose failure shows what n8n has logged meanwhile. */
const testCase = (title: string, run: () => Promise<void>): void => {
  test(title, () => fixture.n8n.explain(run));
};

function workflowOf({ title }: TriggerCase): TestWorkflow {
  const workflow = workflows.get(title);
  if (workflow === undefined) throw new Error(`${title} has not been activated`);
  return workflow;
}

const ACCEPTED: Answer = { status: 200, body: '{"received":true}' };

/** What a refusal says: a code for machines, a sentence for people. */
function expectRefused({ status, body }: Answer): void {
  expect([status, body]).toEqual([401, expect.stringContaining('{')]);
  expect(JSON.parse(body)).toEqual({
    code: expect.stringMatching(/^[a-z_]+$/),
    message: expect.stringMatching(/^[A-Z].*\.$/),
  });
}

const post = async (url: string, headers: Fields, body: string): Promise<Answer> => {
  const reply = await send(url, { headers: headers as Record<string, string>, body });
  return { status: reply.status, body: reply.text };
};

const JSON_TYPE = { 'content-type': 'application/json' };
const EVENT_ID = /^evt_[0-9a-f]{24}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test.each(Object.values(PROVIDERS))('there is a case for $name', ({ id }) => {
  if (CASES.some(({ cells }) => cells.provider === id)) return;
  throw new Error(`add test/n8n/cases/${id}.ts, and its line to test/n8n/cases/index.ts`);
});

describe.each(CASES)('$title', (trigger) => {
  testCase('its credential can be tested', async () => {
    const workflow = await TestWorkflow.make(fixture, trigger);
    workflows.set(trigger.title, workflow);
    const { type, wrong } = trigger.credential;
    const right = await fixture.client.testCredential(type, workflow.credential);
    expect([right.status, right.message]).toEqual(['OK', expect.any(String)]);
    if (wrong === undefined) return;
    const refused = await fixture.client.testCredential(type, workflow.credential, wrong.fields);
    expect([refused.status, refused.message]).toEqual([
      'Error',
      expect.stringMatching(wrong.message),
    ]);
  });

  testCase('activation registers its URL, once', async () => {
    const workflow = workflowOf(trigger);
    await workflow.activate();
    await trigger.registerByHand?.(fixture, workflow.url);
    const registrations = await trigger.registrations(fixture, workflow.url);
    expect(registrations).toEqual([
      { id: expect.any(String), active: true, requested: trigger.requested ?? {} },
    ]);
    // Not even a ping has started anything.
    expect(await workflow.newItems(0)).toEqual([]);
  });

  testCase('an event becomes an item with typed cells', async () => {
    const workflow = workflowOf(trigger);
    expect(await trigger.send(fixture, workflow.url)).toEqual([ACCEPTED]);
    const item = await workflow.newItem();
    expect(item).toMatchObject({
      event_id: expect.stringMatching(EVENT_ID),
      received_at: expect.stringMatching(ISO),
      occurred_at: expect.stringMatching(ISO),
      unreadable_fields: [],
      ...trigger.cells,
    });
    expect(item).not.toHaveProperty('raw');
  });

  testCase('forgeries are refused and start nothing', async () => {
    const workflow = workflowOf(trigger);
    const body = trigger.request?.body ?? '{"type":"signal","data":{}}';
    expectRefused(await post(workflow.url, { ...JSON_TYPE, ...trigger.forged }, body));
    expectRefused(await post(workflow.url, JSON_TYPE, body));
    expectRefused(await post(workflow.url, {}, ''));
    for (const forgery of ['tamper', 'wrongSecret'] as const) {
      const answers = (await trigger.sendForged?.(fixture, workflow.url, forgery)) ?? [];
      answers.forEach(expectRefused);
    }
    expect(await workflow.newItems(0)).toEqual([]);
  });

  testCase('an event that is brought twice keeps its event id', async () => {
    const workflow = workflowOf(trigger);
    await trigger.sendTwice(fixture, workflow.url);
    const [first, second] = await workflow.newItems(2);
    expect(first).toHaveLength(1);
    expect(second).toHaveLength(1);
    expect(first?.[0]?.event_id).toMatch(/^evt_/);
    expect(second?.[0]?.event_id).toBe(first?.[0]?.event_id);
  });

  const { request, sign } = trigger;
  if (request === undefined || sign === undefined) return;
  test.each([
    ['application/vnd.api+json', { 'content-type': 'application/vnd.api+json' }],
    ['no content type', {}],
  ])('a body with %s is read', (_title, type) =>
    fixture.n8n.explain(async () => {
      const workflow = workflowOf(trigger);
      const signature = sign(fixture, workflow.url, request.body);
      const answer = await post(workflow.url, { ...type, ...signature }, request.body);
      expect(answer).toEqual(ACCEPTED);
      expect(await workflow.newItem()).toMatchObject(request.cells);
    }),
  );
});

describe('a restart of n8n', () => {
  const before = new Map<string, unknown>();

  testCase('happens when Zoho’s access tokens have run out', async () => {
    for (const trigger of CASES) {
      before.set(trigger.title, await trigger.registrations(fixture, workflowOf(trigger).url));
    }
    fixture.passHours(2);
    await fixture.n8n.restart();
  });

  describe.each(CASES)('$title', (trigger) => {
    testCase('registers nothing a second time', async () => {
      const { url } = workflowOf(trigger);
      expect(await trigger.registrations(fixture, url)).toEqual(before.get(trigger.title));
      expect(before.get(trigger.title)).toHaveLength(1);
    });

    testCase('and still takes events', async () => {
      const workflow = workflowOf(trigger);
      expect(await trigger.send(fixture, workflow.url)).toEqual([ACCEPTED]);
      expect(await workflow.newItem()).toMatchObject(trigger.cells);
    });
  });
});

describe.each(CASES)('deactivation of $title', (trigger) => {
  testCase('takes back what it registered, and takes nothing more', async () => {
    const workflow = workflowOf(trigger);
    const held = await trigger.registrations(fixture, workflow.url);
    await workflow.deactivate();
    const left = await trigger.registrations(fixture, workflow.url);
    const waiting = trigger.isPaused ? held.map((each) => ({ ...each, active: false })) : [];
    // What a user has registered, the user has to remove.
    expect(left).toEqual(trigger.requested === null ? held : waiting);
    const { status } = await post(workflow.url, JSON_TYPE, '{}');
    expect(status).toBe(404);
    expect(await workflow.newItems(0)).toEqual([]);
  });
});
