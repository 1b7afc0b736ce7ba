import { digestOf } from '../digest.ts';
import { type Headers, headerOf } from '../headers.ts';
import type { JsonObject } from '../json.ts';
import { asText } from '../payload.ts';
import {
  defineProvider,
  type EventDefinition,
  type Provider,
  type SampleContext,
  type SampleObject,
} from '../provider.ts';
import { hmac } from '../signature/scheme.ts';
import { registration } from './sigsentry/api.ts';
import { FIELDS } from './sigsentry/fields.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const numbered = (prefix: string, { sequence }: SampleContext): string =>
  `${prefix}${String(sequence).padStart(8, '0')}`;
/** Differs between the events of one number too. */
const deliveryId = (event: string, context: SampleContext): string =>
  numbered(`del_${event.slice(0, 1)}${event.length}`, context);

/** The reference page's shape. https://docs.sigsentry.com */
const analysis =
  (event: string, more: SampleObject = {}) =>
  (context: SampleContext): SampleObject => {
    const analysisId = numbered('ana_', context);
    return {
      event,
      deliveryId: deliveryId(event, context),
      analysisId,
      projectId: 'proj_p1q2r3',
      projectSlug: 'checkout-api',
      createdAt: context.at.toISOString(),
      summary: 'Checkout API returning 500s: the connection pool is exhausted.',
      severity: (['high', 'critical', 'medium', 'low'] as const)[context.sequence % 4] ?? 'high',
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
      url: `https://dashboard.sigsentry.com/dashboard/projects/checkout-api/analyses/${analysisId}`,
      ...more,
    };
  };

/** Documented to exist for `notify_only` rules, without an analysis; its body is assumed. */
const watchdog = (context: SampleContext): SampleObject => ({
  event: 'watchdog.fired',
  deliveryId: deliveryId('watchdog.fired', context),
  projectId: 'proj_p1q2r3',
  projectSlug: 'checkout-api',
  createdAt: context.at.toISOString(),
  summary: 'More than 100 errors in 5 minutes.',
  severity: 'medium',
  rule: { id: 'rule_42', name: 'Error rate' },
});

const EVENTS: Readonly<Record<string, EventDefinition>> = {
  'analysis.complete': {
    label: 'Analysis Complete',
    description: 'Triggers when an analysis is finished.',
    status: 'documented',
    sample: analysis('analysis.complete'),
  },
  'analysis.partial': {
    label: 'Analysis Partial',
    description: 'Triggers when an analysis is finished but a log source could not be reached.',
    status: 'documented',
    sample: analysis('analysis.partial', { confidence: 0.52 }),
  },
  'watchdog.fired': {
    label: 'Watchdog Fired',
    description: 'Triggers when a rule that only notifies fires; no analysis follows.',
    status: 'documented',
    sample: watchdog,
  },
};

/** The guide's body carries no event; the header is not signed, so only known names are taken from it. */
function eventType(payload: JsonObject, headers: Headers): string {
  const signed = asText(payload.event);
  if (signed !== '') return signed;
  const claimed = headerOf(headers, 'x-sigsentry-event') ?? '';
  return Object.hasOwn(EVENTS, claimed) ? claimed : 'analysis.complete';
}

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
export const sigsentry: Provider = defineProvider({
  id: 'sigsentry',
  name: 'SigSentry',
  description: 'Root-cause analyses of incidents, with affected services and suggested actions.',
  docs: 'https://docs.sigsentry.com',
  signature: hmac('x-sigsentry-signature', 'sha256='),
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
    headers: ({ type, deliveryId, payload }) => ({
      'x-sigsentry-event': type,
      'x-sigsentry-delivery':
        typeof payload?.deliveryId === 'string' ? payload.deliveryId : deliveryId,
    }),
  },
  events: EVENTS,
  eventType,
  isPing: () => false,
  identity: (payload, headers) => {
    const signed = asText(payload.deliveryId);
    if (signed !== '') return { key: `delivery:${signed}`, windowMs: null };
    const analysisId = asText(payload.analysisId);
    if (analysisId !== '') {
      return { key: `${eventType(payload, headers)}:${analysisId}`, windowMs: null };
    }
    const delivery = headerOf(headers, 'x-sigsentry-delivery') ?? '';
    if (delivery !== '') return { key: `header:${delivery}`, windowMs: null };
    return { key: `content:${digestOf(payload)}`, windowMs: null };
  },
  common: {
    occurred_at: ['createdAt', 'timestamp'],
    title: ['summary', 'rootCause.description', 'rule.name'],
    summary: ['rootCause.description', 'summary'],
    priority: 'severity',
    score: 'confidence',
    url: 'url',
    recommended_action: ['suggestedActions.0.action', 'suggestedActions.0.description'],
    project_id: 'projectId',
    subject_type: (payload) => {
      if (asText(payload.analysisId) !== '') return 'analysis';
      return payload.event === 'watchdog.fired' ? 'watchdog' : null;
    },
    subject_id: ['analysisId', 'rule.id', 'ruleId'],
  },
  fields: FIELDS,
});
