/** What the panel's conditions keep and leave out. What is left out is answered 200 all the same. */
import type { INodeParameters } from 'n8n-workflow';
import { SENDERS, type Sender, send } from '../support/senders.ts';

const { siggnal, 'signal-ark': signalArk, signals, sigsentry: sigSentry } = SENDERS;

/** Whether a genuine request starts an execution. @throws {Error} if it is not answered 200 */
async function isKept(from: Sender, body: object, parameters: INodeParameters): Promise<boolean> {
  const answer = await send(from, from.node(parameters), JSON.stringify(body));
  expect(answer).toMatchObject({ status: 200, body: { received: true }, calls: [] });
  return answer.items !== null;
}

describe('Siggnal', () => {
  const signal = {
    signal_id: 'sig_1',
    project_id: 'proj_xyz',
    priority: 'Medium',
    event: { type: 'executive_change' },
  };
  const bare = { signal_id: 'sig_1' };

  test.each<[INodeParameters, boolean, boolean]>([
    [{}, true, true],
    [{ eventTypes: '', projects: '', minimumPriority: '' }, true, true],
    [{ eventTypes: ' , ' }, true, true],
    [{ eventTypes: 'executive_change' }, true, false],
    [{ eventTypes: 'tender,  Executive_Change ' }, true, false],
    [{ eventTypes: 'tender' }, false, false],
    [{ eventTypes: 'executive' }, false, false],
    [{ projects: 'proj_abc, PROJ_XYZ' }, true, false],
    [{ projects: 'proj_abc' }, false, false],
    [{ minimumPriority: 'info' }, true, false],
    [{ minimumPriority: 'medium' }, true, false],
    [{ minimumPriority: 'high' }, false, false],
    [{ minimumPriority: 'critical' }, false, false],
    [{ eventTypes: 'executive_change', projects: 'proj_xyz', minimumPriority: 'low' }, true, false],
    [
      { eventTypes: 'executive_change', projects: 'proj_abc', minimumPriority: 'low' },
      false,
      false,
    ],
    [{ projects: '={{ ["proj_xyz", "proj_abc"].join(",") }}' }, true, false],
    [{ projects: '={{ ["proj_xyz", "proj_abc"] }}' }, true, false],
  ])('with %j: a signal %s, one without those fields %s', async (filters, full, empty) => {
    expect(await isKept(siggnal, signal, { filters })).toBe(full);
    expect(await isKept(siggnal, bare, { filters })).toBe(empty);
  });

  test.each(['critical', 'high', 'medium', 'low', 'info'])(
    'knows how urgent %s is',
    async (least) => {
      const kept = [];
      for (const priority of ['critical', 'high', 'medium', 'low', 'info']) {
        const body = { ...signal, priority };
        if (await isKept(siggnal, body, { filters: { minimumPriority: least } }))
          kept.push(priority);
      }
      const scale = ['critical', 'high', 'medium', 'low', 'info'];
      expect(kept).toEqual(scale.slice(0, scale.indexOf(least) + 1));
    },
  );

  test('leaves out a priority that is no word of the scale', async () => {
    const filters = { minimumPriority: 'info' };
    for (const priority of ['urgent', 7, null, { high: true }]) {
      expect(await isKept(siggnal, { ...signal, priority }, { filters })).toBe(false);
    }
  });
});

describe('Signal Ark', () => {
  const promoted = (icp_score: unknown) => ({
    event: 'signal.promoted',
    signal: { id: 's1', icp_score },
  });

  test.each<[unknown, boolean]>([
    [['*'], true],
    [['signal.promoted', 'social.lead_promoted'], true],
    [['*', 'social.lead_promoted'], true],
    [['social.lead_promoted'], false],
    [[], true],
    ['={{ "signal.promoted" }}', true],
    ['={{ "social.lead_promoted, signal.play_matched" }}', false],
  ])('with the events %j keeps a promoted signal: %s', async (events, kept) => {
    const parameters = { events } as INodeParameters;
    expect(await isKept(signalArk, promoted(87), parameters)).toBe(kept);
  });

  test('passes on an event that nobody knows, unless events are chosen', async () => {
    const body = { event: 'signal.of_tomorrow', signal: { id: 's1' } };
    expect(await isKept(signalArk, body, {})).toBe(true);
    expect(await isKept(signalArk, body, { events: ['signal.promoted'] })).toBe(false);
  });

  test.each<[unknown, unknown, boolean]>([
    [70, 87, true],
    [70, 70, true],
    [70, 69.9, false],
    [70, '87', true],
    [70, 'many', false],
    [70, null, false],
    [0, null, true],
    [0, 0, true],
    ['', 1, true],
    ['={{ 80 + 5 }}', 87, true],
    ['={{ "85" }}', 84, false],
    ['={{ "eighty" }}', 1, true],
  ])('with the least score %j and a score of %j: %s', async (minimumIcpScore, score, kept) => {
    const parameters = { filters: { minimumIcpScore } } as INodeParameters;
    expect(await isKept(signalArk, promoted(score), parameters)).toBe(kept);
  });

  test('keeps a lead by its own score', async () => {
    const lead = { event: 'social.lead_promoted', lead: { id: 'l1', icp_score: 61 } };
    expect(await isKept(signalArk, lead, { filters: { minimumIcpScore: 60 } })).toBe(true);
    expect(await isKept(signalArk, lead, { filters: { minimumIcpScore: 62 } })).toBe(false);
  });
});

describe('SigSentry', () => {
  const analysis = {
    event: 'analysis.complete',
    analysisId: 'ana_1',
    projectId: 'proj_p1q2r3',
    severity: 'medium',
  };

  test.each<[INodeParameters, boolean]>([
    [{}, true],
    [{ events: ['analysis.complete'] }, true],
    [{ events: ['watchdog.fired', 'analysis.partial'] }, false],
    [{ filters: { projects: 'proj_p1q2r3' } }, true],
    [{ filters: { projects: 'proj_other' } }, false],
    [{ filters: { projects: '' } }, true],
    [
      { events: ['*'], minimumSeverity: 'low', filters: { projects: 'proj_other,proj_p1q2r3' } },
      true,
    ],
  ])('with %j keeps an analysis: %s', async (parameters, kept) => {
    expect(await isKept(sigSentry, analysis, parameters)).toBe(kept);
  });

  // The node's minimum severity is the threshold of the webhook at SigSentry.
  test('leaves severities to SigSentry: whatever it sends is passed on', async () => {
    const fired = { event: 'watchdog.fired', deliveryId: 'del_1', rule: { name: 'Error rate' } };
    for (const body of [fired, analysis, { ...analysis, severity: 'sev1' }]) {
      expect(await isKept(sigSentry, body, {})).toBe(true);
      expect(await isKept(sigSentry, body, { minimumSeverity: 'critical' })).toBe(true);
    }
  });

  test('takes the guide’s body, which names no event, for a finished analysis', async () => {
    const { analysisId, projectId, severity } = analysis;
    const guide = { analysisId, projectId, severity };
    expect(await isKept(sigSentry, guide, { events: ['analysis.complete'] })).toBe(true);
    expect(await isKept(sigSentry, guide, { events: ['watchdog.fired'] })).toBe(false);
  });
});

test('SIGNALS filters by itself: whatever it sends is passed on', async () => {
  const body = { event: 'product.updated', data: { product: { id: 1 } } };
  expect(await isKept(signals, body, { events: ['user.created'] })).toBe(true);
});
