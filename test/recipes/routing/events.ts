import { PROVIDERS, type ProviderId, type SampleObject } from '@signal-hooks/catalogue';
import { sendEvents } from '@signal-hooks/emulator';
import type { Api } from '../../support/api.ts';

const SECRET = 'secret-of-every-source';

/** A signal of Siggnal with only what the routing looks at. */
const signal = (id: string, more: SampleObject): string =>
  JSON.stringify({ signal_id: id, event: { description: id }, ...more });

const ark = (id: string, score: number | null, industry: string): string =>
  JSON.stringify({
    event: 'signal.promoted',
    timestamp: '2026-04-25T14:30:00Z',
    batchId: `batch ${id}`,
    signal: { id, signal_name: id, icp_score: score },
    account: { name: 'Acme', domain: 'acme.example', industry },
  });

const anna = [{ name: 'Anna', role: 'CFO', email: 'anna@romashka.example', phone: null }];

/** By name: whose, of which type, and the body; without one, the emulator's sample. */
const EVENTS: Readonly<Record<string, readonly [ProviderId, type: string, body?: string]>> = {
  'urgent retail': [
    'siggnal',
    'signal',
    signal('s1', {
      priority: 'high',
      company: { name: 'Sever', inn: '7801234567', industry: 'Retail' },
      contacts: anna,
    }),
  ],
  'small retail': [
    'siggnal',
    'signal',
    signal('s2', {
      priority: 'medium',
      company: { name: 'Romashka', inn: '7701234567', industry: 'retail' },
      contacts: anna,
    }),
  ],
  'low logistics': [
    'siggnal',
    'signal',
    signal('s3', {
      priority: 'low',
      company: { name: 'Put', inn: '7812345678', industry: 'Logistics' },
    }),
  ],
  'nothing told': ['siggnal', 'signal', signal('s4', { company: { name: 'Bare' } })],
  'ark 61': ['signal-ark', 'signal.promoted', ark('a1', 61, 'Software')],
  'ark 80': ['signal-ark', 'signal.promoted', ark('a2', 80, 'Retail')],
  'ark unscored': ['signal-ark', 'signal.promoted', ark('a3', null, 'Software')],
  incident: ['sigsentry', 'analysis.complete'],
  rating: ['salesiq', 'conversation.rated'],
  user: ['signals', 'user.created'],
};

/** The record of each event, as the gateway has it. */
export type Records = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Adds a source of every provider and sends the events, one after the other. */
export async function sendAll(api: Api): Promise<Records> {
  const sources = new Map<ProviderId, string>();
  const records = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [name, [provider, eventType, body]] of Object.entries(EVENTS)) {
    const isSecret = provider !== 'salesiq';
    const to = sources.get(provider) ?? (await addSource(api, provider, isSecret));
    sources.set(provider, to);
    const summary = await sendEvents({
      provider: PROVIDERS[provider],
      to,
      eventType,
      ...(isSecret && { secret: SECRET }),
      // The first sample: a critical incident.
      ...(body === undefined ? { firstSequence: 1 } : { body }),
    });
    if (summary.delivered !== 1) throw new Error(`${name}: ${JSON.stringify(summary)}`);
    const { json } = await api.get('/v1/events?limit=1');
    const [newest] = json.data as { record: Readonly<Record<string, unknown>> }[];
    records.set(name, newest?.record ?? {});
  }
  return records;
}

async function addSource(api: Api, provider: ProviderId, isSecret: boolean): Promise<string> {
  const credential = isSecret ? { secrets: [SECRET] } : { unsigned: true };
  const { status, json, text } = await api.post('/v1/sources', { provider, ...credential });
  if (status !== 201) throw new Error(`${provider}: ${status} ${text}`);
  return String(json.ingest_url);
}
