import type { ZObject } from 'zapier-platform-core';
import { textOf } from './values.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The gateway's address as the user typed it, checked.
 * @throws a Zapier error that says what to enter
 */
export function gatewayUrl(z: ZObject, typed: unknown): string {
  const wrong = (message: string): Error => new z.errors.Error(message, 'InvalidGatewayUrl', 400);
  const url = parseUrl(textOf(typed).replace(INVISIBLE, ''));
  if (url === null) {
    throw wrong('Enter the gateway’s whole address, such as https://hooks.example.com');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw wrong('The gateway’s address must begin with https://');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw wrong(
      'Enter the gateway’s address alone, without user name, password or anything behind it.',
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** White space, and what copying brings along unseen: zero-width blanks, byte-order marks. */
const INVISIBLE = /[\s\p{Cf}\p{Cc}]/gu;
/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * The API token, without what copying put in between: line breaks, blanks that nobody sees.
 * @throws a Zapier error that names the token, if it can be none
 */
export function apiToken(z: ZObject, typed: unknown): string {
  const token = textOf(typed).replace(INVISIBLE, '');
  if (TOKEN.test(token)) return token;
  const what = token === '' ? 'is empty' : 'holds characters that no token has';
  throw new z.errors.Error(
    `The API token in the connection ${what}. Copy the whole line that the gateway showed, and nothing else, then reconnect.`,
    'InvalidToken',
    400,
  );
}
