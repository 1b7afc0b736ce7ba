import type { TemplateObject } from '../../definition/template.ts';
import { MINIMUM_PRIORITY, PROJECTS } from '../../panel/filters.ts';
import type { ProviderDefinition } from '../../provider.ts';
import { byHand } from '../../registration/kinds.ts';

const SECOND = 1000;
/** Covers three retries, the last one after five minutes, with their 10 s time-outs. */
const RETRY_WINDOW = 10 * 60 * SECOND;

/** The priorities that Siggnal knows. */
const PRIORITIES = ['high', 'medium', 'low'];

/** The documented shape; the keys inside company, event and contacts are assumed. */
const SIGNAL: TemplateObject = {
  signal_id: 'sig_{sequence:6}',
  project_id: 'proj_xyz',
  company: { name: 'ООО «Ромашка»', inn: '7701234567', industry: 'Retail' },
  event: {
    type: 'executive_change',
    description: 'A new head of procurement was appointed.',
    detected_at: '{at}',
  },
  priority: { $oneOf: PRIORITIES },
  relevance_explanation: 'The company fits the project’s industry and size.',
  recommended_action: 'Congratulate, and offer a supplier review.',
  contacts: [
    {
      name: 'Anna Ivanova',
      role: 'Head of Procurement',
      email: 'anna@romashka.example',
      phone: '+7 495 555-01-00',
    },
    { name: 'Pavel Petrov', role: 'CFO', email: 'pavel@romashka.example', phone: null },
  ],
};

/**
 * Siggnal: buying signals about Russian companies. https://docs.siggnal.ru
 *
 * - Identity is `signal_id`: "unique identifier for the signal"; a body without one is
 *   recognised by its content.
 * - "Send test" dispatches "a sample payload" whose form is not documented. Only a payload that
 *   says so itself, by `test: true`, is a test (assumed); every other one is an event.
 * - The page says both "retries up to 3 times" and "after 3 failed attempts".
 */
export const definition: ProviderDefinition = {
  id: 'siggnal',
  name: 'Siggnal',
  description: 'Buying signals about companies, with the people to talk to.',
  docs: 'https://docs.siggnal.ru',
  wording: {
    noun: 'Signal',
    startsWhen: 'Siggnal finds a signal about a company',
  },
  signature: { algorithm: 'hmac-sha256', header: 'x-siggnal-signature', encoding: 'either' },
  signsWhen: 'Siggnal signs only where a secret token is entered in the webhook’s settings.',
  registration: byHand('user', {
    secretLabel: 'Secret Token',
    secretPage: 'Settings → Integrations → Webhooks',
  }),
  policy: {
    timeoutMs: 10 * SECOND,
    success: 'exactly-200',
    retryOn: 'every-failure',
    retryWaitsMs: [10 * SECOND, 60 * SECOND, 300 * SECOND],
    disableAfter: null,
    notes: [
      'Documented: exactly 200 within 10 seconds, up to 3 retries with exponential backoff.',
      'Assumed: the waits of 10 s, 60 s and 300 s; no figures are published.',
    ],
  },
  wire: { userAgent: 'Siggnal-Webhook/1.0', encoding: 'compact' },
  events: {
    signal: {
      label: 'Signal',
      description: 'Triggers when Siggnal detects a new signal that matches a project.',
      status: 'documented',
      sample: SIGNAL,
    },
  },
  ping: {
    type: 'test',
    label: 'Test Request',
    description: 'Triggers when “Send test” is clicked in Siggnal.',
    status: 'assumed',
    sample: { ...SIGNAL, signal_id: 'test_{sequence}', test: true },
    when: { value: 'test', is: true },
  },
  eventType: { text: 'signal' },
  identity: [
    { parts: ['signal_id'] },
    // Without an id equal content is one signal only if it says when it was detected.
    {
      when: { exists: ['event.detected_at', 'event.timestamp', 'event.date', 'detected_at'] },
      parts: [{ digestWithout: [] }],
    },
    { parts: [{ digestWithout: [] }], windowMs: RETRY_WINDOW },
  ],
  common: {
    occurred_at: ['event.detected_at', 'event.timestamp', 'event.date', 'detected_at'],
    title: ['event.description', 'company.name'],
    summary: ['relevance_explanation', 'event.description'],
    priority: 'priority',
    recommended_action: 'recommended_action',
    project_id: 'project_id',
    company_name: 'company.name',
    company_tax_id: ['company.inn', 'company.tax_id', 'company.taxId'],
    company_domain: { of: ['company.domain', 'company.website'], steps: ['host'] },
    company_industry: 'company.industry',
    contacts: { from: 'contacts' },
    subject_type: { text: 'signal' },
    subject_id: 'signal_id',
  },
  fields: [
    {
      key: 'signal_id',
      label: 'Signal ID',
      type: 'id',
      sample: 'sig_abc123',
      status: 'documented',
      from: 'signal_id',
    },
    {
      key: 'signal_type',
      label: 'Signal Type',
      type: 'string',
      sample: 'executive_change',
      help: 'What kind of signal it is.',
      status: 'assumed',
      from: ['event.type', 'event.signal_type'],
    },
    {
      key: 'signal_description',
      label: 'Signal Description',
      type: 'string',
      sample: 'A new head of procurement was appointed.',
      status: 'assumed',
      from: 'event.description',
    },
    {
      key: 'relevance_explanation',
      label: 'Relevance Explanation',
      type: 'string',
      sample: 'The company fits the project’s industry and size.',
      help: 'Why the signal matters to the project.',
      status: 'documented',
      from: 'relevance_explanation',
    },
  ],
  panel: {
    categories: ['Sales', 'Marketing'],
    keywords: [
      'buying signal',
      'sales trigger',
      'intent',
      'lead',
      'prospect',
      'company',
      'contacts',
      'B2B',
      'Russia',
      'INN',
    ],
    filters: [
      {
        field: 'signal_type',
        parameter: 'eventTypes',
        label: 'Event Types',
        help: 'Kinds of signals that start the workflow, separated by commas. Empty: all.',
        example: 'executive_change, tender',
      },
      { ...MINIMUM_PRIORITY, options: PRIORITIES },
      {
        ...PROJECTS,
        help: `${PROJECTS.help} The cell project_id of a record shows the ID.`,
        example: 'proj_xyz, proj_abc',
      },
    ],
    steps: [
      'Open “Webhook URLs” above, choose “Production URL” and copy it.',
      'In Siggnal open Settings → Integrations → Webhooks and paste it as the endpoint URL. Enter the same secret token there and in the credential of this node.',
      'Publish this workflow, then click “Send test” in Siggnal and save.',
    ],
    testUrl: 'enter the Test URL in Siggnal and click ‘Send test’ there',
  },
};
