import { readPath } from '../definition/path.ts';
import { type Headers, headerOf } from '../headers.ts';
import type { JsonObject } from '../json.ts';
import { asText } from '../payload.ts';
import type { WrittenSignature } from './definition.ts';
import { compilePair } from './header.ts';

/** The time of signing, where a definition says that it is. */
export interface TimeReader {
  /** Where that is, in words. */
  readonly place: string;
  /** What it is counted in since 1970, in words. */
  readonly unit: 'seconds' | 'milliseconds';
  /** It is covered by the signature as part of the body, and so read after that fits. */
  readonly isInBody: boolean;
  /** What the request says beside its body: '' if nothing, null if it is no such number. */
  read(headers: Headers, signature: string): string | null;
  /** What the body says; as {@link read}. */
  readBody(payload: JsonObject): string | null;
  /** A text that was read, in seconds since 1970. */
  seconds(text: string): number;
  /** A time as it is written, in the definition's unit. */
  write(at: Date): string;
  /** The headers that carry it besides the signature's own. */
  headersOf(text: string): Record<string, string>;
}

const UNITS = {
  s: { digits: /^\d{1,12}$/, perSecond: 1 },
  ms: { digits: /^\d{1,15}$/, perSecond: 1000 },
} as const;

/** Compiles where the time is; null if a definition has none. @throws {TypeError} if it cannot be there */
export function compileTime({ timestamp, pairs }: WrittenSignature): TimeReader | null {
  if (timestamp === undefined) return null;
  const place = typeof timestamp === 'string' ? { header: timestamp } : timestamp;
  if (['header', 'pair', 'path'].filter((key) => key in place).length !== 1) {
    throw new TypeError('the time is in a header, a pair or at a path: name one of them');
  }
  const { digits, perSecond } = UNITS['unit' in place ? (place.unit ?? 's') : 's'];
  const checked = (text: string): string | null => (text === '' || digits.test(text) ? text : null);
  const common = {
    unit: perSecond === 1 ? ('seconds' as const) : ('milliseconds' as const),
    isInBody: 'path' in place,
    read: () => '',
    readBody: () => '',
    seconds: (text: string) => Number(text) / perSecond,
    write: (at: Date) => String(Math.floor((at.getTime() / 1000) * perSecond)),
    headersOf: () => ({}),
  };
  if ('header' in place) {
    return {
      ...common,
      place: `the ${place.header} header`,
      read: (headers) => checked(headerOf(headers, place.header) ?? ''),
      headersOf: (text) => ({ [place.header]: text }),
    };
  }
  if ('path' in place) {
    const read = readPath(place.path);
    return {
      ...common,
      place: `the body, at “${place.path}”,`,
      readBody: (payload) => checked(asText(read(payload))),
    };
  }
  if (pairs === undefined || pairs.signature === place.pair) {
    throw new TypeError(`there is no pair "${place.pair}" in the header for the time`);
  }
  const readPair = compilePair(pairs.separator, place.pair);
  return {
    ...common,
    place: `the pair “${place.pair}”`,
    read(_headers, signature) {
      const values = readPair(signature);
      return values.length > 1 ? null : checked(values[0] ?? '');
    },
  };
}
