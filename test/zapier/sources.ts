import type { ProviderId } from '@signal-hooks/catalogue';
import type { Emulator } from '@signal-hooks/emulator';
import type { Api } from '../support/api.ts';
import { type Reply, send } from '../support/http.ts';

/** A source at the gateway, and what leads to it at its provider. */
export interface MadeSource {
  readonly id: string;
  readonly ingestUrl: string;
}

/** Every secret in these tests that stands at both ends. */
export const SIGGNAL_SECRET = 'secret-token-of-the-siggnal-webhook';
export const ARK_SECRET = 'signing-secret-of-the-ark-workspace';

/** Adds a source whose secret is typed in at both ends, by the provider's screen. */
export async function addByHand(
  api: Api,
  emulator: Emulator,
  provider: 'siggnal' | 'signal-ark',
  name: string,
): Promise<MadeSource> {
  const isSiggnal = provider === 'siggnal';
  const secret = isSiggnal ? SIGGNAL_SECRET : ARK_SECRET;
  const source = sourceOf(await api.post('/v1/sources', { provider, name, secrets: [secret] }));
  const screen = `${emulator.url}/screens/${provider}`;
  const url = source.ingestUrl;
  if (isSiggnal) await fillIn(`${screen}/webhooks`, { url, secret_token: secret });
  else await fillIn(`${screen}/destinations`, { url });
  return source;
}

/** Adds a source that registers itself by the provider's API. @param events none: the usual ones */
export async function addByApi(
  api: Api,
  emulator: Emulator,
  provider: ProviderId,
  name: string,
  events: readonly string[] = [],
): Promise<MadeSource> {
  const settings = emulator.settings(provider);
  const body = { provider, name, events, settings, register: true };
  return sourceOf(await api.post('/v1/sources', body));
}

function sourceOf({ status, json, text }: Reply): MadeSource {
  if (status !== 201) throw new Error(`the source was not made: ${status} ${text}`);
  return { id: String(json.id), ingestUrl: String(json.ingest_url) };
}

async function fillIn(url: string, form: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { status, text } = await send(url, { headers, body: JSON.stringify(form) });
  if (status >= 300) throw new Error(`${url}: ${status} ${text}`);
}
