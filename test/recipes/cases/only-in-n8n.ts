import { readFileSync } from 'node:fs';
import type { ProviderId, SampleObject } from '@signal-hooks/catalogue';
import { MADE } from '../fill-in.ts';
import type { Fixture } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { bringAgain, happen } from './sources.ts';
import { RECEIVED_AT, type TestCase } from './test-case.ts';

const [SUMMARY_START, SMILEYS] = ['y'.repeat(1998), '😀'.repeat(600)];

type Happening = readonly [ProviderId, type: string, SampleObject];

/** What services could misread, and what is too long for one of them. */
const HOSTILE: Happening = [
  'siggnal',
  'signal',
  {
    signal_id: 'sig_8301',
    priority: 'high',
    company: { name: 'Vasilek & <b>Co', industry: 'Retail' },
    event: {
      description: 'A_new <at id="0">all</at> *head* of R&D, @durov',
      detected_at: '2026-04-25T14:30:00.000Z',
    },
    relevance_explanation: `${SUMMARY_START}${SMILEYS}`,
    contacts: [
      { name: 'Anna Ivanova', role: 'CFO', email: 'anna@vasilek.example', phone: '+7 495' },
      { name: 'Nobody', role: 'CTO', email: null, phone: '+7 496' },
      { name: `Pavel ${'O’Neil '.repeat(20)}`, role: null, email: "o'neil@vasilek.example" },
    ],
  },
];

/** A company without a name. */
const LEAD: Happening = [
  'signal-ark',
  'social.lead_promoted',
  {
    event: 'social.lead_promoted',
    batchId: 'batch_8302',
    timestamp: '2026-04-25T14:30:00Z',
    lead: { id: 'lead_8302', name: 'Bill', title: 'VP', email: 'bill@initech.example' },
    account: { domain: 'initech.example' },
  },
];

const chat = (id: string, visitor: object): SampleObject => ({
  entity_type: 'conversation',
  event: 'conversation.missed',
  entity_id: id,
  event_time: '1777127400000',
  entity: { id, question: 'Do you ship?', visitor: visitor as SampleObject },
});
/** Somebody whom Salesforce knows, and nothing but an address. */
const VISITOR: Happening = [
  'salesiq',
  'conversation.missed',
  chat('40526000001808303', { email_id: 'tom@builders.example' }),
];
/** Somebody without an address, of no company. */
const STRANGER: Happening = [
  'salesiq',
  'conversation.missed',
  chat('40526000001808304', { name: 'Milton', phone: '+1 555' }),
];
/** An incident, which names nobody. */
const INCIDENT: Happening = [
  'sigsentry',
  'analysis.complete',
  {
    event: 'analysis.complete',
    deliveryId: 'del_8305',
    analysisId: 'ana_8305',
    createdAt: '2026-04-25T14:30:00Z',
    severity: 'critical',
    summary: 'Checkout fails.',
    confidence: 0.5,
    url: 'https://dashboard.sigsentry.example/ana_8305',
  },
];

const ALL = [HOSTILE, LEAD, VISITOR, STRANGER, INCIDENT];
/** Of these, those that the recipes for people ask the gateway for. */
const PROSPECTS = [HOSTILE, LEAD, VISITOR, STRANGER];

const EVENTS_OF: Readonly<Record<string, readonly Happening[]>> = {
  'all-providers-airtable': ALL,
  'all-providers-notion': ALL,
  'all-providers-pipedrive': PROSPECTS,
  'all-providers-salesforce': PROSPECTS,
  'all-providers-teams': ALL,
  'all-providers-telegram': ALL,
};

