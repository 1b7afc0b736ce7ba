import { createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicKeys } from './algorithm.ts';
import { isPrivateKey, MIN_MODULUS_BITS } from './keys.ts';

/** A secret as it may have been meant, and what is wrong with how it was given. */
export interface SecretVariant {
  readonly secret: string | Buffer;
  readonly hint: string;
}

const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{4,}={0,2}$/;

/** Quotation marks, straight and typographic, that texts are pasted in. */
const QUOTED =
  /^["'`\u2018-\u201f\u00ab\u00bb\u2039\u203a](.+)["'`\u2018-\u201f\u00ab\u00bb\u2039\u203a]$/su;
/** Characters that nobody sees: blanks of no width, soft hyphens, marks of direction and order. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
/** Blanks that only look like one. */
const ODD_BLANK = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;

/** What editors make of plain characters while somebody types. */
const TYPOGRAPHY: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b]/g, "'"],
  [/[\u201c-\u201f\u00ab\u00bb]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u2026/g, '...'],
];
/** Cyrillic and Greek letters that look like Latin ones, and these, in the same order. */
const LOOK_ALIKES =
  '\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u03bf\u03b1\u03bd\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03a5\u0396';
const LATIN = 'aeopcyxijsABEKMHOPCTYXIJSoavABEHIKMNOPTXYZ';

const asLatin = (text: string): string =>
  text.replace(/[\u0370-\u04ff]/g, (char) => LATIN[LOOK_ALIKES.indexOf(char)] ?? char);

const straight = (text: string): string =>
  TYPOGRAPHY.reduce((all, [fancy, plain]) => all.replace(fancy, plain), text);

/** The text with one thing corrected; where that changes nothing, it is not tried. */
const CORRECTIONS: readonly (readonly [correct: (text: string) => string, hint: string])[] = [
  [(text) => text.trim(), 'The secret has white space around it. Enter it again without.'],
  [
    (text) => QUOTED.exec(text.trim())?.[1] ?? text,
    'The secret was entered in quotation marks. Enter it again without them.',
  ],
  [
    (text) => text.replace(INVISIBLE, '').replace(ODD_BLANK, ' ').trim(),
    'The secret holds characters that cannot be seen, such as a blank of no width. Type it instead of pasting it, or copy it from its source again.',
  ],
  [
    (text) => straight(text.trim()),
    'The secret holds typographic quotation marks, dashes or dots where the sender has plain ones. An editor has changed them: copy it from its source again.',
  ],
  [
    (text) => asLatin(text.trim()),
    'The secret holds Cyrillic or Greek letters that look like Latin ones. Type it anew in one alphabet.',
  ],
  [
    (text) => text.trim().normalize('NFC'),
    'The secret holds letters with accents as two characters each. Enter it anew: they must be one, as at the sender.',
  ],
  [
    (text) => text.trim().normalize('NFD'),
    'The sender’s secret holds letters with accents as two characters each, yours as one. Choose a secret of plain letters and digits at both ends.',
  ],
  [
    (text) => text.trim().normalize('NFKC'),
    'The secret holds characters in a special width or form. Type it anew in plain letters and digits.',
  ],
  [
    (text) => {
      const seen = text.replace(INVISIBLE, '').replace(ODD_BLANK, ' ').trim();
      return asLatin(straight(QUOTED.exec(seen)?.[1] ?? seen)).normalize('NFKC');
    },
    'The secret holds several characters that only look like those of the sender: quotation marks, invisible blanks or letters of another alphabet. Type it anew instead of pasting it.',
  ],
];

