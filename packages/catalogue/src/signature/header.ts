import type { Algorithm } from './algorithm.ts';
import type { SignatureDefinition, WrittenSignature } from './definition.ts';
import { digestReader } from './hmac.ts';

/** Headers with more signatures are malformed: with a public key each costs a check. */
const MAX_SIGNATURES = 20;
/** Pairs beyond these are not looked at. */
const MAX_PAIRS = 50;

/** How the signatures of a header are written. */
export interface HeaderForm {
  /** The signatures in the text of the header; none if it is malformed. */
  read(text: string): readonly Buffer[];
  /** @param timestamp of signing, as it is written */
  write(signatures: readonly Buffer[], timestamp: string): string;
}

/** Compiles the reading of one name of a list of `name=value`: its values, in their order. */
export function compilePair(separator: string, name: string): (text: string) => string[] {
  const start = `${name}=`;
  return (text) => {
    const values: string[] = [];
    let at = 0;
    for (let count = 0; count < MAX_PAIRS && at <= text.length; count += 1) {
      const next = text.indexOf(separator, at);
      const end = next === -1 ? text.length : next;
      while (text[at] === ' ') at += 1;
      if (text.startsWith(start, at)) values.push(text.slice(at + start.length, end).trimEnd());
      at = end + separator.length;
    }
    return values;
  };
}

/** A token as a signature: its text is what is compared. */
export type WrittenDefinition = WrittenSignature & {
  readonly encoding: 'hex' | 'base64' | 'either' | 'text';
};

export const asWritten = (definition: SignatureDefinition): WrittenDefinition =>
  definition.algorithm === 'token' ? { ...definition, encoding: 'text' } : definition;

const FORMS = { hex: /^(?:[0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/, text: /^.+$/s };

/**
 * Compiles the header of the signature.
 * @throws {TypeError} if it is both a list of pairs and of signatures, or cannot be in its encoding
 */
export function compileHeader(
  definition: WrittenDefinition,
  algorithm: Pick<Algorithm, 'length' | 'hash'>,
): HeaderForm {
  const { prefix = '', separator, pairs, timestamp, encoding } = definition;
  if (pairs !== undefined && separator !== undefined) {
    throw new TypeError('a header of pairs has no other separator');
  }
  const readOne = compileReader(definition, algorithm);
  const written = encoding === 'text' ? 'utf8' : encoding === 'base64' ? 'base64' : 'hex';
  const writeOne = (signature: Buffer): string => prefix + signature.toString(written);
  if (pairs !== undefined) {
    const timePair = typeof timestamp === 'object' && 'pair' in timestamp ? timestamp.pair : null;
    const readPairs = compilePair(pairs.separator, pairs.signature);
    return {
      read: (text) => readAll(readPairs(text), readOne),
      write: (signatures, at) =>
        [
          ...(timePair === null ? [] : [`${timePair}=${at}`]),
          ...signatures.map((signature) => `${pairs.signature}=${writeOne(signature)}`),
        ].join(pairs.separator),
    };
  }
  return {
    read: (text) =>
      readAll(separator === undefined ? [text] : text.split(separator, MAX_PAIRS), readOne),
    write: (signatures) => signatures.map(writeOne).join(separator ?? ''),
  };
}

function readAll(
  texts: readonly string[],
  readOne: (text: string) => Buffer | null,
): readonly Buffer[] {
  const signatures = texts.map(readOne).filter((bytes) => bytes !== null);
  return signatures.length > MAX_SIGNATURES ? [] : signatures;
}

/** Compiles the reading of one signature. */
function compileReader(
  { encoding, prefix = '' }: WrittenDefinition,
  { length, hash }: Pick<Algorithm, 'length' | 'hash'>,
): (text: string) => Buffer | null {
  const bareOf = (text: string): string | null =>
    text.startsWith(prefix) ? text.slice(prefix.length) : null;
  if (encoding === 'either') {
    if (hash === null) throw new TypeError('only an HMAC can be in either encoding');
    const readDigest = digestReader(hash);
    return (text) => readDigest(bareOf(text) ?? text);
  }
  const form = FORMS[encoding];
  const read = encoding === 'text' ? 'utf8' : encoding;
  return (text) => {
    const bare = bareOf(text);
    if (bare === null || !form.test(bare)) return null;
    const bytes = Buffer.from(bare, read);
    return length === null || bytes.length === length ? bytes : null;
  };
}
