import { postedBy, spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { bringAgain, happen, subscriptionsAt } from './sources.ts';
import type { TestCase } from './test-case.ts';

const SLUG = 'all-providers-slack';
/** At the same gateway; it gets every event as well. */
const OTHER = 'all-providers-google-sheets';

/** All five providers, two channels. Runs after the cases of the sheet, whose recipe is still published. */
export function gatewaySlackCases(testCase: TestCase): void {
  let published: PublishedRecipe;

  testCase(
    'each message names its provider; critical and high ones are urgent',
    async (fixture) => {
      const sheet = await PublishedRecipe.resume(fixture, OTHER);
      const rows = fixture.google.rows(spreadsheetOf(OTHER)).length;
      published = await PublishedRecipe.publish(fixture, SLUG);
      await happen(fixture, 'siggnal', 'signal', {
        signal_id: 'sig_8101',
        priority: 'high',
        company: { name: 'Vasilek', industry: 'Retail' },
        event: { description: 'A new <!channel> head of R&D.' },
        relevance_explanation: 'Fits the project.',
        recommended_action: 'Congratulate: <https://evil.example|here>',
        contacts: [{ name: 'Anna', role: 'CFO', email: 'anna@vasilek.example', phone: '+7 495' }],
      });
      await published.ran('success');
      await happen(fixture, 'sigsentry', 'analysis.complete', {
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
      await published.ran('success');
      await happen(fixture, 'signal-ark', 'signal.promoted', {
        event: 'signal.promoted',
        timestamp: '2026-04-25T14:30:00Z',
        batchId: 'batch_8103',
        signal: { id: 'sig_8103', signal_name: 'Acme raises', icp_score: 99 },
        account: { name: 'Acme', industry: 'Software' },
      });
      await published.ran('success');
      await happen(fixture, 'signals', 'user.updated', {
        event: 'user.updated',
        data: { user: { id: 81, name: '<!here> Jane', email: 'jane@ours.example' } },
        timestamp: '2026-04-25T14:30:00+00:00',
      });
      await published.ran('success');
      await happen(fixture, 'salesiq', 'conversation.visitor.replied', {
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
      await published.ran('success');
      await happen(fixture, 'siggnal', 'signal', { signal_id: 'sig_8106', priority: 'medium' });
      await published.ran('success');
      expect(postedBy(fixture, SLUG)).toEqual({
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
      expect(fixture.google.rows(spreadsheetOf(OTHER))).toHaveLength(rows + 6);
      await sheet.unpublish();
      expect(await subscriptionsAt(fixture, sheet.url)).toMatchObject([{ status: 'paused' }]);
    },
  );

  testCase('what the gateway delivers again is not told again', async (fixture) => {
    const told = postedBy(fixture, SLUG);
    await bringAgain(fixture, published, 6);
    await published.ran(...Array<string>(6).fill('success'));
    expect(postedBy(fixture, SLUG)).toEqual(told);
    await published.unpublish();
  });
}
