import { Actor } from '../actor.ts';
import { postedBy, spreadsheetOf } from '../stage.ts';
import type { Scene } from './scene.ts';
import { bringAgain, happen, subscriptionsAt } from './sources.ts';

const SLUG = 'all-providers-slack';
/** At the same gateway; it gets every event as well. */
const OTHER = 'all-providers-google-sheets';

/** All five providers, two channels. Behind the scenes of the sheet, whose recipe is still published. */
export function gatewaySlackScenes(scene: Scene): void {
  let actor: Actor;

  scene('each message names its provider; critical and high ones are urgent', async (stage) => {
    const sheet = await Actor.resume(stage, OTHER);
    const rows = stage.google.rows(spreadsheetOf(OTHER)).length;
    actor = await Actor.publish(stage, SLUG);
    await happen(stage, 'siggnal', 'signal', {
      signal_id: 'sig_8101',
      priority: 'high',
      company: { name: 'Vasilek', industry: 'Retail' },
      event: { description: 'A new <!channel> head of R&D.' },
      relevance_explanation: 'Fits the project.',
      recommended_action: 'Congratulate: <https://evil.example|here>',
      contacts: [{ name: 'Anna', role: 'CFO', email: 'anna@vasilek.example', phone: '+7 495' }],
    });
    await actor.ran('success');
    await happen(stage, 'sigsentry', 'analysis.complete', {
      event: 'analysis.complete',
      deliveryId: 'del_8102',
      analysisId: 'ana_8102',
      createdAt: '2026-04-25T14:30:00Z',
      severity: 'critical',
      summary: 'Checkout fails.',
      rootCause: { description: 'A slow query.' },
      suggestedActions: [{ action: 'Add an index.', priority: 1 }],
      url: 'https://dashboard.sigsentry.example/ana_8102',
    });
    await actor.ran('success');
    await happen(stage, 'signal-ark', 'signal.promoted', {
      event: 'signal.promoted',
      timestamp: '2026-04-25T14:30:00Z',
      batchId: 'batch_8103',
      signal: { id: 'sig_8103', signal_name: 'Acme raises', icp_score: 99 },
      account: { name: 'Acme', industry: 'Software' },
    });
    await actor.ran('success');
    await happen(stage, 'signals', 'user.updated', {
      event: 'user.updated',
      data: { user: { id: 81, name: '<!here> Jane', email: 'jane@ours.example' } },
      timestamp: '2026-04-25T14:30:00+00:00',
    });
    await actor.ran('success');
    await happen(stage, 'salesiq', 'conversation.visitor.replied', {
      entity_type: 'conversation',
      event: 'conversation.visitor.replied',
      entity_id: '40526000001808105',
      event_time: '1777127400000',
      entity: {
        question: 'Do you ship?',
        message: { id: '1', text: 'In oak?' },
        visitor: { name: 'Tricia' },
      },
    });
    await actor.ran('success');
    await happen(stage, 'siggnal', 'signal', { signal_id: 'sig_8106', priority: 'medium' });
    await actor.ran('success');
    expect(postedBy(stage, SLUG)).toEqual({
      'Urgent channel': [
        [
          '*A new &lt;!channel&gt; head of R&amp;D.*',
          'Siggnal · signal · priority high',
          'Vasilek · Retail',
          'Fits the project.',
          'Next step: Congratulate: &lt;https://evil.example|here&gt;',
          'Anna, CFO, anna@vasilek.example, +7 495',
        ].join('\n'),
        [
          '*Checkout fails.*',
          'SigSentry · analysis.complete · priority critical',
          'A slow query.',
          'Next step: Add an index.',
          'https://dashboard.sigsentry.example/ana_8102',
        ].join('\n'),
      ],
      'Channel for the rest': [
        '*Acme raises*\nSignal Ark · signal.promoted\nAcme · Software',
        '*&lt;!here&gt; Jane*\nSIGNALS · user.updated\n&lt;!here&gt; Jane, jane@ours.example',
        '*Do you ship?*\nZoho SalesIQ · conversation.visitor.replied\nIn oak?\nTricia',
        '*signal*\nSiggnal · signal · priority medium',
      ],
    });
    // Two recipes at one gateway take nothing from one another.
    await sheet.ran(...Array<string>(6).fill('success'));
    expect(stage.google.rows(spreadsheetOf(OTHER))).toHaveLength(rows + 6);
    await sheet.unpublish();
    expect(await subscriptionsAt(stage, sheet.url)).toMatchObject([{ status: 'paused' }]);
  });

  scene('what the gateway delivers again is not told again', async (stage) => {
    const told = postedBy(stage, SLUG);
    await bringAgain(stage, actor, 6);
    await actor.ran(...Array<string>(6).fill('success'));
    expect(postedBy(stage, SLUG)).toEqual(told);
    await actor.unpublish();
  });
}
