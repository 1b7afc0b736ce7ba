import type { SignatureDefinition } from '@signal-hooks/catalogue';
import { contentOf } from './content.ts';
import { choiceOf, headerNamed, quoted, SettingsError } from './error.ts';
import type { SchemeSettings } from './settings.ts';

const HMACS = ['hmac-sha256', 'hmac-sha1', 'hmac-sha512'] as const;
const PUBLIC_KEYS = ['rsa-sha256', 'ecdsa-sha256', 'ed25519'] as const;
/** A week, as for every definition; in seconds. */
const MOST_TOLERANCE = 604_800;
/** Standard Webhooks' mark of a secret; no letter of hex or base64 is an underscore. */
const SECRET_PREFIX = 'whsec_';

/** What the signature's header holds. */
type HeaderContent =
  | { readonly separator: string }
  | { readonly pairs: { readonly separator: string; readonly signature: string } };

/**
 * How a custom sender signs, as its panel says.
 * @throws {SettingsError} if that cannot be
 */
export function signatureOf(scheme: SchemeSettings): SignatureDefinition {
  const algorithm = choiceOf('Algorithm', scheme.algorithm, [...HMACS, ...PUBLIC_KEYS, 'token']);
  const header = headerNamed('Signature Header', scheme.signatureHeader);
  const prefix = scheme.prefix === '' ? {} : { prefix: scheme.prefix };
  if (algorithm === 'token') return { algorithm, header, ...prefix };
  const encoding = choiceOf('Encoding', scheme.encoding, ['hex', 'base64']);
  const common = { header, encoding, ...prefix, ...headerContentOf(scheme), ...contentOf(scheme) };
  if (isOneOf(PUBLIC_KEYS, algorithm)) return { ...common, algorithm };
  const written = choiceOf('Secret Encoding', scheme.secretEncoding, ['text', 'base64', 'hex']);
  if (written === 'text') return { ...common, algorithm };
  return { ...common, algorithm, secret: { encoding: written, prefix: SECRET_PREFIX } };
}

const isOneOf = <Value extends string>(values: readonly Value[], value: string): value is Value =>
  values.some((each) => each === value);

/** What the header holds besides one signature. */
function headerContentOf(scheme: SchemeSettings): HeaderContent | Record<string, never> {
  const { signatureName } = scheme;
  const formats = ['signature', 'signatures', 'pairs'] as const;
  const format = choiceOf('Header Format', scheme.headerFormat, formats);
  if (format === 'signature') return {};
  const offered = format === 'pairs' ? [',', ';'] : [',', ';', ' '];
  const separator = choiceOf('Separator', scheme.separator, offered);
  if (format === 'signatures') return { separator };
  if (signatureName === '') {
    throw new SettingsError(
      `Enter the name of the signature’s pair under ${quoted('Signature Name')}, such as v1.`,
    );
  }
  return { pairs: { separator, signature: signatureName } };
}

/**
 * The same signature with the tolerance that the panel's options ask for.
 * @param name the sender's
 * @throws {SettingsError} if it signs no time, or the tolerance is none
 */
export function withTolerance(
  signature: SignatureDefinition,
  name: string,
  tolerance: number,
): SignatureDefinition {
  if (signature.algorithm === 'token' || signature.timestamp === undefined) {
    throw new SettingsError(
      `The requests of ${name} say no signed time: remove the option ${quoted('Tolerance')}.`,
    );
  }
  if (!Number.isInteger(tolerance) || tolerance < 1 || tolerance > MOST_TOLERANCE) {
    throw new SettingsError(
      `${quoted('Tolerance')} must be a whole number of seconds, from 1 to ${MOST_TOLERANCE}.`,
    );
  }
  return { ...signature, tolerance };
}
