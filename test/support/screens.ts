import { PROVIDERS, type ProviderId } from '@signal-hooks/catalogue';
import { type Accounts, DEFAULT_ACCOUNTS, type Emulator } from '@signal-hooks/emulator';
import { type Reply, send } from './http.ts';

/** The secrets that are typed in at both ends, by provider. */
export const TYPED_SECRETS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(PROVIDERS)
    .filter(({ registration }) => registration.kind === 'by-hand')
    .map(({ id }) => [id, `secret-that-is-typed-in-for-${id}`]),
);

export const typedSecret = (provider: ProviderId): string => TYPED_SECRETS[provider] ?? '';

/** What lengthens the providers' time-outs: none sends again because the machine is slow. */
export const PATIENT = 20;

/** The emulator's accounts, with the secrets that providers make themselves. */
export const ACCOUNTS: Accounts = {
  ...DEFAULT_ACCOUNTS,
  signalArk: { signingSecret: typedSecret('signal-ark') },
};

/** A screen's path, and what is filled in there. */
type Form = readonly [path: string, form: object];

/** What a user fills in at the providers whose screens differ from those made from a definition. */
const FORMS: Readonly<Record<string, (url: string, secret: string) => Form>> = {
  siggnal: (url, secret) => ['webhooks', { url, secret_token: secret }],
  'signal-ark': (url) => ['destinations', { url }],
};

/** Pastes a URL into the emulator's screen of a provider, as a user does. @throws {Error} if it is refused */
export async function fillScreen(
  emulator: Emulator,
  provider: ProviderId,
  url: string,
): Promise<Reply> {
  const secret = typedSecret(provider);
  const [path, form] = FORMS[provider]?.(url, secret) ?? ['webhooks', { url, secret }];
  const reply = await send(`${emulator.url}/screens/${provider}/${path}`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(form),
  });
  if (reply.status !== 201) throw new Error(`${provider}: ${reply.status} ${reply.text}`);
  return reply;
}
