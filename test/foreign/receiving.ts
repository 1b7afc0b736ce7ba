import {
  type Credentials,
  createReceiver,
  findProvider,
  type Received,
} from '@signal-hooks/catalogue';
import { makeCredentials } from './keys.ts';
import type { Libraries } from './libraries.ts';
import type { HeldCredentials, Sender, SignedRequest } from './sender.ts';

/** When the tests' requests arrive, in seconds since 1970: Saturday 25 April 2026, 14:30 UTC. */
export const NOW = 1777127400;

/** A signed request as it arrives: a header may come twice. */
export type Sent = Omit<SignedRequest, 'signature'> & {
  readonly signature: Readonly<Record<string, string | readonly string[]>>;
};

/** What our side holds of these credentials. */
export const ours = ({ secret, publicKey }: HeldCredentials): Credentials => ({
  ...(secret !== undefined && { secrets: [secret] }),
  ...(publicKey !== undefined && { publicKeys: [publicKey] }),
});

/** What we make of a request to a source of the sender's preset. */
export function receive(sender: Sender, credentials: Credentials, sent: Sent, now = NOW): Received {
  const provider = findProvider(sender.preset);
  if (provider === undefined) throw new Error(`no preset "${sender.preset}"`);
  const { method, url, headers, body } = sent.request;
  const request = { method, url, body, headers: { ...headers, ...sent.signature } };
  return createReceiver(provider, credentials)(request, now);
}

/** Our verdict. @returns null if it is accepted, or why not */
export function judge(
  sender: Sender,
  credentials: Credentials,
  sent: Sent,
  now = NOW,
): string | null {
  const received = receive(sender, credentials, sent, now);
  return received.ok ? null : `${received.stage}: ${received.code}`;
}

/** One account at a sender: its credentials, and two genuine requests. */
export interface SenderAccount {
  readonly held: HeldCredentials;
  readonly genuine: SignedRequest;
  /** With another text, seven seconds later. */
  readonly other: SignedRequest;
  /** A request like the genuine one, signed by a stranger. */
  readonly strangers: SignedRequest;
}

/** Opens an account with new credentials. */
export async function openAccount(libraries: Libraries, sender: Sender): Promise<SenderAccount> {
  const sign = async (
    now: number,
    text: string,
    credentials: HeldCredentials,
  ): Promise<SignedRequest> => {
    const request = sender.request(now, text);
    return { request, signature: await libraries.sign(sender, request, credentials, now) };
  };
  const held = makeCredentials(sender);
  return {
    held,
    genuine: await sign(NOW, 'first', held),
    other: await sign(NOW + 7, 'second', held),
    strangers: await sign(NOW, 'first', makeCredentials(sender)),
  };
}

/** Headers as Node's server hands them over: of two with one name it makes one. */
export function joined({ request, signature }: Sent): SignedRequest {
  const entries = Object.entries(signature).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.join(', '),
  ]);
  return { request, signature: Object.fromEntries(entries) };
}
