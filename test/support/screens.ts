import type { ProviderId } from '@signal-hooks/catalogue';
import { type Accounts, DEFAULT_ACCOUNTS, type Emulator } from '@signal-hooks/emulator';
import { type Reply, send } from './http.ts';

/** The secrets that are typed in at both ends, by provider. */
export const TYPED_SECRETS: Readonly<Record<string, string>> = {
  siggnal: 'secret-token-of-the-siggnal-webhook',
  'signal-ark': 'signing-secret-of-the-ark-workspace',
};

/** @throws {Error} if a provider that is registered by hand has none yet */
export function typedSecret(provider: ProviderId): string {
  const secret = TYPED_SECRETS[provider];
  if (secret !== undefined) return secret;
  throw new Error(`${provider} has no secret: add one to TYPED_SECRETS in test/support/screens.ts`);
}

/** The emulator's accounts, with the secrets that providers make themselves. */
export const ACCOUNTS: Accounts = {
  ...DEFAULT_ACCOUNTS,
  signalArk: { signingSecret: typedSecret('signal-ark') },
};

/** What a user fills in at a provider that is registered by hand: the screen's path, and its form. */
const FORMS: Readonly<
  Record<string, (url: string, secret: string) => readonly [path: string, form: object]>
> = {
  siggnal: (url, secret) => ['webhooks', { url, secret_token: secret }],
  'signal-ark': (url) => ['destinations', { url }],
};

/** Pastes a URL into the emulator's screen of a provider, as a user does. @throws {Error} if it is refused */
export async function fillScreen(
  emulator: Emulator,
  provider: ProviderId,
  url: string,
  secret: string = typedSecret(provider),
): Promise<Reply> {
  const fill = FORMS[provider];
  if (fill === undefined) {
    throw new Error(`${provider} has no screen: add one to FORMS in test/support/screens.ts`);
  }
  const [path, form] = fill(url, secret);
  const reply = await send(`${emulator.url}/screens/${provider}/${path}`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(form),
  });
  if (reply.status !== 201) throw new Error(`${provider}: ${reply.status} ${reply.text}`);
  return reply;
}
