import type { TemplateObject } from '../../definition/template.ts';
import type { ProviderDefinition } from '../../provider.ts';
import { byHand } from '../../registration/kinds.ts';
import { FIELDS } from './fields.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The documented keys of a signal, in the documented order. */
const SIGNAL: TemplateObject = {
  id: 'sig_{sequence:6}',
  signal_name: 'Acme Corp raises $25M Series B',
  source: 'funding',
  source_url: 'https://techcrunch.com/2025/04/25/acme-series-b',
  detected_at: '{at-240:seconds}',
  description: 'Acme Corp announced a $25M Series B led by Sequoia Capital.',
  icp_score: { $number: '{sequence%40+60}' },
  why_now: 'Fresh capital: the team is hiring and buying tools this quarter.',
};

/** Documented to be there ("its associated account context"); the keys are assumed. */
const ACCOUNT: TemplateObject = {
  id: 'acc_01HZ9ACME',
  name: 'Acme Corp',
  domain: 'acme.example',
  industry: 'Software',
  employee_count: 180,
};

const PLAY: TemplateObject = {
  id: 'play_01HZ9FUND',
  name: 'Post-funding outreach',
  description: 'Congratulate the founder, offer the growth package.',
};

const message = (event: string): TemplateObject => ({
  event,
  timestamp: '{at:seconds}',
  batchId: 'batch_{sequence:6}',
});

const SUBJECT = ['signal.id', 'lead.id'];
/** What tells two matches of one signal apart when no batch does: the plays, in any order. */
const PLAYS = [
  { each: ['plays', 'matched_plays'], read: ['id', 'name'], with: ',' },
  'play.id',
  'play.name',
];

/**
 * Signal Ark: sales intelligence on companies. https://docs.signalark.app
 *
 * - Identity is (event, signal or lead id, batchId). Without a batch the matched plays are used
 *   in its place: a signal is promoted once, but can match a second play later. A body
 *   without any id is recognised by its content without `timestamp`, because a timestamp
 *   may be made anew for every attempt (assumed).
 * - `ping` tests the connection when a destination is added. It arrives before the signing
 *   secret can be copied, so that the first one may be refused here; see the steps.
 * - The encoding of the signature is not documented; bare lower-case hex is assumed.
 * - Every destination gets every event; filters are ours.
 */
export const definition: ProviderDefinition = {
  id: 'signal-ark',
  name: 'Signal Ark',
  description: 'Scored signals about companies, with account context and matched plays.',
  docs: 'https://docs.signalark.app',
  wording: {
    noun: 'Event',
    startsWhen: 'Signal Ark promotes a signal or a lead, or matches a play',
    triggers: [
      {
        name: 'Play Match',
        noun: 'Match',
        startsWhen: 'a signal matches one or more plays in Signal Ark',
        eventType: 'signal.play_matched',
      },
    ],
  },
  signature: { algorithm: 'hmac-sha256', header: 'x-signalark-signature', encoding: 'either' },
  registration: byHand('provider', { secretPage: 'Settings → Integrations → Webhooks' }),
  policy: {
    timeoutMs: 10 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR],
    disableAfter: null,
    notes: ['Documented: 2xx within 10 seconds, retries after 30 s, 5 min, 30 min and 2 h.'],
  },
  wire: { userAgent: 'SignalArk-Webhooks/1.0', encoding: 'compact' },
  events: {
    'signal.promoted': {
      label: 'Signal Promoted',
      description: 'Triggers when a signal passes ICP filtering and enters the active pipeline.',
      status: 'documented',
      sample: { ...message('signal.promoted'), signal: SIGNAL, account: ACCOUNT, plays: [] },
    },
    'signal.play_matched': {
      label: 'Signal Play Matched',
      description: 'Triggers when a promoted signal matches one or more play templates.',
      status: 'documented',
      sample: {
        ...message('signal.play_matched'),
        signal: SIGNAL,
        account: ACCOUNT,
        plays: [PLAY],
      },
    },
    'social.lead_promoted': {
      label: 'Social Lead Promoted',
      description: 'Triggers when a social engagement scores high enough for the sales pipeline.',
      status: 'documented',
      sample: {
        ...message('social.lead_promoted'),
        lead: {
          id: 'lead_{sequence:6}',
          name: 'Jane Smith',
          title: 'Head of Growth',
          email: 'jane@acme.example',
          profile_url: 'https://www.linkedin.com/in/jane-smith-example',
          icp_score: { $number: '{sequence%40+60}' },
          why_now: 'Commented on a post about pipeline quality.',
        },
        account: ACCOUNT,
      },
    },
  },
  ping: {
    type: 'ping',
    label: 'Ping',
    description: 'Triggers when a webhook destination is added in Signal Ark.',
    status: 'documented',
    sample: message('ping'),
    when: { value: 'event', is: 'ping' },
  },
  eventType: 'event',
  identity: [
    { parts: ['event', SUBJECT, { text: 'batch' }, ['batchId', 'batch_id']] },
    { parts: ['event', SUBJECT, { text: 'plays' }, PLAYS] },
    { parts: ['event', SUBJECT, { text: 'plays:' }] },
    { parts: [{ text: 'content' }, { digestWithout: ['timestamp'] }] },
  ],
  common: {
    occurred_at: ['timestamp', 'signal.detected_at'],
    title: ['signal.signal_name', 'signal.name', 'lead.name'],
    summary: ['signal.description', 'lead.why_now', 'lead.description'],
    score: ['signal.icp_score', 'lead.icp_score', 'lead.score'],
    url: ['signal.source_url', 'lead.profile_url', 'lead.linkedin_url', 'lead.url'],
    company_name: ['account.name', 'account.company_name', 'lead.company'],
    company_domain: { of: 'account.domain', steps: ['host'] },
    company_industry: 'account.industry',
    contact_name: 'lead.name',
    contact_role: ['lead.title', 'lead.role'],
    contact_email: 'lead.email',
    contact_phone: 'lead.phone',
    subject_type: [
      { when: { exists: 'signal.id' }, use: { text: 'signal' } },
      { when: { exists: 'lead.id' }, use: { text: 'lead' } },
    ],
    subject_id: ['signal.id', 'lead.id'],
  },
  fields: FIELDS,
  panel: {
    categories: ['Sales', 'Marketing'],
    keywords: [
      'signalark',
      'sales intelligence',
      'buying signal',
      'intent',
      'ICP',
      'ICP score',
      'lead',
      'social lead',
      'play',
      'account',
      'B2B',
    ],
    filters: [
      {
        field: 'score',
        parameter: 'minimumIcpScore',
        label: 'Minimum ICP Score',
        help: 'The lowest ICP score that starts the workflow. Events without one are left out.',
        default: 70,
        range: [0, 100],
      },
    ],
    rows: { plays: 'Play' },
    steps: [
      'In Signal Ark open Settings → Integrations → Webhooks and copy the signing secret into the credential of this node.',
      'Publish this workflow. Open “Webhook URLs” above, choose “Production URL” and copy it.',
      'In Signal Ark click “Add Destination” and paste it. The ping is checked and answered by this node.',
    ],
    testUrl: 'add the Test URL as a destination in Signal Ark, which sends a ping',
  },
};
