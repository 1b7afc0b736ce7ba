import type { Provider } from '@signal-hooks/catalogue';
import { call, header, ID, orEmpty, quote, RAW_BODY, wrap } from './iml.ts';
import { setVariables } from './modules.ts';
import type { Condition, Filter, Step } from './types.ts';

/** The placeholder where the user pastes the secret; a scenario that still holds it refuses everything. */
export const SECRET = 'REPLACE_WITH_SECRET';

/**
 * For how long the gateway's deliveries are accepted after they were signed, and so for how
 * long the data store has to remember them. Long, because Make keeps deliveries in its queue
 * while a scenario is switched off; a replay within that time is stopped by the data store.
 */
export const REMEMBER_DAYS = 30;

/** How a scenario tells its sender from others. */
export interface SignatureCheck {
  /** Set before the check: the secret and what of the request it needs. */
  readonly variables: readonly (readonly [name: string, value: string])[];
  /** All of these must hold. */
  readonly guards: readonly Condition[];
  /** And one of these: the forms that a right signature can have. */
  readonly forms: readonly Condition[];
}

const variable = (name: string): string => `${ID.secret}.${name}`;
/** A filter cannot carry an error handler, so nothing in it may fail: no missing argument. */
const storedSecret = orEmpty(variable('secret'));

/** An empty key may mean "no HMAC" to Make, which anybody can compute: it has to be there. */
const GUARDS: readonly Condition[] = [
  { a: wrap(variable('secret')), o: 'text:notequal', b: SECRET },
  { a: wrap(call('length', storedSecret)), o: 'number:greater', b: '0' },
];

/**
 * Whether {@link hmacCheck} fits: one HMAC over the body, keyed with the secret's text. And every body
 * must be one event: Make's scenarios read JSON objects and answer no handshakes.
 */
export const canCheck = (
  provider: Pick<Provider, 'signature' | 'body' | 'handshakes'>,
): boolean => {
  const { isSymmetric, definition } = provider.signature;
  if (provider.body !== undefined || provider.handshakes !== undefined) return false;
  if (definition.algorithm !== 'hmac-sha256') return false;
  const { content, separator, pairs, timestamp, secret, prefix = 'sha256=' } = definition;
  const isPlain = [content, separator, pairs, timestamp, secret].every(
    (part) => part === undefined,
  );
  return isSymmetric && isPlain && prefix === 'sha256=';
};

/**
 * A provider's HMAC.
 *
 * 1. Take the signature header, without a `sha256=` before the digest.
 * 2. Compute HMAC-SHA256 over the raw body with the secret.
 * 3. Compare as hex in either case, or as base64: where a vendor is silent on the form, both
 *    are tolerated.
 *
 * @param name of the signature header
 */
export function hmacCheck(name: string): SignatureCheck {
  const hmac = (encoding: string): string =>
    wrap(call('sha256', orEmpty(RAW_BODY), quote(encoding), storedSecret, quote('text')));
  const digest = call('replace', orEmpty(header(name)), quote('sha256='), 'emptystring');
  return {
    variables: [
      ['secret', SECRET],
      ['signature', wrap(digest)],
    ],
    guards: GUARDS,
    forms: [
      { a: wrap(variable('signature')), o: 'text:equal:ci', b: hmac('hex') },
      { a: wrap(variable('signature')), o: 'text:equal', b: hmac('base64') },
    ],
  };
}

/**
 * The gateway's signature, by Standard Webhooks.
 *
 * 1. The signed content is `id.timestamp.body`.
 * 2. The key is the base64 behind `whsec_`: `sha256` takes a key's encoding.
 * 3. The header may hold several `v1,<base64>`, one for each secret while one is replaced.
 */
export function standardCheck(): SignatureCheck {
  const part = (name: string): string => orEmpty(header(name));
  const key = call('replace', storedSecret, quote('whsec_'), 'emptystring');
  const hmac = call('sha256', variable('signed'), quote('base64'), key, quote('base64'));
  const oldest = `timestamp - ${REMEMBER_DAYS * 24 * 3600}`;
  return {
    variables: [
      ['secret', SECRET],
      ['signature', wrap(part('webhook-signature'))],
      ['timestamp', wrap(part('webhook-timestamp'))],
      [
        'signed',
        `${wrap(part('webhook-id'))}.${wrap(part('webhook-timestamp'))}.${wrap(RAW_BODY)}`,
      ],
    ],
    guards: [...GUARDS, { a: wrap(variable('timestamp')), o: 'number:greater', b: wrap(oldest) }],
    forms: [{ a: wrap(variable('signature')), o: 'text:contain', b: `v1,${wrap(hmac)}` }],
  };
}

/** The module before the check. */
export const secretStep = ({ variables }: SignatureCheck): Step =>
  setVariables(ID.secret, 'Secret: paste it here. And the signature', variables);

/** Lets through what is signed. */
export const genuine = ({ guards, forms }: SignatureCheck): Filter => ({
  name: 'The signature fits',
  conditions: forms.map((form) => [...guards, form]),
});

const OPPOSITE: Readonly<Record<string, string>> = {
  'text:equal': 'text:notequal',
  'text:equal:ci': 'text:notequal:ci',
  'text:notequal': 'text:equal',
  'text:contain': 'text:notcontain',
  'number:greater': 'number:lessorequal',
};

function opposite({ a, o, b }: Condition): Condition {
  const operator = OPPOSITE[o];
  if (operator === undefined || b === undefined) throw new TypeError(`no opposite of ${o}`);
  return { a, o: operator, b };
}

/** Lets through exactly the rest: a router's routes do not exclude each other by themselves. */
export const forged = ({ guards, forms }: SignatureCheck): Filter => ({
  name: 'It does not',
  conditions: [...guards.map((guard) => [opposite(guard)]), forms.map(opposite)],
});
