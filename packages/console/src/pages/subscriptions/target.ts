/** The host of an address: the rest may hold what is a secret at Slack or Zapier. */
export function hostOf(address: string): string {
  return URL.parse(address)?.host ?? address;
}
