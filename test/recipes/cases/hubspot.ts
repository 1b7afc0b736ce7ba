import type { SampleObject } from '@signal-hooks/catalogue';
import { siggnal } from '../../n8n/cases/siggnal.ts';
import { signalArk } from '../../n8n/cases/signal-ark.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import type { TestCase } from './test-case.ts';

const CONTACTS = [
  {
    name: 'Anna Maria Ivanova',
    role: 'Head of Procurement',
    email: 'anna@romashka.example',
    phone: '+7 495 555-01-00',
  },
  { name: 'Pavel', role: null, email: 'pavel+crm@romashka.example', phone: null },
  { name: 'Olga', role: null, email: 'olga&co=1#2/3@почта.рф', phone: null },
  // n8n puts the address into a path.
  { name: 'Mallory', role: null, email: 'x/../../../../deals/v1/deal?@evil.example', phone: null },
  { name: 'Nobody', role: 'CTO', email: null, phone: '+7 495 555-01-02' },
];

const ANNA = {
  email: 'anna@romashka.example',
  // Three words: nobody knows where the last name begins.
  firstname: 'Anna Maria Ivanova',
  jobtitle: 'Head of Procurement',
  phone: '+7 495 555-01-00',
  company: 'Romashka',
  below: 'Romashka',
};

/** The contacts and companies of Siggnal. */
export function hubspotCases(testCase: TestCase): void {
  let published: PublishedRecipe;

  testCase(
    'Siggnal: three contacts below one company, and nothing for the others',
    async (fixture) => {
      const { hubspot } = fixture;
      // Somebody has filled in what the signal does not tell.
      hubspot.addContact('pavel+crm@romashka.example', { phone: '+7 495 555-01-01' });
      published = await PublishedRecipe.publish(fixture, 'siggnal-hubspot', siggnal.registerByHand);
      await published.takeTwice('signal', {
        signal_id: 'sig_6001',
        company: { name: 'Romashka' },
        contacts: CONTACTS,
      });
      expect(hubspot.companies).toEqual([{ name: 'Romashka' }]);
      expect(hubspot.contacts).toEqual([
        {
          email: 'pavel+crm@romashka.example',
          phone: '+7 495 555-01-01',
          firstname: 'Pavel',
          company: 'Romashka',
          below: 'Romashka',
        },
        ANNA,
        {
          email: 'olga&co=1#2/3@почта.рф',
          firstname: 'Olga',
          company: 'Romashka',
          below: 'Romashka',
        },
      ]);
    },
  );

  testCase(
    'a known company is not added again, a contact is brought up to date',
    async (fixture) => {
      const { hubspot } = fixture;
      await published.take('signal', {
        signal_id: 'sig_6002',
        company: { name: 'ROMASHKA' },
        contacts: [{ name: 'Anna Ivanova', role: 'CEO', email: 'Anna@Romashka.example' }],
      });
      expect(hubspot.companies).toEqual([{ name: 'Romashka' }]);
      expect(hubspot.contacts[1]).toEqual({
        ...ANNA,
        firstname: 'Anna',
        lastname: 'Ivanova',
        jobtitle: 'CEO',
        company: 'ROMASHKA',
      });
    },
  );

  testCase('a contact without a company stands alone', async (fixture) => {
    const { hubspot } = fixture;
    await published.take('signal', {
      signal_id: 'sig_6003',
      contacts: [{ name: 'Olga', email: 'olga@freelance.example' }],
    });
    expect(hubspot.companies).toHaveLength(1);
    expect(hubspot.contacts[3]).toEqual({
      email: 'olga@freelance.example',
      firstname: 'Olga',
      below: null,
    });
  });
}

