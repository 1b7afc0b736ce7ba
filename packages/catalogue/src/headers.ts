/** Request headers as HTTP servers hand them over: names in any case, values single or repeated. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Looks a header up by its lower-case name, whatever case the server kept.
 * @returns the value without surrounding white space; repeated values joined by ", "; undefined if absent
 */
export function headerOf(headers: Headers, name: string): string | undefined {
  const direct = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (typeof direct === 'string') return direct.trim();
  const value = direct ?? slowLookup(headers, name);
  if (value === undefined) return undefined;
  return (typeof value === 'string' ? value : value.join(', ')).trim();
}

function slowLookup(headers: Headers, name: string): string | readonly string[] | undefined {
  for (const key of Object.keys(headers)) {
    if (key.toLowerCase() === name) return headers[key];
  }
  return undefined;
}