/** The forms a secret may have been meant in. None of them is ever shown. */
export function* secretVariants(secret: string): Generator<SecretVariant> {
  const bare = secret.trim();
  for (const [correct, hint] of CORRECTIONS) {
    const corrected = correct(secret);
    if (corrected !== secret && corrected !== '') yield { secret: corrected, hint };
  }
  if (HEX.test(bare)) {
    yield {
      secret: Buffer.from(bare, 'hex'),
      hint: 'The secret held is the hex form of the bytes that the sender signs with. The provider signs with the text itself: enter the very same text at both ends.',
    };
  }
  if (BASE64.test(bare)) {
    yield {
      secret: Buffer.from(bare, 'base64'),
      hint: 'The secret held is the base64 form of what the sender signs with. Enter the very same text at both ends.',
    };
  }
  for (const encoding of ['hex', 'base64'] as const) {
    yield {
      secret: Buffer.from(bare, 'utf8').toString(encoding),
      hint: `The sender signs with the ${encoding} form of the secret held. Enter the very same text at both ends.`,
    };
  }
  for (const end of ['\n', '\r\n', ' ']) {
    yield {
      secret: `${bare}${end}`,
      hint: 'The sender’s secret has white space at its end. Enter it there again without.',
    };
  }
}

/** What is wrong with a text that is no public key of the wanted kind; null if it is one. */
export function describeKey(text: string, publicKeys: PublicKeys): string | null {
  if (publicKeys.read(text) !== null) return null;
  const bare = text.trim();
  if (/PRIVATE KEY-----/.test(bare) || isPrivateKey(derOf(bare))) {
    return 'The key given is a private key. Give the public key, and replace the pair: a private key must not leave its owner.';
  }
  if (/^ssh-/.test(bare)) return 'The key given is in the SSH form. Give it as PEM or base64.';
  if (HEX.test(bare) && publicKeys.read(Buffer.from(bare, 'hex').toString('base64')) !== null) {
    return 'The key is given in hex. Give it as PEM or base64.';
  }
  const form = otherForm(bare, publicKeys);
  if (form !== null) return form;
  const kind = otherKind(bare, publicKeys);
  if (kind !== null) return kind;
  if (bare.length < 100) {
    return 'What is held is too short for a public key; it may be a shared secret or the key’s id.';
  }
  return 'The key could not be read; it may have been cut when it was copied.';
}

/** The beginning or end of PEM, or what is left of it. */
const PEM_LINE = /[-\u2010-\u2015]*\s*(?:BEGIN|END)[A-Z0-9 ]+KEY\s*[-\u2010-\u2015]*/g;
const PEM_LINES =
  'One of the lines “-----BEGIN PUBLIC KEY-----” and “-----END PUBLIC KEY-----” is missing or garbled. Copy the key with both, or only what is between them.';

/** How a key that can be read was written; null if it was not that. */
function otherForm(text: string, publicKeys: PublicKeys): string | null {
  const unquoted = QUOTED.exec(text)?.[1] ?? text;
  const body = unquoted.replace(PEM_LINE, '');
  const plain = body.replace(INVISIBLE, '').replace(ODD_BLANK, ' ');
  const base64 = plain.replaceAll('-', '+').replaceAll('_', '/');
  const forms: readonly (readonly [string, string])[] = [
    [unquoted, 'The key was entered in quotation marks. Enter it again without them.'],
    [body, PEM_LINES],
    [plain, 'The key holds characters that cannot be seen. Copy it from its source again.'],
    [
      base64,
      'The key is in the URL alphabet of base64, with “-” and “_”. Give it as PEM or plain base64, with “+” and “/”.',
    ],
  ];
  return forms.find(([form]) => form !== text && publicKeys.read(form) !== null)?.[1] ?? null;
}

const derOf = (text: string): Buffer =>
  Buffer.from(text.replace(/-----[^-]+-----/g, '').replace(/\\n|\s+/g, ''), 'base64');

/** A public key that cannot be used: of another algorithm, or too short. */
function otherKind(text: string, publicKeys: PublicKeys): string | null {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: derOf(text), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = key;
  if (kind === 'rsa' && (details?.modulusLength ?? 0) < MIN_MODULUS_BITS) {
    return 'The RSA key is shorter than 1024 bits, which proves nothing. Generate a new one.';
  }
  const curve = details?.namedCurve === undefined ? '' : ` (${details.namedCurve})`;
  return `The key given is of the kind ${String(kind)}${curve}; ${publicKeys.form} is wanted.`;
}
