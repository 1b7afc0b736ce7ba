import type { Credentials } from './credentials.ts';
import { type Attempt, MAX_CREDENTIALS, sameText } from './explain-attempt.ts';
import { secretVariants } from './explain-credential.ts';

/** Tries other forms of the secret that is sent. */
export function* tryToken(
  { scheme, header }: Attempt,
  credentials: Credentials,
): Generator<string> {
  const sent = scheme.decode(header)[0]?.toString('utf8') ?? header;
  for (const secret of (credentials.secrets ?? []).slice(0, MAX_CREDENTIALS)) {
    const other = [...secretVariants(secret)].find(({ secret: text }) =>
      sameText(text.toString(), sent),
    );
    if (other !== undefined) yield other.hint;
    else if (sameText(secret.toLowerCase(), sent.toLowerCase())) {
      yield 'The token and the secret differ only in upper and lower case.';
    }
  }
}
