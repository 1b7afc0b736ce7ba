import type { SignatureDefinition } from '../../signature/definition.ts';

/** How a header may be read as a signature. */
export interface SignatureForm {
  readonly algorithm: Exclude<SignatureDefinition['algorithm'], 'token'>;
  readonly encoding: 'hex' | 'base64' | 'either';
  readonly prefix?: string;
  readonly separator?: string;
  readonly pairs?: { readonly separator: string; readonly signature: string };
  /** Name and value of the pair that is a time. */
  readonly timePair?: readonly [name: string, value: string];
}

/** Reads the value of a header in every way in which it can be a signature; none if it is none. */
export function readForms(header: string, text: string): SignatureForm[] {
  const pairs = readPairs(header, text);
  if (pairs.length > 0) return pairs;
  const bare = digestForms(header, text);
  if (bare.length > 0) return bare;
  const [, prefix, rest = ''] = /^([a-z][a-z0-9-]{0,20}[=,: ])(.+)$/is.exec(text) ?? [];
  if (prefix === undefined) return [];
  const [first = '', ...more] = rest.split(` ${prefix}`);
  // Standard Webhooks: there may be several at any time.
  const isList = prefix === 'v1,' || more.length > 0;
  return digestForms(header, first).map((form) => ({
    ...form,
    prefix,
    ...(isList && { separator: ' ' }),
  }));
}

const PAIR = /^\s*([a-z][a-z0-9_-]{0,20})=(\S+)\s*$/i;
const TIME_PAIR = /^(?:t|ts|time|timestamp)$/i;

/** `t=1777127400,v1=3f2a…` */
function readPairs(header: string, text: string): SignatureForm[] {
  const separator = text.includes(';') ? ';' : ',';
  const parts = text.split(separator).map((part) => PAIR.exec(part));
  if (parts.length < 2 || parts.includes(null)) return [];
  const pairs = parts.map((part) => [part?.[1] ?? '', part?.[2] ?? ''] as const);
  const time = pairs.find(([name, value]) => TIME_PAIR.test(name) && timeUnit(value) !== null);
  // Of several versions the newest counts; a name may come twice while a secret is changed.
  const versions = pairs.map(([name]) => name).filter((name) => /^v\d$/i.test(name));
  const newest = versions.sort().at(-1);
  const names = new Set(pairs.map(([name]) => name));
  return [...names].flatMap((signature) => {
    if (newest !== undefined && signature !== newest) return [];
    const value = pairs.find(([name]) => name === signature)?.[1] ?? '';
    return digestForms(header, value).map((form) => ({
      ...form,
      pairs: { separator, signature },
      ...(time && { timePair: time }),
    }));
  });
}

/** What a digest or signature may be, by its length. */
function digestForms(header: string, text: string): SignatureForm[] {
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) {
    const forms = algorithmsOf(header, Buffer.from(text, 'hex'));
    // Base64 that has nothing but hex digits in it does not occur.
    return forms.map((algorithm) => ({ algorithm, encoding: 'hex' }));
  }
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return [];
  const hasUrlAlphabet = /[_-]/.test(text);
  return algorithmsOf(header, Buffer.from(text, 'base64')).flatMap((algorithm): SignatureForm[] => {
    if (!hasUrlAlphabet) return [{ algorithm, encoding: 'base64' }];
    return algorithm === 'hmac-sha256' ? [{ algorithm, encoding: 'either' }] : [];
  });
}

function algorithmsOf(header: string, bytes: Uint8Array): SignatureForm['algorithm'][] {
  if (bytes.length === 20) return ['hmac-sha1'];
  if (bytes.length === 32) return ['hmac-sha256'];
  if (bytes.length === 64) {
    return header.includes('ed25519') ? ['ed25519'] : ['hmac-sha512', 'ed25519'];
  }
  // DER of two integers of 32 bytes, each perhaps with a zero in front.
  const isDer = bytes[0] === 0x30 && bytes[1] === bytes.length - 2 && bytes[2] === 0x02;
  if (bytes.length >= 68 && bytes.length <= 72 && isDer) return ['ecdsa-sha256'];
  return [128, 256, 384, 512].includes(bytes.length) ? ['rsa-sha256'] : [];
}

/** Whether digits are a time since 1970, and in what; null: they are none. */
export function timeUnit(digits: string): 's' | 'ms' | null {
  if (/^[1-3]\d{9}$/.test(digits)) return 's';
  return /^[1-3]\d{12}$/.test(digits) ? 'ms' : null;
}
