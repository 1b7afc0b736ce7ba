import type { JsonObject } from '../json.ts';
import { forms, HEADER, listOf, mapOf, object, PATH, ref, TEXT } from './schema-parts.ts';

const TOLERANCE: JsonObject = {
  type: 'integer',
  minimum: 1,
  maximum: 604_800,
  description: 'How far that time may lie from now, in seconds; absent: five minutes.',
};
const PAIR: JsonObject = {
  type: 'string',
  pattern: '^[A-Za-z0-9_.-]{1,40}$',
  description: 'The name of a pair: letters, digits, “-”, “_” and “.”.',
};

const TIMESTAMP: JsonObject = {
  description:
    'Where the time of signing is: a header, in seconds since 1970; or an object with one of header, pair and path, and a unit.',
  type: ['string', 'object'],
  if: { type: 'object' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: forms(
    {
      header: HEADER,
      pair: PAIR,
      path: PATH,
      unit: { enum: ['s', 'ms'], description: 'Since 1970; absent: seconds.' },
    },
    {},
  ),
  else: HEADER,
};

const keyed = (algorithms: readonly string[], then: JsonObject): JsonObject => ({
  if: { properties: { algorithm: { enum: [...algorithms] } } },
  then,
});

/** Which parts of a signature go together follows from its algorithm. */
const BY_ALGORITHM: readonly JsonObject[] = [
  {
    ...keyed(['token'], {
      properties: Object.fromEntries(
        [
          ...['encoding', 'separator', 'pairs', 'content', 'id', 'timestamp', 'tolerance'],
          'secret',
        ].map((key) => [key, false]),
      ),
    }),
    else: { required: ['encoding'], properties: { encoding: true } },
  },
  keyed(['rsa-sha256', 'ecdsa-sha256', 'ed25519'], {
    properties: { encoding: { enum: ['hex', 'base64'] }, secret: false },
  }),
];

/** How a sender signs. */
export const SIGNATURE: JsonObject = {
  ...object(
    {
      algorithm: {
        enum: [
          ...['hmac-sha256', 'hmac-sha1', 'hmac-sha512', 'rsa-sha256', 'ecdsa-sha256'],
          ...['ed25519', 'token'],
        ],
        description:
          'Keyed with a shared secret (hmac), checked with public keys (rsa: PKCS #1 v1.5; ecdsa: P-256), or the secret itself (token).',
      },
      header: HEADER,
      encoding: {
        enum: ['hex', 'base64', 'either'],
        description: 'How a signature is written; `either`, of HMAC only: it is not documented.',
      },
      prefix: { ...TEXT, maxLength: 40, description: 'What is in front of each signature.' },
      separator: {
        ...TEXT,
        maxLength: 5,
        description: 'What is between several signatures; absent: there is one.',
      },
      pairs: {
        ...object({ separator: { enum: [',', ';'] }, signature: PAIR }),
        description: 'The header is a list of name=value.',
      },
      content: {
        ...TEXT,
        maxLength: 200,
        description:
          'What is signed, with places for {id}, {timestamp}, {method}, {url}, and {body} or {form}; absent: the body.',
      },
      id: HEADER,
      timestamp: TIMESTAMP,
      tolerance: TOLERANCE,
      secret: {
        description: 'How a secret is written; absent: its text is the key.',
        ...object({
          encoding: { enum: ['base64', 'hex'] },
          prefix: { type: 'string', maxLength: 40 },
        }),
      },
    },
    ['algorithm', 'header'],
  ),
  dependentRequired: { id: ['content'], tolerance: ['timestamp'] },
  allOf: [...BY_ALGORITHM],
};

/** What bodies are. */
export const BODY: JsonObject = object(
  {
    accepts: {
      ...listOf({ enum: ['json', 'form'] }, 2),
      minItems: 1,
      description: 'What is sent, the usual first; absent: JSON.',
    },
    each: {
      type: 'string',
      maxLength: 200,
      description: 'Path of the list whose items are one event each; empty: the body is that list.',
    },
  },
  [],
);

/** How a request is answered that only asks for the address. */
export const HANDSHAKE: JsonObject = object(
  {
    method: { enum: ['GET', 'POST'] },
    signed: { type: 'boolean', description: 'Whether its signature is checked first.' },
    when: ref('condition'),
    challenge: {
      description: 'Where the text is that is wanted back.',
      ...forms({ path: PATH, query: { ...TEXT, maxLength: 100 } }, {}),
      maxProperties: 1,
    },
    answer: object(
      {
        status: { enum: [200, 204] },
        text: { ...TEXT, description: 'With the place {challenge}.' },
        json: {
          ...mapOf({ type: ['string', 'number'], maxLength: 1000 }),
          description: 'With the places {challenge} and {hmac}.',
        },
      },
      [],
    ),
  },
  ['signed', 'answer'],
);
