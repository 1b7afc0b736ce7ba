import type { ProviderId, SampleObject } from '@signal-hooks/catalogue';
import { spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { expectSheet, type SheetRow } from '../sheet.ts';
import { bringAgain, deliveriesTo, happen } from './sources.ts';
import { RECEIVED_AT, type TestCase } from './test-case.ts';

const SLUG = 'all-providers-google-sheets';

/** One event of each provider, and its cells that are not empty. */
const EVENTS: readonly (readonly [ProviderId, type: string, SampleObject, SheetRow])[] = [
  [
    'siggnal',
    'signal',
    {
      signal_id: 'sig_8001',
      project_id: 'proj_1',
      priority: 'medium',
      company: { name: '=Romashka', inn: '0077', industry: 'Retail' },
      event: { description: 'A tender.', detected_at: '2026-04-25T14:30:00.000Z' },
      recommended_action: 'Call.',
      contacts: [{ name: 'Anna', role: 'CFO', email: 'anna@romashka.example', phone: '+7 495' }],
    },
    {
      title: 'A tender.',
      summary: 'A tender.',
      priority: 'medium',
      recommended_action: 'Call.',
      project_id: 'proj_1',
      company_name: '=Romashka',
      company_tax_id: '0077',
      company_industry: 'Retail',
      contact_name: 'Anna',
      contact_role: 'CFO',
      contact_email: 'anna@romashka.example',
      contact_phone: '+7 495',
      subject_type: 'signal',
      subject_id: 'sig_8001',
    },
  ],
  [
    'signal-ark',
    'signal.promoted',
    {
      event: 'signal.promoted',
      timestamp: '2026-04-25T14:30:00Z',
      batchId: 'batch_8',
      signal: { id: 'sig_8002', signal_name: 'Acme raises', icp_score: 71 },
      account: { name: 'Acme', domain: 'acme.example', industry: 'Software' },
    },
    {
      title: 'Acme raises',
      score: 71,
      company_name: 'Acme',
      company_domain: 'acme.example',
      company_industry: 'Software',
      subject_type: 'signal',
      subject_id: 'sig_8002',
    },
  ],
  [
    'signals',
    'role.created',
    {
      event: 'role.created',
      data: { role: { id: 8, name: 'Reviewer' } },
      timestamp: '2026-04-25T14:30:00+00:00',
    },
    {
      title: 'Reviewer',
      subject_type: 'role',
      subject_id: '8',
      // SIGNALS makes it anew for every attempt.
      occurred_at: RECEIVED_AT,
    },
  ],
  [
    'sigsentry',
    'analysis.complete',
    {
      event: 'analysis.complete',
      deliveryId: 'del_8004',
      analysisId: 'ana_8004',
      createdAt: '2026-04-25T14:30:00Z',
      severity: 'high',
      confidence: 0.5,
      summary: 'Checkout fails.',
    },
    {
      title: 'Checkout fails.',
      summary: 'Checkout fails.',
      priority: 'high',
      score: 0.5,
      subject_type: 'analysis',
      subject_id: 'ana_8004',
    },
  ],
  [
    'salesiq',
    'conversation.created',
    {
      entity_type: 'conversation',
      event: 'conversation.created',
      entity_id: '40526000001808005',
      event_time: '1777127400000',
      entity: { question: '=Anybody?', visitor: { name: 'Tricia' } },
    },
    {
      title: '=Anybody?',
      summary: '=Anybody?',
      contact_name: 'Tricia',
      subject_type: 'conversation',
      subject_id: '40526000001808005',
    },
  ],
];

const HEADER =
  'event_id provider event_type occurred_at received_at title summary priority score url recommended_action project_id company_name company_tax_id company_domain company_industry contact_name contact_role contact_email contact_phone subject_type subject_id'.split(
    ' ',
  );

/** All five providers, one sheet. */
export function gatewayCases(testCase: TestCase): void {
  let published: PublishedRecipe;

  testCase('an event of each provider becomes a row with the same columns', async (fixture) => {
    fixture.google.make({ id: spreadsheetOf(SLUG), title: 'Signals' });
    published = await PublishedRecipe.publish(fixture, SLUG);
    for (const [provider, type, payload] of EVENTS) {
      await happen(fixture, provider, type, payload);
      await published.ran('success');
    }
    const empty = Object.fromEntries(HEADER.map((key) => [key, '']));
    const rows = EVENTS.map(([provider, event_type, _payload, cells]) => ({
      ...empty,
      event_id: expect.stringMatching(/^evt_[0-9a-z]{26}$/),
      provider,
      event_type,
      occurred_at: '2026-04-25T14:30:00.000Z',
      received_at: RECEIVED_AT,
      ...cells,
    }));
    expectSheet(fixture, SLUG, rows);
  });

  testCase('what the gateway delivers again adds no row', async (fixture) => {
    expect(await deliveriesTo(fixture, published)).toHaveLength(5);
    await bringAgain(fixture, published, 5);
    await published.ran('success', 'success', 'success', 'success', 'success');
    expect(fixture.google.rows(spreadsheetOf(SLUG))).toHaveLength(6);
  });
}
