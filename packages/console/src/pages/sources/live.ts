/** How often a source that is looked at is asked what came. */
export const LIVE_MS = 2000;
