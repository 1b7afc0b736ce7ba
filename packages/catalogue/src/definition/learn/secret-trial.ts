import type { HmacDefinition, SignatureDefinition } from '../../signature/definition.ts';
import { resolveScheme } from '../../signature/scheme.ts';
import type { CapturedRequest } from './captured.ts';

/**
 * The first of some ways to sign that fits requests and secret, over the raw bytes; the time of
 * signing may be long ago.
 * @param secret the shared secret, or the public key
 * @returns null if none fits; undefined if no request has its bytes and its headers
 */
export function fittingSignature(
  candidates: readonly SignatureDefinition[],
  requests: readonly CapturedRequest[],
  secret: string,
): SignatureDefinition | null | undefined {
  const signed = requests
    .flatMap(({ body, headers }) => (body && headers ? [{ body, headers }] : []))
    .sort((a, b) => a.body.length - b.body.length);
  if (signed.length === 0) return undefined;
  for (const candidate of candidates.flatMap((each) => withSecretForms(each, secret))) {
    const matches = resolveScheme(candidate).matcher({ secrets: [secret], publicKeys: [secret] });
    if (typeof matches === 'string') continue;
    if (
      signed.every((request) => typeof matches(request, 0, Number.POSITIVE_INFINITY) === 'number')
    )
      return candidate;
  }
  return null;
}

/** How the secret's bytes may be written. */
function withSecretForms(signature: SignatureDefinition, secret: string): SignatureDefinition[] {
  if (!isHmac(signature)) return [signature];
  const { secret: form, ...bare } = signature;
  const [, prefix = ''] = /^([a-z]{2,10}_)/.exec(secret) ?? [];
  const rest = secret.slice(prefix.length);
  const forms: HmacDefinition[] = [bare];
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(rest))
    forms.push({ ...bare, secret: { encoding: 'base64', prefix } });
  if (/^(?:[0-9a-f]{2})+$/i.test(rest))
    forms.push({ ...bare, secret: { encoding: 'hex', prefix } });
  return form === undefined ? forms : [signature, ...forms];
}

const isHmac = (signature: SignatureDefinition): signature is HmacDefinition =>
  signature.algorithm.startsWith('hmac');
