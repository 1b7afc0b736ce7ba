import { textOf } from '@signal-hooks/catalogue';

/** What was entered in a connection cannot be right; the message says what to enter. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: 'InvalidGatewayUrl' | 'InvalidToken';

  constructor(code: ConnectionError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** White space, and what copying brings along unseen: zero-width blanks, byte-order marks. */
const INVISIBLE = /[\s\p{Cf}\p{Cc}]/gu;
/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/**
 * The gateway's address as the user typed it, checked.
 * @param mayBePlain to which addresses the token may go by plain `http://`; absent: to this machine only
 * @throws {ConnectionError}
 */
export function readGatewayAddress(
  typed: unknown,
  mayBePlain: (url: URL) => boolean = isLoopback,
): string {
  const wrong = (message: string): Error => new ConnectionError('InvalidGatewayUrl', message);
  const text = textOf(typed).replace(INVISIBLE, '');
  if (!URL.canParse(text)) {
    throw wrong('Enter the gateway’s whole address, such as https://hooks.example.com');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBePlain(url))) {
    throw wrong('The gateway’s address must begin with https://');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw wrong(
      'Enter the gateway’s address alone, without user name, password or anything behind it.',
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * The API token, without what copying put in between: line breaks, blanks that nobody sees.
 * @throws {ConnectionError} if it can be none
 */
export function readApiToken(typed: unknown): string {
  const token = textOf(typed).replace(INVISIBLE, '');
  if (TOKEN.test(token)) return token;
  const what = token === '' ? 'is empty' : 'holds characters that no token has';
  throw new ConnectionError(
    'InvalidToken',
    `The API token in the connection ${what}. Copy the whole line that the gateway showed, and nothing else, then reconnect.`,
  );
}