/** The leads of Signal Ark, on the same HubSpot. */
export function hubspotLeadCases(testCase: TestCase): void {
  testCase('Signal Ark: the company by its domain, the lead as its contact', async (fixture) => {
    const { hubspot } = fixture;
    const ark = await PublishedRecipe.publish(
      fixture,
      'signal-ark-hubspot',
      signalArk.registerByHand,
    );
    const account = { name: 'Acme "A" Corp', domain: 'acme.example' };
    await ark.takeTwice('signal.promoted', {
      event: 'signal.promoted',
      batchId: 'batch_1',
      signal: { id: 'sig_6101', signal_name: 'Acme raises $25M' },
      account,
    });
    await ark.take('social.lead_promoted', {
      event: 'social.lead_promoted',
      batchId: 'batch_2',
      lead: {
        id: 'lead_1',
        name: 'Jane Smith',
        title: 'Head of Growth',
        email: 'jane@acme.example',
      },
      account: { ...account, name: 'Acme' },
    });
    await ark.ignore('signal.play_matched', {
      event: 'signal.play_matched',
      batchId: 'batch_3',
      signal: { id: 'sig_6102' },
      account: { name: 'Ignored', domain: 'ignored.example' },
    });
    expect(hubspot.companies.slice(1)).toEqual([{ name: 'Acme "A" Corp', domain: 'acme.example' }]);
    expect(hubspot.contacts.slice(4)).toEqual([
      {
        email: 'jane@acme.example',
        firstname: 'Jane',
        lastname: 'Smith',
        jobtitle: 'Head of Growth',
        company: 'Acme',
        below: 'Acme "A" Corp',
      },
    ]);
  });
}

/** An event of SalesIQ about somebody. */
const about = (event: string, id: string, entity: SampleObject, entityType = 'conversation') => ({
  entity_type: entityType,
  event,
  entity_id: id,
  event_time: '1777127400000',
  entity: { id, ...entity },
});

/** The visitors of SalesIQ, on the same HubSpot. */
export function hubspotVisitorCases(testCase: TestCase): void {
  testCase('SalesIQ: whoever has left an address, and no company', async (fixture) => {
    const { hubspot } = fixture;
    const [contacts, companies] = [hubspot.contacts.length, hubspot.companies];
    // Somebody has filled in what a visitor does not tell.
    hubspot.addContact('tricia@zylker.example', { company: 'Zylker', jobtitle: 'Buyer' });
    const published = await PublishedRecipe.publish(fixture, 'salesiq-hubspot');
    await published.takeTwice(
      'conversation.completed',
      about('conversation.completed', '40526000001809001', {
        question: 'Do you ship?',
        owner: { type: 'operator', name: 'Patricia', email_id: 'pat@ours.example' },
        visitor: { name: 'Tricia', email_id: 'Tricia@Zylker.example', phone: '0904327346' },
      }),
    );
    const scott = { first_name: 'Scott', last_name: 'Smith', email_id: 'scott@zylker.example' };
    await published.take(
      'visitor.updated',
      about('visitor.updated', '40526000001809002', { type: 'contact', ...scott }, 'visitor'),
    );
    await published.take(
      'lead.tag.action',
      about('lead.tag.action', '40526000001809002', { ...scott, phone: '9123459876' }, 'lead '),
    );
    for (const [at, visitor] of [
      { name: 'Nobody', phone: '+49 30 1234' },
      {},
      { name: 'Mallory', email_id: 'x/../../../../deals/v1/deal?@evil.example' },
    ].entries()) {
      const id = `4052600000180901${at}`;
      await published.take('conversation.missed', about('conversation.missed', id, { visitor }));
    }
    expect(hubspot.contacts.slice(contacts)).toEqual([
      {
        email: 'tricia@zylker.example',
        firstname: 'Tricia',
        phone: '0904327346',
        company: 'Zylker',
        jobtitle: 'Buyer',
        below: null,
      },
      {
        email: 'scott@zylker.example',
        firstname: 'Scott',
        lastname: 'Smith',
        phone: '9123459876',
        below: null,
      },
    ]);
    expect(hubspot.companies).toEqual(companies);
    // The messages of a chat would only repeat who the visitor is.
    expect(
      [
        'conversation.completed',
        'contact.tag.action',
        'conversation.visitor.replied',
        'conversation.created',
        'operator.updated',
      ].map((type) => published.hasAskedFor(type)),
    ).toEqual([true, true, false, false, false]);
  });
}
