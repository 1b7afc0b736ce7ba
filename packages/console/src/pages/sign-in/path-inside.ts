/**
 * The path of an address, if it is one of the console's own pages. It is read as the browser reads it,
 * which leaves out tabs and takes `\` for `/`: "/\t/evil.example" is another host.
 * @param base the console's address, with a slash at its end
 */
export function pathInside(address: string, base: string): string | undefined {
  if (!URL.canParse(address, base)) return undefined;
  const { origin, pathname, search, hash } = new URL(address, base);
  const console = new URL(base);
  const isInside = origin === console.origin && pathname.startsWith(console.pathname);
  return isInside ? pathname + search + hash : undefined;
}
