import {
  type ApiRequest,
  type ApiResponse,
  apiOf,
  type Conversation,
  converse,
  PROVIDERS,
  type ProviderId,
  readApiBody,
  register,
} from '@signal-hooks/catalogue';
import { fillScreen } from '../../../../test/support/screens.ts';
import type { Emulator } from '../../src/index.ts';

/** Runs a conversation of the catalogue over HTTP. @param headers sent with every request */
export const converseOverHttp = <Result>(
  conversation: Conversation<Result>,
  headers: Record<string, string> = {},
): Promise<Result> => converse((request) => send(request, headers), conversation);

async function send(
  { method, url, headers, json, form }: ApiRequest,
  more: Record<string, string>,
): Promise<ApiResponse> {
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const body = json === undefined ? form && new URLSearchParams(form) : JSON.stringify(json);
  const response = await fetch(url, {
    method,
    headers: { ...type, ...more, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: response.status,
    body: readApiBody(new Uint8Array(await response.arrayBuffer())),
  };
}

/** The first event type of a provider. */
export const firstEventOf = (id: ProviderId): string => Object.keys(PROVIDERS[id].events)[0] ?? '';

/** Registers a URL at a provider for its first event type: by its API, or by its screen. */
export async function registerHook(
  emulator: Emulator,
  id: ProviderId,
  url: string,
): Promise<unknown> {
  const { registration } = PROVIDERS[id];
  if (registration.api === null) return fillScreen(emulator, id, url);
  const api = apiOf(PROVIDERS[id]);
  const settings = emulator.settings(id);
  const target = { url, name: 'A hook', events: [firstEventOf(id)], newSecret: 'ab'.repeat(32) };
  const headers = await converseOverHttp(api.authenticate(settings));
  return converseOverHttp(register(api, settings, target, null), headers);
}
