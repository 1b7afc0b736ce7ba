import {
  createVerifier,
  type Headers,
  type Scheme,
  type Verification,
  type VerifierCredentials,
} from '@signal-hooks/catalogue';

/** Verifies one request whose scheme signs no time. */
export const verifyRequest = (
  scheme: Scheme,
  credentials: VerifierCredentials,
  body: Uint8Array,
  headers: Headers,
): Verification => createVerifier(scheme, credentials)({ body, headers }, 0);
