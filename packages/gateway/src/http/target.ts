/** `http://host` before the path: what a proxy is sent, and every server must take (RFC 9112, 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i;
/** nginx' `proxy_pass http://gateway/` below `location /hooks` makes two of the slash. */
const LEADING_SLASHES = /^\/{2,}(?=[^/])/;

/**
 * The path of the public URL, '' if it has none.
 * @param publicUrl without a slash at its end
 */
export function prefixOf(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/**
 * What a request is for, as the gateway names it: without scheme and host, and without the path
 * of its public URL, whether or not the proxy in front has already taken it away.
 * @param target the request line's, as it came
 * @param prefix see {@link prefixOf}
 */
export function normaliseTarget(target: string, prefix: string): string {
  let path = target;
  if (!path.startsWith('/')) path = path.replace(ABSOLUTE_FORM, '') || '/';
  if (path.startsWith('//')) path = path.replace(LEADING_SLASHES, '/');
  if (prefix === '' || !path.startsWith(prefix)) return path;
  const rest = path.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest.replace(LEADING_SLASHES, '/') : path;
}
