import type { SignatureDefinition } from '../../signature/definition.ts';
import type { CapturedRequest } from './captured.ts';
import type { Questionnaire } from './question.ts';
import type { SharedHeader } from './request-headers.ts';
import { fittingSignature } from './secret-trial.ts';
import { describeSignature, signatureCandidates } from './signature-candidates.ts';

/** How the requests seem to be signed. */
export interface LearnedSignature {
  readonly signature: SignatureDefinition;
  /** Whether the secret that was given fits all requests. */
  readonly proven: boolean;
}

/**
 * Finds how requests are signed: by the secret if there is one, else by how their headers look.
 * @param id of the definition, for the name of a header where none can be seen
 * @param notes takes what a person should know of it
 */
export function learnSignature(
  requests: readonly CapturedRequest[],
  headers: readonly SharedHeader[],
  { id, secret }: { readonly id: string; readonly secret: string | undefined },
  questionnaire: Questionnaire,
  notes: string[],
): LearnedSignature {
  const [first, ...more] = signatureCandidates(headers);
  if (first === undefined) {
    const signature = unseen(id);
    notes.push(
      `No header looks like a signature: ${signature.header} is made up. Capture a request with its headers, or write down how requests are signed under "signature".`,
    );
    return { signature, proven: false };
  }
  const fit =
    secret === undefined ? undefined : fittingSignature([first, ...more], requests, secret);
  if (fit) {
    notes.push('The signature was checked: the secret fits the raw bytes of the requests.');
    return { signature: fit, proven: true };
  }
  const [likeliest, ...others] = [first, ...more].map((signature) => ({
    answer: describeSignature(signature),
    value: signature,
  }));
  const signature =
    likeliest === undefined
      ? first
      : questionnaire.choose('signature', 'How are requests signed?', [likeliest, ...others]);
  notes.push(unproven(signature, secret, fit, more.length + 1));
  return { signature, proven: false };
}

/** What a sender writes that nobody documented. */
const unseen = (id: string): SignatureDefinition => ({
  algorithm: 'hmac-sha256',
  header: `x-${id}-signature`,
  encoding: 'either',
});

function unproven(
  { algorithm, header }: SignatureDefinition,
  secret: string | undefined,
  fit: null | undefined,
  tried: number,
): string {
  if (fit === null) {
    return `The secret fits none of the ${tried} ways of signing that were tried: check it, and that the body is the raw bytes as they came.`;
  }
  if (secret !== undefined) {
    return 'The secret could not be tried: it takes the raw bytes of a request and its headers.';
  }
  if (algorithm === 'token') {
    return `Nothing is signed: ${header} carries the secret itself, if it is one.`;
  }
  return 'How requests are signed is a guess by the look of their headers: give the secret, and it is tried.';
}