/** What the users of the services have made there. */
function makeEverything({ airtable, notion, salesforce, teams, telegram }: Fixture): void {
  const header = readFileSync('recipes/google-sheets/header.tsv', 'utf8').trimEnd().split('\t');
  const texts = header.map((key) => [key, 'multilineText'] as const);
  airtable.make({
    base: MADE.base,
    table: MADE.table,
    // As Airtable imports a file: it guesses types from what is in the columns.
    fields: {
      ...Object.fromEntries(texts),
      ...{ provider: 'singleSelect', priority: 'singleSelect' },
      ...{ score: 'number', occurred_at: 'dateTime' },
    },
  });
  notion.make({
    id: MADE.dataSource,
    properties: {
      ...{ Signal: 'title', event_id: 'rich_text', event_type: 'rich_text', summary: 'rich_text' },
      ...{ recommended_action: 'rich_text', company_name: 'rich_text', url: 'rich_text' },
      ...{ contact_name: 'rich_text', contact_role: 'rich_text' },
      ...{ contact_email: 'rich_text', contact_phone: 'rich_text' },
      ...{ provider: 'select', priority: 'select', score: 'number', occurred_at: 'date' },
    },
  });
  salesforce.leads.push({
    Email: 'tom@builders.example',
    Company: 'Builders',
    LastName: 'Builder',
    FirstName: 'Tom',
  });
  teams.make(MADE.team, MADE.channel);
  telegram.join(MADE.chat);
}

