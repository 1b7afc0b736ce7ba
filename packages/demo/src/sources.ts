import type { ProviderId } from '@signal-hooks/catalogue';
import { type Client, createSource, type Source } from '@signal-hooks/client';
import type { Emulator } from '@signal-hooks/emulator';

/** A source of the demo: a provider account, or the second webhook of one. */
export interface SourceSpec {
  readonly provider: ProviderId;
  readonly name: string;
  /** Event types to ask for; empty: the provider's usual ones. */
  readonly events: readonly string[];
  /** How many event types the vendor documents for it: counted by hand on its pages. */
  readonly documented: number;
}

/** A source after it was connected. */
export interface ConnectedSource extends SourceSpec {
  readonly sourceId: string;
  readonly ingestUrl: string;
  /** Shared secret, where the user knows it. */
  readonly secret: string | null;
  readonly connected: string;
}

const ADMINISTRATION = [
  ...['created', 'updated', 'deleted', 'departments.associated', 'departments.dissociated'].map(
    (what) => `operator.${what}`,
  ),
  ...['department', 'tag'].flatMap((thing) =>
    ['created', 'updated', 'deleted'].map((what) => `${thing}.${what}`),
  ),
  'brands.enabled',
  'brands.disabled',
];

/** The sources of the demo. SalesIQ keeps its two kinds of events in two webhooks, so it comes twice. */
export const SOURCES: readonly SourceSpec[] = [
  { provider: 'siggnal', name: 'Siggnal', events: [], documented: 1 },
  { provider: 'signal-ark', name: 'Signal Ark', events: [], documented: 3 },
  { provider: 'signals', name: 'SIGNALS', events: [], documented: 7 },
  { provider: 'sigsentry', name: 'SigSentry', events: [], documented: 3 },
  { provider: 'salesiq', name: 'SalesIQ', events: [], documented: 20 },
  { provider: 'salesiq', name: 'SalesIQ admin', events: ADMINISTRATION, documented: 13 },
];

/** Secret of the demo's Siggnal source: typed in on both sides, as a user does. */
const SIGGNAL_SECRET = 'demo-secret-of-siggnal-0123456789';

/** Connects a source in the way its provider offers: by its API, or by filling in its screen. */
export async function connect(
  spec: SourceSpec,
  client: Client,
  emulator: Emulator,
): Promise<ConnectedSource> {
  const byHand = BY_HAND[spec.provider];
  if (byHand !== undefined) return byHand(spec, client, emulator);
  const source = await client(
    createSource({
      provider: spec.provider,
      name: spec.name,
      events: spec.events,
      settings: emulator.settings(spec.provider),
      register: true,
    }),
  );
  return connectedSource(spec, source, null, 'registered through its API');
}

const connectedSource = (
  spec: SourceSpec,
  { id, ingest_url }: Source,
  secret: string | null,
  connected: string,
): ConnectedSource => ({
  ...spec,
  sourceId: id,
  ingestUrl: ingest_url ?? '',
  secret,
  connected,
});

type Connect = typeof connect;

/** The two screens work differently: Siggnal takes the user's secret, Signal Ark shows its own. */
const BY_HAND: Partial<Record<ProviderId, Connect>> = {
  async siggnal(spec, client, emulator) {
    const { provider, name } = spec;
    const secret = SIGGNAL_SECRET;
    const source = await client(createSource({ provider, name, secrets: [secret] }));
    const form = { url: source.ingest_url, secret_token: secret };
    const screen = `${emulator.url}/screens/siggnal`;
    await postJson(`${screen}/tests`, form);
    await postJson(`${screen}/webhooks`, form);
    const connected = 'URL pasted into its screen, test request answered';
    return connectedSource(spec, source, secret, connected);
  },
  async 'signal-ark'(spec, client, emulator) {
    const { provider, name } = spec;
    const screen = `${emulator.url}/screens/signal-ark`;
    const shown = await callJson<{ signing_secret: string }>(`${screen}/signing-secret`);
    const secret = shown.signing_secret;
    const source = await client(createSource({ provider, name, secrets: [secret] }));
    await postJson(`${screen}/destinations`, { url: source.ingest_url });
    const connected = 'URL pasted into its screen, ping answered';
    return connectedSource(spec, source, secret, connected);
  },
};

function postJson(url: string, body: object): Promise<unknown> {
  return callJson(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Asks a provider's screen. @throws {Error} with the answer's own words if it is no success */
async function callJson<Answer>(url: string, request: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${request.method ?? 'GET'} ${url}: ${response.status} ${text}`);
  return JSON.parse(text) as Answer;
}
