import type { SampleObject } from '@signal-hooks/catalogue';
import { spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { expectSheet, type SheetRow } from '../sheet.ts';
import type { TestCase } from './test-case.ts';

const missed = (id: string, visitor: SampleObject, more: SampleObject = {}) => ({
  entity_type: 'conversation',
  event: 'conversation.missed',
  entity_id: id,
  event_time: '1777127400000',
  entity: { id, question: 'Anybody <there>?', missed_time: '1777127390000', visitor, ...more },
});
const row = (eventId: string, id: string, more: SheetRow): SheetRow => ({
  event_id: eventId,
  missed_at: '2026-04-25T14:29:50.000Z',
  visitor: '',
  email: '',
  phone: '',
  question: 'Anybody <there>?',
  operator: '',
  conversation_id: id,
  follow_up: 'to do',
  ...more,
});

/** Missed chats of visitors who can be reached, and of others. */
export function lostChatCases(testCase: TestCase): void {
  testCase('all are on the list, Slack asks for those who can be reached', async (fixture) => {
    const slug = 'salesiq-lost-chat';
    fixture.google.make({ id: spreadsheetOf(slug), title: 'Missed chats' });
    const published = await PublishedRecipe.publish(fixture, slug);
    await published.takeTwice(
      'conversation.missed',
      missed(
        '40526000001808001',
        { name: '=Tricia', email_id: 'tricia@zylker.example', phone: '0904327346' },
        { owner: { name: 'Patricia' } },
      ),
    );
    await published.take('conversation.missed', missed('40526000001808002', {}));
    await published.take(
      'conversation.missed',
      missed('40526000001808003', { phone: '+49 30 1234' }),
    );
    const question = 'x'.repeat(60_000);
    await published.take('conversation.missed', missed('40526000001808004', {}, { question }));
    expectSheet(fixture, slug, [
      row('evt_9a149a6ffbec47ae9b45f90e', '40526000001808001', {
        visitor: '=Tricia',
        email: 'tricia@zylker.example',
        phone: '0904327346',
        operator: 'Patricia',
      }),
      row('evt_20b090a4785daa9ff3996c5c', '40526000001808002', {}),
      row('evt_42bb835d84ad8aa49ce8286c', '40526000001808003', { phone: '+49 30 1234' }),
      row('evt_997c7c5ede3a4c760dfd8583', '40526000001808004', {
        question: `${'x'.repeat(49_999)}…`,
      }),
    ]);
    expect(fixture.slack.posted('C0CHATS')).toEqual([
      [
        '*=Tricia waited in the chat and got no answer*',
        '“Anybody &lt;there&gt;?”',
        'Reach them: tricia@zylker.example, 0904327346',
        'The chat was with Patricia',
      ].join('\n'),
      '*A visitor waited in the chat and got no answer*\n“Anybody &lt;there&gt;?”\nReach them: +49 30 1234',
    ]);
  });
}
