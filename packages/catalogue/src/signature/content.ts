import { compilePlaces } from '../definition/places.ts';
import { headerOf } from '../headers.ts';
import type { WebhookRequest } from '../request.ts';
import type { WrittenSignature } from './definition.ts';
import { signedForm } from './signed-form.ts';
import { compileTime } from './timestamp.ts';
import type { VerifyCode } from './verify.ts';

/** What a signature covers besides the body. */
export interface SignedMessage {
  readonly id: string;
  /** When it is signed, since 1970, in the unit of the definition. */
  readonly timestamp: string;
  /** In upper case; absent: POST. */
  readonly method?: string;
  /** The whole address that it is sent to, where that is signed. */
  readonly url?: string;
  /** Of the body; a form is signed by its parameters. */
  readonly contentType?: string;
}

/** What a signature covers. */
export interface Content {
  /**
   * The signed bytes around a body, in parts: joining them would copy a body of any size. Null if
   * nothing covers such a body.
   */
  wrap(body: Uint8Array): readonly Uint8Array[] | null;
  /** In seconds since 1970; null where none is signed beside the body. */
  readonly timestamp: number | null;
}

/** The raw body alone. */
const BODY: Content = { wrap: (body) => [body], timestamp: null };

/** What a definition says is signed. */
export interface ContentReader {
  /**
   * @param header the text of the signature's header
   * @returns the code of the failure where the request lacks what is signed
   */
  read(request: Omit<WebhookRequest, 'body'>, header: string): Content | VerifyCode;
  make(message: SignedMessage): Content;
  /** The headers that say what is signed besides the body. */
  headersOf(message: SignedMessage): Record<string, string>;
}

/** The places of a content besides {@link BODIES}, and what is signed there. */
type Values = Readonly<Record<(typeof NAMES)[number], string>>;
const BODIES = /\{(body|form)\}/;
const NAMES = ['id', 'timestamp', 'method', 'url'] as const;

/**
 * Compiles what is signed before or after the body: none, or one part.
 * @throws {TypeError} for a place that there is not
 */
function compileText(text: string): (values: Values) => readonly Uint8Array[] {
  const fill = compilePlaces(text, NAMES);
  if (text === '') return () => [];
  return (values) => [Buffer.from(fill(values), 'utf8')];
}

/**
 * Compiles what is signed.
 * @throws {TypeError} if a place has no header, or a header no place: what is not signed proves nothing
 */
export function compileContent(definition: WrittenSignature): ContentReader {
  const { content = '{body}', id: idHeader } = definition;
  const time = compileTime(definition);
  const [before = '', body, after, ...more] = content.split(BODIES);
  if (after === undefined || more.length > 0) {
    throw new TypeError(`"${content}" needs one {body} or one {form}`);
  }
  for (const [place, isNamed] of [
    ['{id}', idHeader !== undefined],
    ['{timestamp}', time !== null && !time.isInBody],
  ] as const) {
    if (content.includes(place) !== isNamed) {
      throw new TypeError(`${place} must be signed, and have a header, or neither`);
    }
  }
  const [start, end] = [compileText(before), compileText(after)] as const;
  if (content === '{body}') return { read: () => BODY, make: () => BODY, headersOf: () => ({}) };
  const signsUrl = content.includes('{url}');
  const contentOf = (values: Values, contentType: string | undefined): Content => {
    const [first, last] = [start(values), end(values)];
    const timestamp = time === null || time.isInBody ? null : time.seconds(values.timestamp);
    if (body === 'body') return { wrap: (bytes) => [...first, bytes, ...last], timestamp };
    const wrap: Content['wrap'] = (bytes) => {
      const form = signedForm(bytes, contentType, signsUrl ? values.url : '');
      return form && [...first, form, ...last];
    };
    return { wrap, timestamp };
  };
  return {
    read({ headers, method = 'POST', url = '' }, header) {
      const id = idHeader === undefined ? '' : headerOf(headers, idHeader);
      const timestamp = time === null || time.isInBody ? '0' : time.read(headers, header);
      if (id === undefined || (id === '' && idHeader !== undefined)) return 'signature_missing';
      if (timestamp === '') return 'timestamp_missing';
      if (timestamp === null) return 'timestamp_malformed';
      if (signsUrl && url === '') return 'url_missing';
      const contentType = body === 'form' ? headerOf(headers, 'content-type') : undefined;
      return contentOf({ id, timestamp, method, url }, contentType);
    },
    make: ({ method = 'POST', url = '', contentType, ...message }) =>
      contentOf({ ...message, method, url }, contentType),
    headersOf: ({ id, timestamp }) => ({
      ...(idHeader !== undefined && { [idHeader]: id }),
      ...time?.headersOf(timestamp),
    }),
  };
}
