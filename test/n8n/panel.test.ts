import type { ProviderId } from '@signal-hooks/catalogue';
import { send } from '../support/http.ts';
import { INSTALL_LIMIT_MS, n8nRelease } from '../support/tools.ts';
import { until } from '../support/until.ts';
import { salesiq } from './cases/salesiq.ts';
import { siggnal } from './cases/siggnal.ts';
import { signalArk } from './cases/signal-ark.ts';
import { signals } from './cases/signals.ts';
import { answersOf, fireAt, hookAt, hooksAt } from './emulator-actions.ts';
import { type Fixture, startFixture } from './fixture.ts';
import { TestWorkflow } from './test-workflow.ts';
import type { Answer, Fields, Registration, TriggerCase } from './trigger-case.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
}, INSTALL_LIMIT_MS);
afterAll(() => fixture?.close());

/** A test whose failure shows what n8n has logged meanwhile. */
const testCase = (title: string, run: () => Promise<void>): void => {
  test(title, () => fixture.n8n.explain(run));
};

/** A node that is active and registered, with these parameters. */
async function activate(trigger: TriggerCase, parameters: Fields): Promise<TestWorkflow> {
  const workflow = await TestWorkflow.make(fixture, trigger, { parameters });
  await workflow.activate();
  await trigger.registerByHand?.(fixture, workflow.url);
  return workflow;
}

async function fire(
  provider: ProviderId,
  { url }: TestWorkflow,
  eventType: string,
): Promise<readonly Answer[]> {
  return answersOf(await fireAt(fixture, provider, url, eventType));
}

const ACCEPTED: Answer = { status: 200, body: '{"received":true}' };

describe('what the panel offers', () => {
  testCase('one item per contact, with payload and headers', async () => {
    const workflow = await activate(siggnal, {
      output: 'both',
      options: { split: 'contacts', headers: true },
    });
    expect(await fire('siggnal', workflow, 'signal')).toEqual([ACCEPTED]);
    const [items = []] = await workflow.newItems(1);
    expect(items.map(({ contact_name, contact_role }) => [contact_name, contact_role])).toEqual([
      ['Anna Ivanova', 'Head of Procurement'],
      ['Pavel Petrov', 'CFO'],
    ]);
    const [first, second] = items;
    expect(first?.item_id).toBe(`${first?.event_id}-1`);
    expect(second?.item_id).toBe(`${first?.event_id}-2`);
    expect(first?.payload).toMatchObject({ project_id: 'proj_xyz' });
    expect(first?.headers).toMatchObject({ 'x-siggnal-signature': expect.any(String) });
  });

  testCase('only the events that were chosen; one item per play', async () => {
    const workflow = await activate(signalArk, {
      events: ['signal.play_matched'],
      filters: { minimumIcpScore: 1 },
      options: { split: 'plays' },
    });
    expect(await fire('signal-ark', workflow, 'signal.promoted')).toEqual([ACCEPTED]);
    expect(await fire('signal-ark', workflow, 'signal.play_matched')).toEqual([ACCEPTED]);
    expect(await workflow.newItem()).toMatchObject({
      event_type: 'signal.play_matched',
      play_name: 'Post-funding outreach',
    });
  });

  testCase('the payload alone', async () => {
    const workflow = await activate(signals, { events: ['*'], output: 'payload' });
    expect(await fire('signals', workflow, 'role.updated')).toEqual([ACCEPTED]);
    const item = await workflow.newItem();
    expect(Object.keys(item)).toEqual(['event', 'data', 'timestamp']);
  });

  testCase('tests of the connection, where they are wanted', async () => {
    const workflow = await activate(siggnal, { options: { pings: true } });
    const { id } = hookAt(fixture, 'siggnal', workflow.url);
    await send(`${fixture.emulator.url}/screens/siggnal/webhooks/${id}/test`);
    expect(await workflow.newItem()).toMatchObject({ event_type: 'test' });
  });

  testCase('administration events of SalesIQ', async () => {
    const parameters = { kind: 'administration', administrationEvents: ['department.created'] };
    const workflow = await activate(salesiq, parameters);
    const [registration] = await salesiq.registrations(fixture, workflow.url);
    expect(registration?.requested).toMatchObject({ type: 'administration', events: 1 });
    expect(await fire('salesiq', workflow, 'department.created')).toEqual([ACCEPTED]);
    expect(await workflow.newItem()).toMatchObject({ name: 'Sales', is_enabled: true });
  });
});

describe('what a provider asks of the URL', () => {
  testCase('SalesIQ’s HEAD is answered 200 and starts nothing', async () => {
    const workflow = await activate(salesiq, { kind: 'data', dataEvents: ['*'] });
    expect((await send(workflow.url, { method: 'HEAD' })).status).toBe(200);
    expect(await workflow.newItems(0)).toEqual([]);
  });

  testCase(
    'a ping of Signal Ark and a test of Siggnal are answered and start nothing',
    async () => {
      const ark = await activate(signalArk, {});
      expect(await ark.newItems(0)).toEqual([]);
      const test = await activate(siggnal, {});
      const { id } = hookAt(fixture, 'siggnal', test.url);
      const reply = await send(`${fixture.emulator.url}/screens/siggnal/webhooks/${id}/test`);
      expect(reply.json).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] });
      expect(await test.newItems(0)).toEqual([]);
    },
  );

  testCase('what is signed but no JSON is not lost', async () => {
    const workflow = await activate(siggnal, {});
    const body = 'signed, but no JSON';
    const signature = siggnal.sign?.(fixture, workflow.url, body);
    const headers = { 'content-type': 'application/vnd.api+json', ...signature };
    expect((await send(workflow.url, { headers, body })).status).toBe(200);
    expect(await workflow.newItem()).toMatchObject({
      provider: 'siggnal',
      event_type: 'unreadable',
      event_id: expect.stringMatching(/^evt_[0-9a-f]{24}$/),
      error: { code: expect.any(String), message: expect.any(String) },
      body,
    });
  });
});

