/** Headers that carry a secret, whatever they are called: a signature is none. */
const SECRET =
  /(?:^|[-_])(?:authorization|cookie|token|secret|api-?key|apikey|password|passwd)(?:$|[-_])/i;
const SIGNATURE = /signature|hmac|digest/i;

/** Whether a header is likely to carry a secret, by its name: it must not be shown. */
export const isSecretHeader = (name: string): boolean => SECRET.test(name) && !SIGNATURE.test(name);
