import { fillText } from '../definition/template.ts';
import { type Headers, headerOf } from '../headers.ts';
import type { HmacDefinition, PublicKeyDefinition } from './definition.ts';
import type { VerifyCode } from './verify.ts';

/** What a signature covers besides the body: the message's id, and when it was signed. */
export interface SignedMessage {
  readonly id: string;
  /** In seconds since 1970. */
  readonly timestamp: string;
}

/** What a signature covers. */
export interface Content {
  /** The signed bytes around a body, in parts: joining them would copy a body of any size. */
  wrap(body: Uint8Array): readonly Uint8Array[];
  /** In seconds since 1970; null where none is signed. */
  readonly timestamp: number | null;
}

/** The raw body alone. */
const BODY: Content = { wrap: (body) => [body], timestamp: null };

/** What a definition says is signed. */
export interface ContentReader {
  /** @returns the code of the failure where the request lacks what is signed */
  read(headers: Headers): Content | VerifyCode;
  make(message: SignedMessage): Content;
  /** The headers that say what is signed besides the body. */
  headersOf(message: SignedMessage): Record<string, string>;
}

/**
 * Compiles what is signed.
 * @throws {TypeError} if a place has no header, or a header no place: what is not signed proves nothing
 */
export function compileContent(definition: HmacDefinition | PublicKeyDefinition): ContentReader {
  const { content = '{body}', id: idHeader, timestamp } = definition;
  const timeHeader = typeof timestamp === 'string' ? timestamp : undefined;
  const [before = '', after, ...more] = content.split('{body}');
  if (after === undefined || more.length > 0) throw new TypeError(`"${content}" needs one {body}`);
  for (const [place, header] of [
    ['{id}', idHeader],
    ['{timestamp}', timeHeader],
  ] as const) {
    if (content.includes(place) !== (header !== undefined)) {
      throw new TypeError(`${place} must be signed, and have a header, or neither`);
    }
  }
  if (content === '{body}') return { read: () => BODY, make: () => BODY, headersOf: () => ({}) };
  const make = (message: SignedMessage): Content => {
    const fill = (text: string): Buffer => Buffer.from(fillText(text, { ...message }), 'utf8');
    const [start, end] = [fill(before), fill(after)] as const;
    return {
      wrap: (body) => [start, body, end],
      timestamp: timeHeader === undefined ? null : Number(message.timestamp),
    };
  };
  // Throws for a place that there is not, now and not when a request comes.
  make({ id: '', timestamp: '0' });
  return {
    make,
    read(headers) {
      const id = idHeader === undefined ? '' : headerOf(headers, idHeader);
      const timestamp = timeHeader === undefined ? '0' : headerOf(headers, timeHeader);
      if (id === undefined || (id === '' && idHeader !== undefined)) return 'signature_missing';
      if (timestamp === undefined || timestamp === '') return 'timestamp_missing';
      if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp_malformed';
      return make({ id, timestamp });
    },
    headersOf: ({ id, timestamp }) => ({
      ...(idHeader !== undefined && { [idHeader]: id }),
      ...(timeHeader !== undefined && { [timeHeader]: timestamp }),
    }),
  };
}
