/** What people read for the ways in which no answer comes, by code or name of the error. */
const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name could not be found',
  EAI_AGAIN: 'its host name could not be found',
  ECONNREFUSED: 'nothing answers at its address',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  EPIPE: 'the connection broke',
  ERR_BAD_RESPONSE: 'its answer broke off',
  EHOSTUNREACH: 'its address could not be reached',
  ENETUNREACH: 'its address could not be reached',
  ETIMEDOUT: 'it did not answer in time',
  ECONNABORTED: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  TimeoutError: 'it did not answer in time',
  AbortError: 'it did not answer in time',
  ERR_INVALID_URL: 'its address is not complete; it begins with https://',
  ERR_BAD_REQUEST: 'its address is not complete; it begins with https://',
  ERR_FR_TOO_MANY_REDIRECTS: 'its address leads from one page to the next without end',
  ERR_INVALID_CHAR: 'the token holds a character that cannot be sent; paste it again',
  EPROTO: 'it does not speak HTTPS at this address',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another host name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
};

/** Deepest chain of causes that is followed. */
const MAX_CAUSES = 5;

/**
 * Says why no answer came, as the end of "SIGNALS could not be reached: …".
 * @param error of Node, undici or axios; what sends may have wrapped it
 * @returns undefined if it is none of these
 */
export function networkWords(error: unknown): string | undefined {
  let at = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof at === 'object' && at !== null; depth += 1) {
    const { code, httpCode, name, cause } = at as Record<string, unknown>;
    const known = [code, httpCode, name]
      .map(String)
      .find((key) => Object.hasOwn(NETWORK_WORDS, key));
    if (known !== undefined) return NETWORK_WORDS[known];
    at = cause;
  }
  return undefined;
}
