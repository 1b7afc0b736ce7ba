import type { Expression } from '../../definition/expression.ts';
import type { TemplateObject } from '../../definition/template.ts';
import { PROJECTS } from '../../panel/filters.ts';
import type { EventDefinition, ProviderDefinition } from '../../provider.ts';
import { registration, SEVERITIES } from './api.ts';
import { FIELDS } from './fields.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Covers three retries, the last one after ten minutes, with their 10 s time-outs. */
const RETRY_WINDOW = 15 * MINUTE;

/** The reference page's shape. https://docs.sigsentry.com @param letters tell the events of one number apart */
const analysis = (event: string, letters: string, more: TemplateObject = {}): TemplateObject => ({
  event,
  deliveryId: `del_${letters}{sequence:8}`,
  analysisId: 'ana_{sequence:8}',
  projectId: 'proj_p1q2r3',
  projectSlug: 'checkout-api',
  createdAt: '{at}',
  summary: 'Checkout API returning 500s: the connection pool is exhausted.',
  severity: { $oneOf: ['high', 'critical', 'medium', 'low'] },
  confidence: 0.87,
  rootCause: {
    description: 'A slow query holds connections until the pool is empty.',
    service: 'checkout-api',
    errorType: 'ConnectionPoolExhausted',
    category: 'database',
  },
  affectedServices: [
    { serviceName: 'checkout-api', role: 'origin', errorCount: 142 },
    { serviceName: 'payments', role: 'downstream', errorCount: 17 },
  ],
  suggestedActions: [
    { type: 'fix', action: 'Add an index on orders.customer_id.', priority: 1 },
    { type: 'mitigate', action: 'Raise the pool size to 40.', priority: 2 },
  ],
  url: 'https://dashboard.sigsentry.com/dashboard/projects/checkout-api/analyses/ana_{sequence:8}',
  ...more,
});

/** Documented to exist for `notify_only` rules, without an analysis; its body is assumed. */
const WATCHDOG: TemplateObject = {
  event: 'watchdog.fired',
  deliveryId: 'del_w14{sequence:8}',
  projectId: 'proj_p1q2r3',
  projectSlug: 'checkout-api',
  createdAt: '{at}',
  summary: 'More than 100 errors in 5 minutes.',
  severity: 'medium',
  rule: { id: 'rule_42', name: 'Error rate' },
};

const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'analysis.complete': {
    label: 'Analysis Complete',
    description: 'Triggers when an analysis is finished.',
    status: 'documented',
    sample: analysis('analysis.complete', 'a17'),
  },
  'analysis.partial': {
    label: 'Analysis Partial',
    description: 'Triggers when an analysis is finished but a log source could not be reached.',
    status: 'documented',
    sample: analysis('analysis.partial', 'a16', { confidence: 0.52 }),
  },
  'watchdog.fired': {
    label: 'Watchdog Fired',
    description: 'Triggers when a rule that only notifies fires; no analysis follows.',
    status: 'documented',
    sample: WATCHDOG,
  },
};

/** The guide's body carries no event; the header is not signed, so only known names are believed. */
const EVENT_TYPE: Expression = [
  'event',
  { header: 'x-sigsentry-event', believe: Object.keys(EVENTS) },
  { text: 'analysis.complete' },
];

/**
 * SigSentry: root-cause analyses of incidents. https://docs.sigsentry.com
 *
 * - Identity prefers what the signature covers, because whoever has captured one signed
 *   request could send it again with another header: the body's `deliveryId`, else (event,
 *   analysisId), which the guide names as the mark of a repeated delivery, else the header
 *   `x-sigsentry-delivery`, else the content.
 * - Two body shapes are known, the reference page's and the guide's; both are read.
 * - A test analysis is a real analysis, so there is no ping.
 * - Bearer and HMAC are each optional at SigSentry and can be combined.
 */
export const definition: ProviderDefinition = {
  id: 'sigsentry',
  name: 'SigSentry',
  description: 'Root-cause analyses of incidents, with affected services and suggested actions.',
  docs: 'https://docs.sigsentry.com',
  wording: {
    noun: 'Analysis',
    startsWhen: 'SigSentry has analysed an incident, or a watchdog rule fires',
  },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-sigsentry-signature',
    encoding: 'either',
    prefix: 'sha256=',
  },
  signsWhen: 'SigSentry signs only where an HMAC secret is entered in the channel’s settings.',
  registration,
  policy: {
    timeoutMs: 10 * SECOND,
    success: '2xx',
    retryOn: 'timeouts-and-5xx',
    retryWaitsMs: [30 * SECOND, 2 * MINUTE, 10 * MINUTE],
    disableAfter: null,
    notes: [
      'Documented in the guide: time-outs (over 10 seconds) and 5xx are retried with backoff.',
      'Documented otherwise in the reference: every non-2xx is retried.',
      'Assumed: three retries after 30 s, 2 min and 10 min; no figures are published.',
    ],
  },
  wire: {
    userAgent: 'SigSentry-Webhooks/1.0',
    encoding: 'compact',
    headers: { 'x-sigsentry-event': '{type}', 'x-sigsentry-delivery': '{deliveryId}' },
    deliveryId: 'deliveryId',
  },
  events: EVENTS,
  eventType: EVENT_TYPE,
  identity: [
    { parts: [{ text: 'delivery' }, 'deliveryId'] },
    { parts: [EVENT_TYPE, 'analysisId'] },
    { parts: [{ text: 'header' }, { header: 'x-sigsentry-delivery' }] },
    // Without an id equal content is one event only if it says when it happened.
    {
      when: { exists: ['createdAt', 'timestamp'] },
      parts: [{ text: 'content' }, { digestWithout: [] }],
    },
    { parts: [{ text: 'content' }, { digestWithout: [] }], windowMs: RETRY_WINDOW },
  ],
  common: {
    occurred_at: ['createdAt', 'timestamp'],
    title: ['summary', 'rootCause.description', 'rule.name'],
    summary: ['rootCause.description', 'summary'],
    priority: 'severity',
    score: 'confidence',
    url: 'url',
    recommended_action: ['suggestedActions.0.action', 'suggestedActions.0.description'],
    project_id: 'projectId',
    subject_type: [
      { when: { exists: 'analysisId' }, use: { text: 'analysis' } },
      { when: { value: 'event', is: 'watchdog.fired' }, use: { text: 'watchdog' } },
    ],
    subject_id: ['analysisId', 'rule.id', 'ruleId'],
  },
  fields: FIELDS,
  panel: {
    categories: ['Development'],
    keywords: [
      'incident',
      'alert',
      'root cause',
      'RCA',
      'analysis',
      'outage',
      'monitoring',
      'watchdog',
      'logs',
      'on-call',
      'severity',
      'SRE',
      'DevOps',
    ],
    filters: [{ ...PROJECTS, example: 'proj_p1q2r3' }],
    settings: {
      severity_threshold: {
        parameter: 'minimumSeverity',
        label: 'Minimum Severity',
        help: 'The lowest severity that starts the workflow. SigSentry is told, and sends nothing below it.',
        options: SEVERITIES,
        subtitle: { default: 'All severities', other: '{value} or worse' },
      },
    },
    rows: { affected_services: 'Affected Service' },
  },
};
