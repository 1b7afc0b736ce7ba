import type { AttemptError } from './schedule.ts';

/** Error codes of Node and undici, by what they mean to a subscriber. */
const BY_CODE: Readonly<Record<string, AttemptError>> = {
  ADDRESS_FORBIDDEN: 'address_forbidden',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'invalid_answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'invalid_answer',
  EPROTO: 'tls',
  // Raised before anything is sent: a URL or header that cannot be used.
  ERR_INVALID_URL: 'internal',
  UND_ERR_INVALID_ARG: 'internal',
};

/** Names of OpenSSL's verification results and Node's TLS errors. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_|INVALID_)/;

/** What is read of an error, whatever made it. */
interface FailureShape {
  readonly name?: string;
  readonly code?: string;
  readonly errors?: readonly FailureShape[];
  readonly cause?: FailureShape;
}

/** Tells why a request failed, from the error or from what caused it. */
export function classifyFailure(error: unknown): AttemptError {
  let cause = error as FailureShape | undefined;
  for (let depth = 0; cause && depth < 4; depth += 1) {
    const code = cause.code ?? '';
    if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code] as AttemptError;
    if (TLS_CODE.test(code)) return 'tls';
    if (cause.name === 'HTTPParserError') return 'invalid_answer';
    // Several addresses were tried: the first failure is as good as the last.
    cause = cause.errors?.[0] ?? cause.cause;
  }
  return 'network';
}
