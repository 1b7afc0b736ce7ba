import { compileCondition } from './definition/compile.ts';
import { readPath } from './definition/path.ts';
import { compilePlaces } from './definition/places.ts';
import type { HandshakeAnswer, HandshakeDefinition } from './handshake.ts';
import type { JsonObject } from './json.ts';
import { asText } from './payload.ts';
import type { WebhookRequest } from './request.ts';
import type { SignatureDefinition } from './signature/definition.ts';
import { hmacSha256 } from './signature/hmac.ts';

/** Reads a request's whole body: empty if it has none, null if it cannot be read. */
type ReadWhole = () => JsonObject | null;

/** Answers requests that only ask whether the address is the user's own. */
export interface Handshakes {
  /**
   * The answer to a request that needs no signature; null: it is no such request.
   * @param read called only where a condition or a challenge is in the body
   */
  unsigned(request: WebhookRequest, read: ReadWhole): HandshakeAnswer | null;
  /**
   * The answer to a request whose signature was checked; null: it is no such request.
   * @param secret that it was signed with; null if there is none
   */
  signed(
    request: WebhookRequest,
    read: ReadWhole,
    secret: Uint8Array | null,
  ): HandshakeAnswer | null;
}

/** Larger bodies are not read before their signature is checked, in bytes. */
export const MAX_UNSIGNED_BODY = 4096;
/** Printable ASCII: it is sent back to whoever asks. */
const CHALLENGE = /^[ -~]{1,1000}$/;
const NAMES = ['challenge', 'hmac'] as const;

/** Answers one request, if it is one of these. */
type Answer = (
  request: WebhookRequest,
  read: ReadWhole,
  secret: Uint8Array | null,
) => HandshakeAnswer | null;

/**
 * Compiles the handshakes of a provider, once; null if there are none.
 * @throws {TypeError} if one would answer every request, or sign for everybody
 */
export function compileHandshakes(
  definitions: readonly HandshakeDefinition[],
  algorithm: SignatureDefinition['algorithm'],
): Handshakes | null {
  if (definitions.length === 0) return null;
  const answersWhere = (isSigned: boolean): Answer[] =>
    definitions
      .filter(({ signed }) => signed === isSigned)
      .map((definition) => compileHandshake(definition, algorithm));
  const [signed, unsigned] = [answersWhere(true), answersWhere(false)] as const;
  return {
    unsigned: (request, read) => firstOf(unsigned, request, read, null),
    signed: (request, read, secret) => firstOf(signed, request, read, secret),
  };
}

function firstOf(answers: readonly Answer[], ...given: Parameters<Answer>): HandshakeAnswer | null {
  for (const answer of answers) {
    const found = answer(...given);
    if (found !== null) return found;
  }
  return null;
}

function compileHandshake(
  definition: HandshakeDefinition,
  algorithm: SignatureDefinition['algorithm'],
): Answer {
  const { method = 'POST', when, challenge, answer } = definition;
  if (when === undefined && challenge === undefined) {
    throw new TypeError(
      'a handshake needs a condition or a challenge: it would answer every request',
    );
  }
  const holds = when === undefined ? null : compileCondition(when);
  const readChallenge = compileChallenge(challenge);
  const { needsHmac, fill } = compileAnswer(definition, algorithm);
  const status = answer.status ?? 200;
  return (request, read, secret) => {
    if ((request.method ?? 'POST') !== method) return null;
    if (holds !== null) {
      const payload = read();
      if (payload === null || !holds(payload, request.headers)) return null;
    }
    const text = readChallenge(request, read);
    if (text === null || (needsHmac && secret === null)) return null;
    const hmac = needsHmac && secret !== null ? hmacSha256(secret, Buffer.from(text)) : null;
    return { status, ...fill({ challenge: text, hmac: hmac?.toString('hex') ?? '' }) };
  };
}

/** Reads the text that is wanted back: '' if none is, null if it is not there. */
function compileChallenge(
  place: HandshakeDefinition['challenge'],
): (request: WebhookRequest, read: ReadWhole) => string | null {
  if (place === undefined) return () => '';
  const checked = (text: string): string | null => (CHALLENGE.test(text) ? text : null);
  if ('query' in place === 'path' in place) {
    throw new TypeError('a challenge is at a path or in the query: name one of them');
  }
  if ('query' in place) return ({ url = '' }) => checked(queryOf(url, place.query));
  const readAt = readPath(place.path);
  return (_request, read) => {
    const payload = read();
    return payload && checked(asText(readAt(payload)));
  };
}

/** A parameter of an address; '' if it has none, or several, of that name. */
function queryOf(url: string, name: string): string {
  if (!url.includes('?') || !URL.canParse(url)) return '';
  const values = new URL(url).searchParams.getAll(name);
  return values.length === 1 ? (values[0] ?? '') : '';
}

type Values = Readonly<Record<(typeof NAMES)[number], string>>;
type Filled = Omit<HandshakeAnswer, 'status'>;

function compileAnswer(
  { signed, challenge, answer }: HandshakeDefinition,
  algorithm: SignatureDefinition['algorithm'],
): { readonly needsHmac: boolean; readonly fill: (values: Values) => Filled } {
  const { text, json } = answer;
  if (text !== undefined && json !== undefined) {
    throw new TypeError('a handshake is answered with a text or with JSON');
  }
  const texts = [text, ...Object.values(json ?? {})].filter((part) => typeof part === 'string');
  const needsHmac = texts.some((part) => part.includes('{hmac}'));
  if (needsHmac && !(signed && algorithm.startsWith('hmac-'))) {
    throw new TypeError('{hmac} is only for handshakes that are signed with an HMAC');
  }
  if (challenge === undefined && texts.some((part) => part.includes('{challenge}') || needsHmac)) {
    throw new TypeError('there is no challenge to answer with');
  }
  if (text !== undefined) {
    const fill = compilePlaces(text, NAMES);
    return { needsHmac, fill: (values) => ({ contentType: 'text/plain', body: fill(values) }) };
  }
  if (json === undefined) return { needsHmac, fill: () => ({ contentType: null, body: '' }) };
  const fills = Object.entries(json).map(([key, value]) => {
    const fill = typeof value === 'string' ? compilePlaces(value, NAMES) : () => value;
    return [key, fill] as const;
  });
  return {
    needsHmac,
    fill: (values) => ({
      contentType: 'application/json',
      body: JSON.stringify(Object.fromEntries(fills.map(([key, fill]) => [key, fill(values)]))),
    }),
  };
}
