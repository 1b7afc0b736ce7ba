import type { SignatureDefinition, TimestampPlace } from '@signal-hooks/catalogue';
import { headerNamed, pathNamed, quoted, SettingsError } from './error.ts';
import type { SchemeSettings } from './settings.ts';

const HMACS = ['hmac-sha256', 'hmac-sha1', 'hmac-sha512'] as const;
const PUBLIC_KEYS = ['rsa-sha256', 'ecdsa-sha256', 'ed25519'] as const;
const PLACES = ['{body}', '{form}', '{timestamp}', '{id}', '{method}', '{url}'];
/** A week, as for every definition; in seconds. */
const MOST_TOLERANCE = 604_800;

/** Standard Webhooks' mark of a secret; no letter of hex or base64 is an underscore. */
const SECRET_PREFIX = 'whsec_';

type Written = Exclude<SignatureDefinition, { algorithm: 'token' }>;
/** Everything that signatures of all algorithms say. */
type Common = Omit<Written, 'algorithm' | 'encoding' | 'secret'>;

/**
 * How a custom sender signs, as its panel says.
 * @throws {SettingsError} if that cannot be
 */
export function signatureOf(scheme: SchemeSettings): SignatureDefinition {
  const { algorithm, prefix, encoding, secretEncoding } = scheme;
  const header = headerNamed('Signature Header', scheme.signatureHeader);
  if (algorithm === 'token') return { algorithm, header, ...(prefix !== '' && { prefix }) };
  const common: Common = {
    header,
    ...(prefix !== '' && { prefix }),
    ...listOf(scheme),
    ...contentOf(scheme),
  };
  const hmac = HMACS.find((name) => name === algorithm);
  if (hmac !== undefined) {
    const secret = secretEncoding !== 'text' && { encoding: secretEncoding, prefix: SECRET_PREFIX };
    return { ...common, algorithm: hmac, encoding, ...(secret && { secret }) };
  }
  const asymmetric = PUBLIC_KEYS.find((name) => name === algorithm);
  if (asymmetric === undefined) {
    throw new SettingsError(
      `There is no ${quoted('Algorithm')} ${algorithm}: choose one from the list.`,
    );
  }
  return { ...common, algorithm: asymmetric, encoding };
}

/** What the header holds besides one signature. */
function listOf({
  headerFormat,
  separator,
  signatureName,
}: SchemeSettings): Pick<Common, 'separator' | 'pairs'> {
  if (headerFormat === 'signatures') return { separator };
  if (headerFormat !== 'pairs') return {};
  if (signatureName === '') {
    throw new SettingsError(
      `Enter the name of the signature’s pair under ${quoted('Signature Name')}, such as v1.`,
    );
  }
  return { pairs: { separator, signature: signatureName } };
}

/** What is signed, and where the request says it. */
function contentOf(scheme: SchemeSettings): Pick<Common, 'content' | 'id' | 'timestamp'> {
  const { signedText, timestampIn } = scheme;
  const label = quoted('Signed Text');
  const places: readonly string[] = signedText.match(/\{[^{}]*\}/g) ?? [];
  const unknown = places.find((place) => !PLACES.includes(place));
  if (unknown !== undefined) {
    throw new SettingsError(
      `${label} has a place ${unknown} that there is not. There are ${PLACES.join(', ')}.`,
    );
  }
  if (places.filter((place) => place === '{body}' || place === '{form}').length !== 1) {
    throw new SettingsError(
      `${label} needs {body} once, or {form} once in its place: what is not signed proves nothing.`,
    );
  }
  const isTimed = places.includes('{timestamp}');
  if (isTimed && timestampIn === 'none') {
    throw new SettingsError(
      `${label} has {timestamp}: choose under ${quoted('Timestamp In')} where the request has it.`,
    );
  }
  if (!isTimed && (timestampIn === 'header' || timestampIn === 'pair')) {
    throw new SettingsError(
      `A timestamp that is not signed proves nothing: add {timestamp} to ${label}, or choose “None” under ${quoted('Timestamp In')}.`,
    );
  }
  if (isTimed && timestampIn === 'body') {
    throw new SettingsError(
      `A time that is in the body is signed with it: remove {timestamp} from ${label}, or choose another place under ${quoted('Timestamp In')}.`,
    );
  }
  const timestamp = timestampOf(scheme);
  return {
    ...(signedText !== '{body}' && { content: signedText }),
    ...(places.includes('{id}') && { id: headerNamed('ID Header', scheme.idHeader) }),
    ...(timestamp !== null && { timestamp }),
  };
}

function timestampOf(scheme: SchemeSettings): TimestampPlace | null {
  const { timestampIn, timestampUnit: unit, headerFormat } = scheme;
  if (timestampIn === 'header') {
    return { header: headerNamed('Timestamp Header', scheme.timestampHeader), unit };
  }
  if (timestampIn === 'body') {
    return { path: pathNamed('Timestamp Path', scheme.timestampPath), unit };
  }
  if (timestampIn !== 'pair') return null;
  if (headerFormat !== 'pairs') {
    throw new SettingsError(
      `${quoted('Timestamp In')} says “Signature Header”, but that holds no names: choose “Name=Value Pairs” under ${quoted('Header Format')}.`,
    );
  }
  const { timestampName, signatureName } = scheme;
  if (timestampName === '' || timestampName === signatureName) {
    throw new SettingsError(
      `Enter the name of the timestamp’s pair under ${quoted('Timestamp Name')}, such as t; it is not that of the signature.`,
    );
  }
  return { pair: timestampName, unit };
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
