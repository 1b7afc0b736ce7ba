import { headerOf } from '../headers.ts';
import type { WebhookRequest } from '../request.ts';
import { ALGORITHMS } from './algorithms.ts';
import type { Credentials } from './credentials.ts';
import type { SignatureDefinition } from './definition.ts';
import { type Attempt, MAX_CREDENTIALS } from './explain-attempt.ts';
import { MAX_EXPLAINED_BODY } from './explain-body.ts';
import { resolveScheme, type Scheme } from './scheme.ts';

/** The request, or how it is signed, with one thing different. */
interface Variant {
  readonly definition: SignatureDefinition;
  readonly request: WebhookRequest;
  /** The difference. */
  readonly hint: string;
}

/**
 * Checks the request as if one thing of its signature were different: its encoding, its hash, what is
 * in front of it, what it covers, how the secret is written, or the address.
 * @returns the first that fits
 */
export function* tryVariants(
  { scheme, request }: Attempt,
  { secrets = [], publicKeys = [] }: Credentials,
): Generator<string> {
  if (request.body.length > MAX_EXPLAINED_BODY) return;
  const credentials = {
    secrets: secrets.slice(0, MAX_CREDENTIALS),
    publicKeys: publicKeys.slice(0, MAX_CREDENTIALS),
  };
  for (const { definition, request: other, hint } of variantsOf(scheme, request, secrets)) {
    const matcher = resolveScheme(definition).matcher(credentials);
    if (typeof matcher === 'string') continue;
    // The time comes after the signature: that it is too far from 1970 says that the signature fits.
    const outcome = matcher(other, 0);
    if (typeof outcome !== 'number' && outcome !== 'timestamp_out_of_tolerance') continue;
    yield hint;
    return;
  }
}

function* variantsOf(
  scheme: Scheme,
  request: WebhookRequest,
  secrets: readonly string[],
): Generator<Variant> {
  for (const [part, hint] of [
    ...encodings(scheme),
    ...prefixes(scheme, request),
    ...hashes(scheme),
    ...secretForms(scheme, secrets),
    ...contents(scheme),
  ]) {
    yield { definition: { ...scheme.definition, ...part } as SignatureDefinition, request, hint };
  }
  for (const url of addresses(scheme, request)) {
    const hint = `The signature fits the address ${url}, but the request came to ${request.url}: enter that one at the sender, or correct the public URL of this end.`;
    yield { definition: scheme.definition, request: { ...request, url }, hint };
  }
}

type Parts = Generator<readonly [part: object, hint: string]>;

function* encodings({ definition }: Scheme): Parts {
  if (definition.algorithm === 'token' || definition.encoding === 'either') return;
  const { encoding } = definition;
  const other = encoding === 'hex' ? 'base64' : 'hex';
  yield [
    { encoding: other },
    `The signature is right, but it is written in ${other}; ${encoding} is expected.`,
  ];
}

/** What may be in front of a signature or a token. */
const PREFIXES = ['', 'sha256=', 'sha1=', 'v1,', 'v1=', 'v0=', 'Bearer '];

function* prefixes({ definition, header, proof }: Scheme, { headers }: WebhookRequest): Parts {
  const { prefix: expected = '' } = definition;
  const text = headerOf(headers, header) ?? '';
  for (const prefix of PREFIXES) {
    if (prefix === expected || !text.includes(prefix)) continue;
    yield [{ prefix }, `The ${proof} is right, but ${otherPrefix(prefix, expected)}`];
  }
}

function otherPrefix(found: string, expected: string): string {
  if (found === '') return `“${expected.trim()}” is missing in front of it.`;
  const has = `it has the prefix “${found.trim()}”`;
  return expected === '' ? `${has}; none is expected.` : `${has} instead of “${expected.trim()}”.`;
}

function* hashes({ definition, name }: Scheme): Parts {
  if (ALGORITHMS[definition.algorithm].hash === null) return;
  for (const algorithm of ['hmac-sha1', 'hmac-sha256', 'hmac-sha512'] as const) {
    if (algorithm === definition.algorithm) continue;
    yield [
      { algorithm },
      `The signature is right, but made with ${ALGORITHMS[algorithm].name}; ${name} is expected.`,
    ];
  }
}

function* secretForms({ definition }: Scheme, secrets: readonly string[]): Parts {
  if (ALGORITHMS[definition.algorithm].hash === null) return;
  const prefix = 'whsec_';
  if (definition.secret !== undefined) {
    yield [
      { secret: undefined },
      `The sender signs with the text of the secret, as it is; here it is decoded from ${definition.secret.encoding} first.`,
    ];
  } else if (secrets.some((secret) => secret.startsWith(prefix))) {
    yield [
      { secret: { encoding: 'base64', prefix } },
      `The sender signs with what the secret is the base64 of, behind “${prefix}”; here its text is the key.`,
    ];
  }
}

function* contents({ definition }: Scheme): Parts {
  if (definition.algorithm === 'token' || definition.content === undefined) return;
  const alone = { content: undefined, id: undefined, timestamp: undefined };
  yield [alone, 'The signature covers the body alone; more is expected to be signed.'];
}

/** The address as the sender may have it. */
function addresses({ signsUrl }: Scheme, { url, headers }: WebhookRequest): string[] {
  if (!signsUrl || url === undefined || !URL.canParse(url)) return [];
  const changed = (change: (to: URL) => void): string => {
    const to = new URL(url);
    change(to);
    return to.href;
  };
  const host = headerOf(headers, 'x-forwarded-host') ?? headerOf(headers, 'host');
  const scheme = (to: URL): void => {
    to.protocol = to.protocol === 'https:' ? 'http:' : 'https:';
  };
  const variants = [
    changed(scheme),
    changed((to) => {
      to.pathname = to.pathname.endsWith('/') ? to.pathname.slice(0, -1) : `${to.pathname}/`;
    }),
    changed((to) => {
      to.search = '';
    }),
    changed((to) => {
      to.port = '';
    }),
    // Some write the port that a scheme means.
    url.replace(/^(https?):\/\/([^/:?#]+)(?=[/?#]|$)/, (_all, protocol: string, name: string) =>
      protocol === 'https' ? `https://${name}:443` : `http://${name}:80`,
    ),
    url.replace(/\?$/, ''),
    decoded(url),
    ...(host === undefined
      ? []
      : [
          changed((to) => {
            to.host = host;
          }),
          changed((to) => {
            scheme(to);
            to.host = host;
          }),
        ]),
  ];
  return [...new Set(variants)].filter((variant) => variant !== url);
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
