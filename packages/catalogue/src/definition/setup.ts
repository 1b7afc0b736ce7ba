/** What the user does at the provider, so that its requests arrive. */
export interface Setup {
  /**
   * The steps to connect it, in plain text: those by its API, where it has one, else those by hand.
   * `{url}` and `{secret}` are places: see {@link fillPlaces}.
   */
  readonly steps: readonly string[];
  /** The steps by the provider's API; empty where it has none. */
  readonly byApi: readonly string[];
  /** The steps in the provider's own screens; empty where only its API is described. */
  readonly byHand: readonly string[];
  /** What to know before: the text in front of the lists, as Markdown; empty where there is none. */
  readonly about: string;
}

/** What the lists are called, in the languages that a set-up is written in. */
const BY_API = ['By its API', 'Через API'];
const BY_HAND = ['By hand', 'Вручную'];

/** Reads the numbered lists under "By its API" and "By hand"; text beside them is for pages. */
export function readSetup(markdown: string): Setup {
  const [before = '', ...sections] = markdown.replaceAll('\r', '').split(/^## /m);
  const byApi = listUnder(BY_API, sections);
  const byHand = listUnder(BY_HAND, sections);
  return { steps: byApi.length > 0 ? byApi : byHand, byApi, byHand, about: unwrapped(before) };
}

function listUnder(headings: readonly string[], sections: readonly string[]): string[] {
  const isMeant = (section: string): boolean =>
    headings.some((heading) => section.startsWith(`${heading}\n`));
  const lines = sections.find(isMeant) ?? '';
  return [...lines.matchAll(/^\d+\. (.+(?:\n {2,}\S.*)*)/gm)].map(([, item = '']) =>
    unwrapped(item),
  );
}

const unwrapped = (text: string): string =>
  text.trim().replace(/(\S)[^\S\n]*\n[^\S\n]*(?=\S)/g, '$1 ');

/** What is written where a set-up has a place. */
export interface SetupPlaces {
  /** The address that takes the requests, or what it is called: "the webhook’s address". */
  readonly url?: string;
  /** The secret, or what it is called. */
  readonly secret?: string;
}

/** Fills the places of steps, or of the Markdown of a set-up; unless given, with a gateway's words. */
export const fillPlaces = (
  text: string,
  { url = 'the ingest URL', secret = 'the secret' }: SetupPlaces = {},
): string => text.replaceAll('{url}', () => url).replaceAll('{secret}', () => secret);
