import { send } from '../../support/http.ts';
import { hmacHex } from '../../support/siggnal.ts';
import { hookAt, played } from '../emulated.ts';
import type { TriggerCase } from '../trigger-case.ts';

const KEY = 'ss_secret_emulated';

/** Registers itself, with a secret and a bearer token of its own choice. */
export const sigsentry: TriggerCase = {
  title: 'SigSentry Trigger',
  node: 'sigSentryTrigger',
  credential: {
    type: 'sigSentryApi',
    fields: ({ emulator }) => ({ apiKey: KEY, apiUrl: `${emulator.url}/sigsentry` }),
    wrong: { fields: { apiKey: 'ss_secret_nobody' }, message: /^Unauthorized$/ },
  },
  ...played('sigsentry', 'analysis.complete', async ({ emulator }, { id, authorization }) => {
    const headers = { authorization: `Bearer ${KEY}` };
    const url = `${emulator.url}/sigsentry/v1/config/notifications`;
    const { data } = (await send(url, { method: 'GET', headers })).json;
    const channel = (data as { id: string; severityThreshold: string }[]).find(
      (each) => each.id === id,
    );
    return { threshold: channel?.severityThreshold, authorization };
  }),
  wanted: { threshold: 'low', authorization: expect.stringMatching(/^Bearer \S{32,}$/) },
  cells: {
    provider: 'sigsentry',
    event_type: 'analysis.complete',
    title: 'Checkout API returning 500s: the connection pool is exhausted.',
    summary: 'A slow query holds connections until the pool is empty.',
    priority: expect.stringMatching(/^(?:critical|high|medium|low)$/),
    score: 0.87,
    url: expect.stringMatching(/^https:\/\/dashboard\.sigsentry\.com\/.*\/ana_\d{8,}$/),
    recommended_action: 'Add an index on orders.customer_id.',
    project_id: 'proj_p1q2r3',
    company_name: null,
    subject_type: 'analysis',
    subject_id: expect.stringMatching(/^ana_\d{8,}$/),
    project_slug: 'checkout-api',
    confidence: 0.87,
    root_cause_service: 'checkout-api',
    root_cause_error_type: 'ConnectionPoolExhausted',
    root_cause_category: 'database',
    affected_services: [
      { name: 'checkout-api', role: 'origin', error_count: 142 },
      { name: 'payments', role: 'downstream', error_count: 17 },
    ],
    suggested_actions: [
      { type: 'fix', action: 'Add an index on orders.customer_id.', priority: 1 },
      { type: 'mitigate', action: 'Raise the pool size to 40.', priority: 2 },
    ],
  },
  forged: { 'x-sigsentry-signature': `sha256=${'0'.repeat(64)}` },
  byHand: {
    body: '{"analysisId":"ana_by_hand","timestamp":"2026-04-25T14:30:12Z","severity":"critical","summary":"Logins fail.","affectedServices":[{"name":"auth"}]}',
    headers: (fixture, url, body) => {
      const hook = hookAt(fixture, 'sigsentry', url);
      return {
        authorization: hook.authorization ?? '',
        'x-sigsentry-signature': `sha256=${hmacHex(hook.key().secret ?? '', body)}`,
      };
    },
    cells: {
      event_type: 'analysis.complete',
      subject_id: 'ana_by_hand',
      priority: 'critical',
      title: 'Logins fail.',
      occurred_at: '2026-04-25T14:30:12.000Z',
      affected_services: [{ name: 'auth', role: null, error_count: null }],
    },
  },
};
