import type { Fixture } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { bringAgain, deliveriesTo, happen } from './sources.ts';
import type { TestCase } from './test-case.ts';

/** A conversation of SalesIQ. */
const chat = (event: string, id: string, visitor: object) => ({
  entity_type: 'conversation',
  event,
  entity_id: id,
  event_time: '1777127400000',
  entity: { id, question: 'Do you ship?', visitor: { ...visitor } },
});

const ACCOUNT = { name: 'Initech', domain: 'initech.example' };

/** People and companies, from whoever names prospects. */
export function gatewayHubspotCases(testCase: TestCase): void {
  let published: PublishedRecipe;
  /** What was in HubSpot before. */
  let before: readonly [contacts: number, companies: number];
  const added = ({ hubspot }: Fixture): readonly [contacts: object[], companies: object[]] => [
    hubspot.contacts.slice(before[0]),
    hubspot.companies.slice(before[1]),
  ];

  testCase('contacts of three providers, below their company if there is one', async (fixture) => {
    before = [fixture.hubspot.contacts.length, fixture.hubspot.companies.length];
    published = await PublishedRecipe.publish(fixture, 'all-providers-hubspot');
    await happen(fixture, 'siggnal', 'signal', {
      signal_id: 'sig_8201',
      company: { name: 'Vasilek' },
      contacts: [
        { name: 'Anna Ivanova', role: 'CFO', email: 'anna@vasilek.example', phone: '+7 495' },
        { name: 'Nobody', role: 'CTO', email: null, phone: '+7 496' },
        { name: 'Pavel', role: null, email: 'pavel@vasilek.example', phone: null },
      ],
    });
    await published.ran('success');
    await happen(fixture, 'signal-ark', 'social.lead_promoted', {
      event: 'social.lead_promoted',
      batchId: 'batch_8202',
      lead: { id: 'lead_8202', name: 'Bill Lumbergh', title: 'VP', email: 'bill@initech.example' },
      account: ACCOUNT,
    });
    await published.ran('success');
    const tom = { name: 'Tom', email_id: 'tom@freelance.example' };
    await happen(
      fixture,
      'salesiq',
      'conversation.completed',
      chat('conversation.completed', '40526000001808203', tom),
    );
    await published.ran('success');
    await happen(
      fixture,
      'salesiq',
      'conversation.missed',
      chat('conversation.missed', '40526000001808204', { name: 'Milton', phone: '+1 555' }),
    );
    await published.ran('success');
    expect(added(fixture)).toEqual([
      [
        {
          email: 'anna@vasilek.example',
          firstname: 'Anna',
          lastname: 'Ivanova',
          jobtitle: 'CFO',
          phone: '+7 495',
          company: 'Vasilek',
          below: 'Vasilek',
        },
        {
          email: 'pavel@vasilek.example',
          firstname: 'Pavel',
          company: 'Vasilek',
          below: 'Vasilek',
        },
        {
          email: 'bill@initech.example',
          firstname: 'Bill',
          lastname: 'Lumbergh',
          jobtitle: 'VP',
          company: 'Initech',
          below: 'Initech',
        },
        { email: 'tom@freelance.example', firstname: 'Tom', below: null },
      ],
      [{ name: 'Vasilek' }, ACCOUNT],
    ]);
  });

  testCase(
    'the gateway holds back colleagues and what names nobody; a retry adds nobody',
    async (fixture) => {
      const known = added(fixture);
      await happen(fixture, 'signals', 'user.created', {
        event: 'user.created',
        data: { user: { id: 82, name: 'Our Jane', email: 'jane@ours.example' } },
        timestamp: '2026-04-25T14:30:00+00:00',
      });
      await happen(fixture, 'sigsentry', 'analysis.complete', {
        event: 'analysis.complete',
        deliveryId: 'del_8205',
        analysisId: 'ana_8205',
        severity: 'critical',
        summary: 'Checkout fails.',
      });
      await happen(fixture, 'signal-ark', 'signal.play_matched', {
        event: 'signal.play_matched',
        batchId: 'batch_8206',
        signal: { id: 'sig_8206' },
        account: { name: 'Ignored', domain: 'ignored.example' },
      });
      await happen(
        fixture,
        'salesiq',
        'conversation.visitor.replied',
        chat('conversation.visitor.replied', '40526000001808207', {
          email_id: 'x@ignored.example',
        }),
      );
      // They are decided upon before the gateway answers.
      expect(await deliveriesTo(fixture, published)).toHaveLength(4);
      await bringAgain(fixture, published, 4);
      await published.ran('success', 'success', 'success', 'success');
      expect(added(fixture)).toEqual(known);
      await published.unpublish();
    },
  );
}
