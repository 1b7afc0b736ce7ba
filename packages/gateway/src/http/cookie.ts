import { prefixOf } from './target.ts';

/** The cookie of a session: how it is written and read. */
export interface SessionCookie {
  readonly name: string;
  /** The value of `Set-Cookie` that keeps it. */
  readonly keep: (value: string, ms: number) => string;
  /** The value of `Set-Cookie` that removes it. */
  readonly remove: string;
  /** Its value in a `Cookie` header. */
  readonly read: (header: string | undefined) => string | undefined;
}

const NAME = 'signal-hooks-session';

/**
 * The cookie that fits the gateway's public address. Scripts never see it, and other sites' pages never
 * send it. With TLS, no other host of the domain can set it (`__Host-`, which wants the path `/`), or at
 * least none without TLS (`__Secure-`, where the address has a path). Without `__Host-` it goes to the API
 * alone. Cookies do not tell ports apart, so its name does.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 * @param publicUrl without a slash at its end; null: not known
 */
export function sessionCookie(publicUrl: string | null): SessionCookie {
  const url = publicUrl === null ? null : new URL(publicUrl);
  const isSecure = url?.protocol === 'https:';
  const prefix = prefixOf(publicUrl);
  const isHost = isSecure && prefix === '';
  const port = url === null || url.port === '' ? '' : `-${url.port}`;
  const name = `${isHost ? '__Host-' : isSecure ? '__Secure-' : ''}${NAME}${port}`;
  const path = isHost ? '/' : `${prefix}/v1`;
  const attributes = `Path=${path}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return {
    name,
    keep: (value, ms) => `${name}=${value}; Max-Age=${Math.floor(ms / 1000)}; ${attributes}`,
    remove: `${name}=; Max-Age=0; ${attributes}`,
    read: (header = '') =>
      header
        .split(';')
        .map((pair) => pair.trim())
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1),
  };
}
