/** Secrets that were made in this tab, by their source: they are shown until the page is left or loaded anew. */
const fresh = new Map<string, string>();

export const rememberSecret = (sourceId: string, secret: string): void => {
  fresh.set(sourceId, secret);
};

/** The secret that was just made for a source; undefined if nobody can show it any more. */
export const freshSecret = (sourceId: string): string | undefined => fresh.get(sourceId);