describe('the secret', () => {
  testCase('is asked for again later where none is held', async () => {
    const credential = { signingSecret: '', previousSecret: '' };
    const workflow = await TestWorkflow.make(fixture, siggnal, { credential });
    await workflow.activate();
    const body = siggnal.request?.body ?? '';
    const headers = siggnal.sign?.(fixture, workflow.url, body) ?? {};
    const reply = await send(workflow.url, { headers, body });
    expect([reply.status, reply.json.code]).toEqual([503, 'credential_missing']);
    expect(await workflow.newItems(0)).toEqual([]);
  });

  testCase('before the present one is still good', async () => {
    const credential = { signingSecret: 'the-new-one-of-two', previousSecret: 'the-one-before' };
    const workflow = await TestWorkflow.make(fixture, siggnal, { credential });
    await workflow.activate();
    const form = { url: workflow.url, secret_token: 'the-one-before' };
    await send(`${fixture.emulator.url}/screens/siggnal/webhooks`, { body: JSON.stringify(form) });
    expect(await fire('siggnal', workflow, 'signal')).toEqual([ACCEPTED]);
    await workflow.newItem();
  });
});

describe('activation', () => {
  testCase('fails with what to do where the provider refuses, and registers nothing', async () => {
    const credential = { apiToken: '3|emulated-signals-no-ability' };
    const workflow = await TestWorkflow.make(fixture, signals, { credential });
    await expect(workflow.activate()).rejects.toThrow(/webhooks:manage/);
    expect(await signals.registrations(fixture, workflow.url)).toEqual([]);
  });

  testCase('fails where a provider on the internet cannot reach this n8n', async () => {
    const credential = { baseUrl: 'https://signals.example.com' };
    const workflow = await TestWorkflow.make(fixture, signals, { credential });
    await expect(workflow.activate()).rejects.toThrow(
      /SIGNALS cannot reach this n8n at http:\/\/127\.0\.0\.1:.+Set N8N_WEBHOOK_URL/,
    );
  });

  testCase('does not double what is registered, and makes anew what was removed', async () => {
    const workflow = await activate(signals, { events: ['user.created'] });
    const [before] = await signals.registrations(fixture, workflow.url);
    await workflow.deactivate();
    await workflow.activate();
    const [after, ...others] = await signals.registrations(fixture, workflow.url);
    expect([after?.active, after?.requested, others]).toEqual([true, before?.requested, []]);
    await workflow.setParameters({ events: ['user.created', 'user.updated'] });
    expect(await signals.registrations(fixture, workflow.url)).toMatchObject([
      { active: true, requested: { events: ['user.created', 'user.updated'] } },
    ]);
    expect(await fire('signals', workflow, 'user.updated')).toEqual([ACCEPTED]);
    expect(await workflow.newItem()).toMatchObject({ event_type: 'user.updated' });
  });

  // Since 2.40 n8n does not ask a published trigger anything when it starts.
  if (n8nRelease() === 'oldest') {
    testCase('at a start switches on again what was switched off at the provider', async () => {
      const workflow = await activate(signals, { events: ['user.created'] });
      const [before] = await signals.registrations(fixture, workflow.url);
      await fixture.n8n.stop();
      await switchOff(before);
      expect(await signals.registrations(fixture, workflow.url)).toEqual([
        { ...before, active: false },
      ]);
      await fixture.n8n.start();
      expect(await signals.registrations(fixture, workflow.url)).toEqual([before]);
      expect(await signals.send(fixture, workflow.url)).toEqual([ACCEPTED]);
      expect(await workflow.newItem()).toMatchObject(signals.cells);
    });
  }

  testCase('once more switches on what was switched off at the provider', async () => {
    const workflow = await activate(signals, { events: ['user.created'] });
    const [before] = await signals.registrations(fixture, workflow.url);
    await switchOff(before);
    await workflow.deactivate();
    await workflow.activate();
    expect(await signals.registrations(fixture, workflow.url)).toMatchObject([{ active: true }]);
    expect(await signals.send(fixture, workflow.url)).toEqual([ACCEPTED]);
    expect(await workflow.newItem()).toMatchObject(signals.cells);
  });
});

/** Switches a webhook off in SIGNALS's screens. */
async function switchOff(webhook: Registration | undefined): Promise<void> {
  const headers = { authorization: 'Bearer 1|emulated-signals-token' };
  const own = `${fixture.emulator.url}/signals/api/v1/webhooks/${webhook?.id}`;
  const { status } = await send(own, { method: 'PUT', headers, body: '{"is_active":false}' });
  expect(status).toBe(200);
}

describe.each([
  ['signals', signals],
  ['salesiq', salesiq],
] as const)('the editor, with a trigger of %s,', (provider, trigger) => {
  testCase('listens for one test event, then takes the registration back', async () => {
    const workflow = await TestWorkflow.make(fixture, trigger);
    await workflow.listen();
    expect(hooksAt(fixture, provider, workflow.testUrl)).toHaveLength(1);
    expect(await trigger.send(fixture, workflow.testUrl)).toEqual([ACCEPTED]);
    expect(await workflow.newItem()).toMatchObject(trigger.cells);
    await until(
      () => hooksAt(fixture, provider, workflow.testUrl).length,
      (count) => count === 0,
    );
  });
});