/** All providers to the services that only n8n's recipes bring events to: all recipes at once. */
export function onlyInN8nCases(testCase: TestCase): void {
  const published = new Map<string, PublishedRecipe>();
  const allRan = async (events: readonly Happening[]): Promise<void> => {
    for (const [slug, recipe] of published) {
      const fresh = events.filter((event) => EVENTS_OF[slug]?.includes(event));
      await recipe.ran(...fresh.map(() => 'success'));
    }
  };

  testCase(
    'every event runs through each of them, though all refuse a write first',
    async (fixture) => {
      makeEverything(fixture);
      for (const slug of Object.keys(EVENTS_OF)) {
        published.set(slug, await PublishedRecipe.publish(fixture, slug));
      }
      const { airtable, notion, pipedrive, salesforce, teams, telegram } = fixture;
      const services = [airtable, notion, pipedrive, salesforce, teams, telegram];
      for (const { limit } of services) limit.refuse(1);
      for (const event of ALL) {
        await happen(fixture, ...event);
        await allRan([event]);
      }
      expect(services.map(({ limit }) => limit.left)).toEqual([0, 0, 0, 0, 0, 0]);
    },
  );

  testCase('Airtable: a record each, selects with new options', async ({ airtable }) => {
    const records = airtable.records(MADE.base, MADE.table);
    expect(records).toHaveLength(5);
    expect(records[0]).toMatchObject({
      event_id: expect.stringMatching(/^evt_/),
      provider: 'siggnal',
      event_type: 'signal',
      occurred_at: '2026-04-25T14:30:00.000Z',
      received_at: RECEIVED_AT,
      title: 'A_new <at id="0">all</at> *head* of R&D, @durov',
      summary: `${SUMMARY_START}${SMILEYS}`,
      priority: 'high',
      company_name: 'Vasilek & <b>Co',
      contact_email: 'anna@vasilek.example',
    });
    expect(records[4]).toMatchObject({ provider: 'sigsentry', priority: 'critical', score: 0.5 });
  });

  testCase('Notion: a page each, no text too long', async ({ notion }) => {
    const pages = notion.pages(MADE.dataSource);
    expect(pages).toHaveLength(5);
    expect(pages[0]).toEqual({
      Signal: 'A_new <at id="0">all</at> *head* of R&D, @durov',
      event_id: expect.stringMatching(/^evt_/),
      event_type: 'signal',
      // No character is cut in half.
      summary: `${SUMMARY_START}…`,
      recommended_action: '',
      company_name: 'Vasilek & <b>Co',
      contact_name: 'Anna Ivanova',
      contact_role: 'CFO',
      contact_email: 'anna@vasilek.example',
      contact_phone: '+7 495',
      url: '',
      provider: 'siggnal',
      priority: 'high',
      score: null,
      occurred_at: '2026-04-25T14:30:00Z',
    });
    expect(pages[3]).toMatchObject({ contact_phone: '+1 555', priority: null });
    expect(pages[4]).toMatchObject({ Signal: 'Checkout fails.', score: 0.5 });
  });

  testCase(
    'Pipedrive: leads with person and company, none for a stranger',
    async ({ pipedrive }) => {
      expect(pipedrive.leads).toEqual([
        {
          title: 'A_new <at id="0">all</at> *head* of R&D, @durov',
          company: 'Vasilek & <b>Co',
          person: {
            name: 'Anna Ivanova',
            email: 'anna@vasilek.example',
            phone: '+7 495',
            company: 'Vasilek & <b>Co',
          },
        },
        {
          title: 'Bill',
          company: 'initech.example',
          person: { name: 'Bill', email: 'bill@initech.example', company: 'initech.example' },
        },
        {
          title: 'Do you ship?',
          company: null,
          person: { name: 'tom@builders.example', email: 'tom@builders.example', company: null },
        },
      ]);
    },
  );

  testCase('Salesforce: leads by address, and what is not told stays', async ({ salesforce }) => {
    expect(salesforce.leads).toEqual([
      {
        Email: 'tom@builders.example',
        Company: 'Builders',
        LastName: 'Builder',
        FirstName: 'Tom',
      },
      {
        Email: 'anna@vasilek.example',
        Company: 'Vasilek & <b>Co',
        LastName: 'Ivanova',
        FirstName: 'Anna',
        Title: 'CFO',
        Phone: '+7 495',
      },
      {
        Email: "o'neil@vasilek.example",
        Company: 'Vasilek & <b>Co',
        // Of many words, so whole: 80 characters, and the last of them says that it was cut.
        LastName: `Pavel ${'O’Neil '.repeat(10)}O’N…`,
      },
      {
        Email: 'bill@initech.example',
        Company: 'initech.example',
        LastName: 'Bill',
        Title: 'VP',
      },
    ]);
  });

  testCase('Teams: messages without links, tags and mentions of strangers', async ({ teams }) => {
    const messages = teams.messages(MADE.team, MADE.channel);
    expect(messages).toHaveLength(5);
    const { text = '', tags } = messages[0] ?? {};
    expect(new Set(tags)).toEqual(new Set(['b', 'br']));
    expect(text.split('\n').slice(0, 3)).toEqual([
      'A_new <at id="0">all</at> *head* of R&D, @durov',
      'Siggnal · signal · priority high',
      'Vasilek & <b>Co · Retail',
    ]);
    expect([text.length < 2100, text.endsWith('…')]).toEqual([true, true]);
    expect(messages[4]?.text.split('\n')).toEqual([
      'Checkout fails.',
      'SigSentry · analysis.complete · priority critical',
      'https://dashboard.sigsentry.example/ana_8305',
    ]);
  });

  testCase('Telegram: nobody is mentioned, nothing is a tag', async ({ telegram }) => {
    const messages = telegram.messages(MADE.chat);
    expect(messages).toHaveLength(5);
    expect(messages.flatMap(({ mentions }) => mentions)).toEqual([]);
    expect(messages.map(({ tags, hasPreview }) => [tags, hasPreview])).toEqual(
      Array(5).fill([['b'], false]),
    );
    expect(messages[0]?.text.replaceAll('\u2060', '').split('\n')).toEqual([
      'A_new <at id="0">all</at> *head* of R&D, @durov',
      'Siggnal · signal · priority high',
      'Vasilek & <b>Co · Retail',
      `${SUMMARY_START}${SMILEYS}`,
      'Anna Ivanova, CFO, anna@vasilek.example, +7 495',
      'Nobody, CTO, +7 496',
      `Pavel ${'O’Neil '.repeat(20).trim()}, o'neil@vasilek.example`,
    ]);
  });

  testCase(
    'what the gateway delivers again changes nothing, even if n8n has forgotten',
    async (fixture) => {
      const { airtable, notion, pipedrive, salesforce, teams, telegram } = fixture;
      const everything = (): string =>
        JSON.stringify([
          airtable.records(MADE.base, MADE.table),
          notion.pages(MADE.dataSource),
          [pipedrive.leads, salesforce.leads],
          [teams.messages(MADE.team, MADE.channel), telegram.messages(MADE.chat)],
        ]);
      const before = everything();
      for (const slug of ['all-providers-airtable', 'all-providers-notion']) {
        const recipe = published.get(slug);
        if (recipe === undefined) throw new Error(`${slug} is not published`);
        await fixture.client.runFrom(recipe.workflowId, 'Every Sunday');
        await recipe.ran('success');
      }
      for (const recipe of published.values()) await bringAgain(fixture, recipe, 1);
      for (const recipe of published.values()) await recipe.ran('success');
      expect(everything()).toBe(before);
      for (const recipe of published.values()) await recipe.unpublish();
    },
  );
}
