import { PROVIDERS, type ProviderId } from '@signal-hooks/catalogue';
import type { Emulator } from '@signal-hooks/emulator';
import type { Api } from './api.ts';
import { fillScreen, typedSecret } from './screens.ts';

/** Options of a gateway whose events are counted: alerts are events, and a slow machine has some. */
export const NO_ALERTS = { alertRoundMs: 24 * 3600_000 };

/** A source at the gateway, and what leads to it at its provider. */
export interface MadeSource {
  readonly id: string;
  readonly ingestUrl: string;
}

/**
 * Adds a source to the gateway as its user does: it registers itself by the provider's API, or
 * its URL is pasted into the provider's screen.
 * @param events of the registration; none: the usual ones
 */
export async function addSource(
  api: Api,
  emulator: Emulator,
  provider: ProviderId,
  name: string = PROVIDERS[provider].name,
  events: readonly string[] = [],
): Promise<MadeSource> {
  if (PROVIDERS[provider].registration.kind === 'api') {
    const settings = emulator.settings(provider);
    return post(api, { provider, name, events, settings, register: true });
  }
  const source = await post(api, { provider, name, secrets: [typedSecret(provider)] });
  await fillScreen(emulator, provider, source.ingestUrl);
  return source;
}

async function post(api: Api, body: object): Promise<MadeSource> {
  const { status, json, text } = await api.post('/v1/sources', body);
  if (status !== 201) throw new Error(`the source was not made: ${status} ${text}`);
  return { id: String(json.id), ingestUrl: String(json.ingest_url) };
}
