/** What the user does at the provider, so that its requests arrive. */
export interface Setup {
  /**
   * The steps to connect it, in plain text: those by its API, where it has one, else those by hand.
   * `{url}` stands for the address that takes its requests: see {@link fillUrl}.
   */
  readonly steps: readonly string[];
  /** The steps in the provider's own screens; empty where only its API is described. */
  readonly byHand: readonly string[];
}

/** Reads the numbered lists under "By its API" and "By hand"; other text is for pages. */
export function readSetup(markdown: string): Setup {
  const byApi = listUnder('By its API', markdown);
  const byHand = listUnder('By hand', markdown);
  return { steps: byApi.length > 0 ? byApi : byHand, byHand };
}

function listUnder(heading: string, markdown: string): string[] {
  const sections = markdown.replaceAll('\r', '').split(/^## /m);
  const lines = sections.find((section) => section.startsWith(`${heading}\n`)) ?? '';
  return [...lines.matchAll(/^\d+\. (.+(?:\n {2,}\S.*)*)/gm)].map(([, item = '']) =>
    item.replace(/\s*\n\s*/g, ' '),
  );
}

/**
 * Says in steps, or in the Markdown of a set-up, what the address is called.
 * @param url such as "the webhook’s address"; unless given, a gateway's
 */
export const fillUrl = (text: string, url = 'the ingest URL'): string =>
  text.replaceAll('{url}', url);
