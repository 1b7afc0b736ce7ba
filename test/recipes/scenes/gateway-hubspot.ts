import { Actor } from '../actor.ts';
import type { Stage } from '../stage.ts';
import type { Scene } from './scene.ts';
import { bringAgain, deliveriesTo, happen } from './sources.ts';

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
export function gatewayHubspotScenes(scene: Scene): void {
  let actor: Actor;
  /** What was in HubSpot before. */
  let before: readonly [contacts: number, companies: number];
  const added = ({ hubspot }: Stage): readonly [contacts: object[], companies: object[]] => [
    hubspot.contacts.slice(before[0]),
    hubspot.companies.slice(before[1]),
  ];

  scene('contacts of three providers, below their company if there is one', async (stage) => {
    before = [stage.hubspot.contacts.length, stage.hubspot.companies.length];
    actor = await Actor.publish(stage, 'all-providers-hubspot');
    await happen(stage, 'siggnal', 'signal', {
      signal_id: 'sig_8201',
      company: { name: 'Vasilek' },
      contacts: [
        { name: 'Anna Ivanova', role: 'CFO', email: 'anna@vasilek.example', phone: '+7 495' },
        { name: 'Nobody', role: 'CTO', email: null, phone: '+7 496' },
        { name: 'Pavel', role: null, email: 'pavel@vasilek.example', phone: null },
      ],
    });
    await actor.ran('success');
    await happen(stage, 'signal-ark', 'social.lead_promoted', {
      event: 'social.lead_promoted',
      batchId: 'batch_8202',
      lead: { id: 'lead_8202', name: 'Bill Lumbergh', title: 'VP', email: 'bill@initech.example' },
      account: ACCOUNT,
    });
    await actor.ran('success');
    const tom = { name: 'Tom', email_id: 'tom@freelance.example' };
    await happen(
      stage,
      'salesiq',
      'conversation.completed',
      chat('conversation.completed', '40526000001808203', tom),
    );
    await actor.ran('success');
    await happen(
      stage,
      'salesiq',
      'conversation.missed',
      chat('conversation.missed', '40526000001808204', { name: 'Milton', phone: '+1 555' }),
    );
    await actor.ran('success');
    expect(added(stage)).toEqual([
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

  scene(
    'the gateway holds back colleagues and what names nobody; a retry adds nobody',
    async (stage) => {
      const known = added(stage);
      await happen(stage, 'signals', 'user.created', {
        event: 'user.created',
        data: { user: { id: 82, name: 'Our Jane', email: 'jane@ours.example' } },
        timestamp: '2026-04-25T14:30:00+00:00',
      });
      await happen(stage, 'sigsentry', 'analysis.complete', {
        event: 'analysis.complete',
        deliveryId: 'del_8205',
        analysisId: 'ana_8205',
        severity: 'critical',
        summary: 'Checkout fails.',
      });
      await happen(stage, 'signal-ark', 'signal.play_matched', {
        event: 'signal.play_matched',
        batchId: 'batch_8206',
        signal: { id: 'sig_8206' },
        account: { name: 'Ignored', domain: 'ignored.example' },
      });
      await happen(
        stage,
        'salesiq',
        'conversation.visitor.replied',
        chat('conversation.visitor.replied', '40526000001808207', {
          email_id: 'x@ignored.example',
        }),
      );
      // They are decided upon before the gateway answers.
      expect(await deliveriesTo(stage, actor)).toHaveLength(4);
      await bringAgain(stage, actor, 4);
      await actor.ran('success', 'success', 'success', 'success');
      expect(added(stage)).toEqual(known);
      await actor.unpublish();
    },
  );
}
