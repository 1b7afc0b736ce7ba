import {
  isSecretHeader,
  type Provider,
  type SignatureInputs,
  signatureInputs,
} from '@signal-hooks/catalogue';
import type { Rejection, SourceSecrets } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { RefusedRequest } from '../../ingest/refused-request.ts';
import { REJECTIONS, type RejectionCode } from '../../ingest/rejections.ts';
import type { ServiceDeps } from '../deps.ts';

/** A header of a refused request as it may be shown; null: it holds a secret. */
interface ShownHeader {
  readonly name: string;
  readonly value: string | null;
}

/** A rejection, and what can be seen of its request. */
export interface RejectionDetail {
  readonly rejection: Rejection;
  /** Null if it is not known any more. */
  readonly provider: string | null;
  /** Null if it was not kept. */
  readonly request:
    | (Omit<RefusedRequest, 'headers'> & { readonly headers: readonly ShownHeader[] })
    | null;
  /** What was signed and how; null where the refusal had another reason, or the request was not kept. */
  readonly signature: SignatureInputs | null;
}

/**
 * One refused request, for whoever wants to see where the two ends disagree. Nothing secret is part of it.
 * @throws {GatewayError} `rejection_not_found`
 */
export async function getRejection(deps: ServiceDeps, id: string): Promise<RejectionDetail> {
  const { store, directory } = deps;
  const rejection = await store.accounts.getRejection(id);
  if (rejection === null) throw new GatewayError('rejection_not_found');
  await directory.refresh();
  const known =
    (await directory.source(rejection.sourceId)) ?? directory.unusableSource(rejection.sourceId);
  const provider = known?.provider ?? null;
  const detail = { rejection, provider: provider?.id ?? null };
  const request = openRequest(deps, rejection);
  if (request === null) return { ...detail, request: null, signature: null };
  const secrets = known !== undefined && 'secrets' in known ? secretsOf(known.secrets) : [];
  const headers = Object.entries(request.headers).map(([name, value]) => ({
    name,
    value: isSecret(name, value, provider, secrets) ? null : value,
  }));
  return {
    ...detail,
    request: { ...request, headers },
    signature: provider && inputsOf(rejection, provider, request, secrets),
  };
}

/** What was kept of a refused request; null: nothing. @throws {Error} if it was sealed with another key */
export const openRequest = (
  { vault }: Pick<ServiceDeps, 'vault'>,
  { id, request }: Rejection,
): RefusedRequest | null => request && vault.open<RefusedRequest>(request, id);

function inputsOf(
  { code, at, bodyBytes }: Rejection,
  provider: Provider,
  { method, url, headers, body }: RefusedRequest,
  secrets: readonly string[],
): SignatureInputs | null {
  const [status] = REJECTIONS[code as RejectionCode] ?? [];
  if (status !== 401 || body === null) return null;
  const shown = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    holdsAny(value, secrets) && provider.signature.proof !== 'token' ? HIDDEN : value,
  ]);
  const request = {
    ...{ method, headers: Object.fromEntries(shown), body: Buffer.from(body, 'base64') },
    ...(url === null ? {} : { url }),
  };
  return signatureInputs(provider, request, at / 1000, bodyBytes);
}

const HIDDEN = '‹hidden›';
/** Shorter ones are in every text. */
const MIN_SECRET = 4;

const secretsOf = ({ secrets, authorization, retiring }: SourceSecrets): string[] =>
  [...secrets, ...authorization, ...retiring.map(({ secret }) => secret)].filter(
    (secret) => secret.length >= MIN_SECRET,
  );

const holdsAny = (text: string, secrets: readonly string[]): boolean =>
  secrets.some((secret) => text.includes(secret));

const isSecret = (
  name: string,
  value: string,
  provider: Provider | null,
  secrets: readonly string[],
): boolean =>
  isSecretHeader(name) ||
  (provider?.signature.proof === 'token' && provider.signature.header === name) ||
  holdsAny(value, secrets);
