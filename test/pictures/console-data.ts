/** What the gateway in the console's pictures holds: two working days of a small sales team. Every name is invented. */
import { PROVIDERS } from '@signal-hooks/catalogue';
import type { Api } from '../support/api.ts';
import { send } from '../support/http.ts';
import { signedHeaders } from '../support/siggnal.ts';

const HOUR_MS = 3_600_000;
/** When the pictures are taken, by the gateway's clock and the browser's. */
export const NOW: number = Date.parse('2026-11-26T15:42:00Z');
/** Nothing happens before. */
export const BEGIN: number = NOW - 23 * HOUR_MS - 40 * 60_000;

const SECRET = 'only-for-the-pictures';

interface Signal {
  readonly company: string;
  readonly industry: string;
  readonly type: string;
  readonly description: string;
  readonly name: string;
  readonly role: string;
}

const SIGNALS: readonly Signal[] = [
  {
    ...{ company: 'Northwind Foods', industry: 'Retail', type: 'executive_change' },
    description: 'A new head of procurement was appointed',
    ...{ name: 'Clara Jensen', role: 'Head of Procurement' },
  },
  {
    ...{ company: 'Harbour Logistics', industry: 'Transport', type: 'tender' },
    description: 'A tender for warehouse software is open',
    ...{ name: 'Marek Novak', role: 'Operations Director' },
  },
  {
    ...{ company: 'Blue Heron Clinics', industry: 'Healthcare', type: 'expansion' },
    description: 'Two new locations open in spring',
    ...{ name: 'Ines Duarte', role: 'Chief Operating Officer' },
  },
  {
    ...{ company: 'Kestrel Energy', industry: 'Energy', type: 'funding' },
    description: 'A funding round of 12 million was closed',
    ...{ name: 'Tom Okafor', role: 'Chief Financial Officer' },
  },
  {
    ...{ company: 'Linden & Sons', industry: 'Manufacturing', type: 'hiring' },
    description: 'The team is hiring five sales engineers',
    ...{ name: 'Petra Lindqvist', role: 'Head of Sales' },
  },
];

const PRIORITIES = ['high', 'medium', 'low'];

/** The hour from which the CRM is not there. */
const FAILS_FROM = 22;
/** How many signals came in each hour, the oldest first: a quiet night between two days. */
const PER_HOUR = [3, 4, 2, 1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 2, 4, 6, 7, 5, 8, 6, 9, 7, 4];

/** The sources and subscriptions. @param n8n where deliveries arrive */
export async function makeConfiguration(api: Api, n8n: string): Promise<void> {
  const secrets = [SECRET];
  const siggnal = await make(api, '/v1/sources', {
    ...{ provider: 'siggnal', name: 'Siggnal, sales team', secrets },
  });
  await make(api, '/v1/sources', {
    ...{ provider: 'signal-ark', name: 'Signal Ark, marketing', secrets },
  });
  await make(api, '/v1/sources', {
    ...{ provider: 'custom', preset: 'github', name: 'GitHub, web shop', secrets },
  });
  await make(api, '/v1/subscriptions', { name: 'Leads to the sheet', target_url: n8n });
  await make(api, '/v1/subscriptions', {
    name: 'Banks to #sales',
    source_id: siggnal,
    target_url: 'https://hooks.slack.com/services/T0/B0/only-for-the-pictures',
    filter: [{ field: 'company_industry', op: 'eq', value: 'Banking' }],
  });
  const zapier = await make(api, '/v1/subscriptions', {
    name: 'Weekly report',
    target_url: 'https://hooks.zapier.com/hooks/standard/only-for-the-pictures/',
  });
  // The gateway's time leaps here, so that what is tried again is always late.
  await api.call('PATCH', '/v1/alert-rules/delivery_late', { is_on: false });
  await api.call('PATCH', `/v1/subscriptions/${zapier}`, { status: 'paused' });
}

/** A subscriber that nobody listens for. */
async function addFailing(api: Api, sourceId: string): Promise<void> {
  await make(api, '/v1/subscriptions', {
    name: 'Contacts to the CRM',
    source_id: sourceId,
    target_url: 'https://crm.example.com/hooks/signals',
  });
}

/** Makes something. @returns its id */
async function make(api: Api, path: string, body: object): Promise<string> {
  const { status, json, text } = await api.post(path, body);
  if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
  return String(json.id);
}

/**
 * Lets the day happen.
 * @param setClock sets the gateway's time
 * @returns how many events were stored
 */
export async function happen(
  api: Api,
  gatewayUrl: string,
  setClock: (now: number) => void,
): Promise<number> {
  const sources = await api.all<{ id: string; provider: string }>('/v1/sources');
  let sequence = 0;
  let stored = 0;
  const siggnal = sources.find(({ provider }) => provider === 'siggnal')?.id ?? '';
  for (const [hour, count] of PER_HOUR.entries()) {
    if (hour === FAILS_FROM) await addFailing(api, siggnal);
    for (let each = 0; each < count; each += 1) {
      const at = BEGIN + hour * HOUR_MS + Math.round((each * 37 * 60_000) / count);
      setClock(at);
      sequence += 1;
      // Every fourth event is of another source, turn by turn.
      const others = sources.filter(({ provider }) => provider !== 'siggnal');
      const other = sequence % 4 === 0 ? others[(sequence / 4) % others.length] : undefined;
      const isStored =
        other === undefined
          ? await sendSignal(`${gatewayUrl}/in/${siggnal}`, sequence, at)
          : await sendSample(api, other.id);
      if (isStored) stored += 1;
    }
  }
  return stored;
}

/** Lets the gateway send itself a sample. @returns whether it was stored */
async function sendSample(api: Api, id: string): Promise<boolean> {
  const { status, json, text } = await api.post(`/v1/sources/${id}/test`, {});
  if (status !== 200) throw new Error(`${id}: ${status} ${text}`);
  return json.outcome === 'stored';
}

/** Sends a signal; now and then one that somebody has forged. @returns whether it was accepted */
async function sendSignal(url: string, sequence: number, at: number): Promise<boolean> {
  const isForged = sequence % 23 === 0;
  const body = signalOf(sequence, at);
  const headers = signedHeaders(isForged ? 'another-secret' : SECRET, body);
  const { status, text } = await send(url, { body, headers });
  if (isForged) return false;
  if (status !== 200) throw new Error(`${url}: ${status} ${text}`);
  return true;
}

function signalOf(sequence: number, at: number): string {
  const signal = SIGNALS[sequence % SIGNALS.length];
  if (signal === undefined) throw new Error('there is no such signal');
  const { company, industry, description, type, name, role } = signal;
  const domain = `${company.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.example`;
  const first = name.toLowerCase().split(' ')[0];
  const sample = PROVIDERS.siggnal.events.signal?.sample({ sequence, at: new Date(at) });
  return JSON.stringify({
    ...sample,
    company: { name: company, inn: null, industry, domain },
    event: { type, description, detected_at: new Date(at - 4 * 60_000).toISOString() },
    priority: PRIORITIES[sequence % PRIORITIES.length],
    relevance_explanation: `${company} fits the project’s industry and size.`,
    recommended_action: `Write to ${name} this week.`,
    contacts: [{ name, role, email: `${first}@${domain}`, phone: null }],
  });
}
